// Rows that are doubled, too short, too long or cut off from their table: none is dropped without a word.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { documentText, type Edited, rowLine, withRow } from './edited-document.fixture.ts';
import { readBaselines } from './read.ts';

const cells = (line: string) => line.split('|').slice(1, -1);
const lengthOf = (heading: string, row: string) => documentText.split('\n')[rowLine(heading, row) - 1]?.length ?? 0;
const kafka = (change: (line: string) => string) => withRow('Services', 'Kafka', change);
const health = (change: (line: string) => string) => withRow('Response times', 'health', change);

/** `column` where it is not that of the row's start. */
const wrongRows: { name: string; edited: Edited; column?: number; message: string }[] = [
  {
    name: 'a row twice',
    edited: health((line) => line.replace('health', 'home')),
    column: 3,
    message: `duplicate row "home" in table "Response times", expected each row once (the first is at line ${rowLine('Response times', 'home')})`,
  },
  {
    // Two labels with one key would leave one constant, with the second row's figures.
    name: 'a label that gives the key of another',
    edited: withRow('Services', 'Redis', (line) => line.replace('Redis', 'POSTGRESQL')),
    column: 3,
    message: `duplicate row "POSTGRESQL" in table "Services", expected each row once (the first is at line ${rowLine('Services', 'PostgreSQL')})`,
  },
  {
    name: 'a cell too few',
    edited: health((line) => `|${cells(line).slice(0, -1).join('|')}|`),
    column: 3,
    message:
      'P99 of health (table "Response times") is missing, expected a duration above 0 with its unit, such as 45ms or 2s, or not measured',
  },
  {
    // GitHub shows the row without its last cell: the reviewer never sees the figure that was meant.
    name: 'a cell too many',
    edited: health((line) => `${line} 50ms |`),
    column: lengthOf('Response times', 'health') + 2,
    message: 'health (table "Response times") reads 7 cells, expected 6: "50ms" is one too many',
  },
  {
    name: 'two rows on one line',
    edited: withRow('Services', 'Nginx', (line) => line + line.replace('Nginx', 'Other')),
    column: lengthOf('Services', 'Nginx') + 3,
    message: 'Nginx (table "Services") reads 9 cells, expected 4: "Other" is one too many',
  },
  {
    name: 'a row in a quotation',
    edited: kafka(() => '> | Kafka | 20% |'),
    message: `outside of any table reads "> | Kafka | 20% |", expected rows directly below a table's head`,
  },
  {
    name: 'a row in a list',
    edited: kafka(() => '- | Kafka | 20% |'),
    message: `outside of any table reads "- | Kafka | 20% |", expected rows directly below a table's head`,
  },
  {
    name: 'a row that became a heading',
    edited: kafka(() => '# Kafka | 20% |'),
    message: `outside of any table reads "# Kafka | 20% |", expected rows directly below a table's head`,
  },
];

describe('a wrong row is one problem with its place:', () => {
  for (const { name, edited, column = edited.column, message } of wrongRows) {
    it(name, () => {
      assert.deepEqual(readBaselines(edited.source).problems, [{ line: edited.line, column, message }]);
    });
  }

  it('a row that a blank line has cut off', () => {
    const { source, line } = kafka((text) => `\n${text}`);
    const [problem, ...more] = readBaselines(source).problems;
    assert.deepEqual(more, []);
    assert.equal(problem?.line, line + 1);
    assert.match(problem?.message ?? '', /^outside of any table reads "\| Kafka .*, expected rows directly below/);
  });
});

describe('tables with fixed rows', () => {
  it('name the row that is there and the one that is not when one is renamed', () => {
    // A name that every object has: it must be looked up among the rows only.
    const { source } = withRow('Alert metrics', 'Disk Usage', (line) => line.replace('Disk Usage', 'toString'));
    assert.deepEqual(
      readBaselines(source).problems.map(({ message }) => message),
      [
        'missing row "Disk Usage" in table "Alert metrics", expected one',
        'unknown row "toString" in table "Alert metrics", expected one of: API Response Time, Error Rate, CPU Usage, Memory Usage, Disk Usage',
      ],
    );
  });
});
