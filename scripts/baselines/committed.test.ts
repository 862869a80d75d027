// The committed document and the committed module say the same, also when the document is written down in another way.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentText, moduleText, withCell, withTable } from './edited-document.fixture.ts';
import { emitModule } from './emit.ts';
import { readBaselines } from './read.ts';
import { tables } from './tables.ts';

describe('the committed document', () => {
  const read = readBaselines(documentText);

  it('reads without a problem', () => assert.deepEqual(read.problems, []));

  it('is what the committed module was generated from', () => assert.equal(emitModule(read.tables), moduleText));

  it('holds every table, with the place of every cell', () => {
    assert.deepEqual(
      read.tables.map(({ spec }) => spec.heading),
      tables.map(({ heading }) => heading),
    );
    for (const cell of read.tables.flatMap(({ rows }) => rows.flatMap((row) => Object.values(row.cells)))) {
      const shown = documentText.slice(cell.start, cell.end);
      assert.equal(shown.replaceAll('`', ''), cell.text, `offsets of line ${cell.line}`);
      assert.equal(
        documentText
          .split('\n')
          [cell.line - 1]?.slice(cell.column - 1)
          .startsWith(shown),
        true,
      );
    }
  });
});

const averageOfHome = (text: string) => withCell('Response times', 'home', 'Average', text).source;
const average = documentText.match(/\| home .*?\) +\| (\d+)ms/)?.[1] ?? '';

const sameMeaning: { name: string; source: string }[] = [
  // git's autocrlf on Windows.
  { name: 'CRLF line ends', source: documentText.replaceAll('\n', '\r\n') },
  { name: 'CR line ends', source: documentText.replaceAll('\n', '\r') },
  { name: 'a byte order mark', source: `\uFEFF${documentText}` },
  { name: 'no line end after the last row', source: documentText.trimEnd() },
  { name: 'trailing spaces', source: documentText.replaceAll('|\n', '|   \n') },
  // Editors that format tables differ in padding and outer pipes.
  { name: 'no padding in cells', source: documentText.replaceAll(/ +\| +/g, ' | ') },
  { name: 'no pipe at the end of rows', source: documentText.replaceAll(/ *\|\n/g, '\n') },
  {
    name: 'other dashes and colons in a delimiter row',
    source: withTable('Weights', (line, at) => (at === 1 ? '|:--|--:|' : line)).source,
  },
  // The SI way of writing a quantity.
  { name: 'a blank before the unit', source: averageOfHome(`${average} ms`) },
  { name: 'the same quantity in another unit', source: averageOfHome(`${Number(average) / 1000}s`) },
  { name: 'a bold figure', source: averageOfHome(`**${average}ms**`) },
];

describe('a document that differs only in how it is written gives the same module:', () => {
  for (const { name, source } of sameMeaning) {
    it(name, () => {
      assert.notEqual(source, documentText);
      const { tables: read, problems } = readBaselines(source);
      assert.deepEqual(problems, []);
      assert.equal(emitModule(read), moduleText);
    });
  }

  it('an escaped pipe is a pipe in the text, not the end of the cell', () => {
    const { source } = withCell('Scaling triggers', 'CPU', 'Action', 'Add \\| workers');
    const { tables: read, problems } = readBaselines(source);
    assert.deepEqual(problems, []);
    assert.ok(emitModule(read).includes("action: 'Add | workers'"));
  });
});
