// Columns and tables that are missing, doubled or in the wrong place.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentText, type Edited, withHeading, withTable } from './edited-document.fixture.ts';
import { readBaselines } from './read.ts';

const row = (cells: string[]) => `|${cells.join('|')}|`;
const cells = (line: string) => line.split('|').slice(1, -1);
const withoutLast = (line: string) => row(cells(line).slice(0, -1));
const headingLine = (text: string) => documentText.split('\n').indexOf(`## ${text}`) + 1;
const KNOWN = /expected one of: Targets, Response times, .*, Loosened limits$/.source;
const RESPONSE_COLUMNS = 'Name \\| Endpoint \\| Average \\| P50 \\| P95 \\| P99';

/** `line` and `column` where they are not those of the table's head. */
const wrongTables: { name: string; edited: Edited; line?: number; column?: number; message: RegExp }[] = [
  {
    // Then the delimiter row is wider than the head, and Markdown sees no table at all.
    name: 'a column missing from the head',
    edited: withTable('Response times', (line, at) => (at === 0 ? withoutLast(line) : line)),
    message: /^outside of any table reads "\| Name .*", expected rows directly below a table's head$/,
  },
  {
    name: 'a column missing',
    edited: withTable('Response times', withoutLast),
    column: 3,
    message: new RegExp(`^missing column P99 in table "Response times": reads .* P95, expected ${RESPONSE_COLUMNS}$`),
  },
  {
    name: 'columns in another order',
    edited: withTable('Weights', (line) => row(cells(line).toReversed())),
    column: 3,
    message: /^columns out of order or too many in table "Weights": reads Weight \| Name, expected Name \| Weight$/,
  },
  {
    name: 'a column too many',
    edited: withTable('Weights', (line, at) => `${line}${at === 1 ? ' --- ' : ' Why '}|`),
    column: 3,
    message:
      /^columns out of order or too many in table "Weights": reads Name \| Weight \| Why, expected Name \| Weight$/,
  },
  {
    name: 'a column under another name',
    edited: withTable('Weights', (line, at) => (at === 0 ? line.replace('Weight', 'Share ') : line)),
    column: 3,
    message: /^missing column Weight in table "Weights": reads Name \| Share, expected Name \| Weight$/,
  },
  {
    name: 'a table without rows',
    edited: withTable('Services', (line, at) => (at < 2 ? line : '')),
    message: /^table "Services" has no rows, expected at least one$/,
  },
  {
    name: 'a heading without its table',
    edited: withTable('Quick wins', () => ''),
    line: headingLine('Quick wins'),
    message: /^no table below the heading "Quick wins", expected columns Quick Win \| Where$/,
  },
  {
    name: 'a heading that is gone, with its table',
    edited: { source: documentText.slice(0, documentText.indexOf('## Loosened limits')), line: 1, column: 1 },
    message:
      /^no table below the heading "Loosened limits", expected columns When \| Limit \| Before \| After \| Reason \| Owner \| Until$/,
  },
  {
    name: 'a table that nobody asked for',
    edited: withHeading('Quick wins', '## Extras\n\n| A |\n| - |\n| b |\n\n## Quick wins'),
    line: headingLine('Quick wins') + 2,
    message: new RegExp(`^table below "Extras", ${KNOWN}`),
  },
  {
    name: 'a table before any heading',
    edited: { source: `| A |\n| - |\n| b |\n\n${documentText}`, line: 1, column: 1 },
    message: new RegExp(`^table below "", ${KNOWN}`),
  },
];

describe('a wrong table is a problem with its place:', () => {
  for (const { name, edited, message, ...at } of wrongTables) {
    it(name, () => {
      const { problems } = readBaselines(edited.source);
      const problem = problems.find((candidate) => message.test(candidate.message));
      assert.ok(problem, JSON.stringify(problems));
      const { line, column } = { line: edited.line, column: edited.column, ...at };
      assert.deepEqual({ line: problem.line, column: problem.column }, { line, column });
    });
  }
});

describe('a document with several problems', () => {
  const messagesOf = (source: string) => readBaselines(source).problems.map(({ message }) => message);

  it('names the missing table and the one in its place when a heading is misspelt', () => {
    const [missing = '', unknown = '', ...more] = messagesOf(withHeading('Weights', '## Wieghts').source);
    assert.match(missing, /^no table below the heading "Weights", expected columns Name \| Weight$/);
    assert.match(unknown, /^table below "Wieghts", expected one of: /);
    assert.deepEqual(more, []);
  });

  it('names the second table below one heading', () => {
    const messages = messagesOf(withHeading('Services', '## Resources').source);
    const wanted = /^second table below "Resources", expected one \(the first is at line \d+\)$/;
    assert.equal(messages.filter((message) => wanted.test(message)).length, 1, messages.join('\n'));
  });

  it('lists them from top to bottom', () => {
    const bare = withTable('Response times', (line) => line.replaceAll('ms', '')).source;
    const { problems } = readBaselines(`| A |\n| - |\n| b |\n\n${bare}`);
    const places = problems.map(({ line, column }) => line * 1000 + column);
    assert.ok(places.length > 10);
    assert.deepEqual(
      places,
      places.toSorted((a, b) => a - b),
    );
  });

  it('is not checked for agreement between tables while one of them is unsound', () => {
    const { source } = withTable('Weights', (line, at) => (at === 2 ? line.replace(/\d+%/, 'many') : line));
    assert.equal(messagesOf(source).length, 1);
  });
});
