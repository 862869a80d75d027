// A figure that can't be right is one problem: where it stands, what it reads, what is wanted.
import { describe, it } from 'node:test';
import { assertOneProblem, cellText, withCell } from './edited-document.fixture.ts';

const averageOfHome = (text: string) => withCell('Response times', 'home', 'Average', text);

const wrongFigures: [name: string, text: string, read?: string][] = [
  ['a figure without its unit', '45'],
  ['a unit of another kind', '45MB'],
  // Units are case-sensitive: MS is not a millisecond.
  ['a unit in upper case', '45MS'],
  ['a unit without its figure', 'ms'],
  // One blank is the SI way of writing and reads; two are a slip.
  ['two blanks before the unit', '45  ms'],
  ['a blank within the unit', '45m s'],
  ['two figures', '45ms 50ms'],
  ['not a number', 'NaNms'],
  ['infinity', 'Infinityms'],
  ['a negative figure', '-45ms'],
  ['a figure with a plus', '+45ms'],
  ['an exponent', '1e3ms'],
  ['a decimal comma', '4,5ms'],
  ['a figure that ends in its point', '45.ms'],
  ['an escaped pipe', '45\\|ms', '45|ms'],
  // These look like digits, and some languages' number parsers take them.
  ['full-width digits', '４５ms'],
  ['Arabic digits', '٤٥ms'],
  // Would be a limit that every run breaks.
  ['zero', '0ms'],
  ['more than a literal can hold exactly', `${'9'.repeat(20)}ms`],
  ['as many digits as make Infinity', `${'9'.repeat(400)}ms`],
  // "No limit" is for test types: an endpoint without its figure could not be judged.
  ['a dash where a figure is needed', '-'],
];

describe('a wrong figure is one problem with its place:', () => {
  const wants = 'a duration above 0 with its unit, such as 45ms or 2s, or not measured';
  for (const [name, text, read = text] of wrongFigures) {
    it(name, () => {
      assertOneProblem(averageOfHome(text), `Average of home (table "Response times") reads "${read}"`, wants);
    });
  }

  it('an empty cell', () => {
    assertOneProblem(averageOfHome(''), 'Average of home (table "Response times") is empty', wants);
  });
});

describe('a figure below the one that it cannot be below is one problem with its place:', () => {
  const falling: [name: string, heading: string, row: string, column: string, text: string, floor: string][] = [
    ['p95 below p50', 'Response times', 'knowledge-graph', 'P95', '1ms', 'P50'],
    ['p99 below p95', 'Response times', 'home', 'P99', '84ms', 'P95'],
    ['normal below idle', 'Resources', 'Memory', 'Normal', '1MB', 'Idle'],
    ['limit below peak', 'Resources', 'CPU (Overall)', 'Limit', '1%', 'Peak'],
    ['fewer users at the peak', 'Test types', 'spike', 'Peak Users', '1', 'Users'],
  ];
  for (const [name, heading, row, column, text, floor] of falling) {
    it(name, () => {
      const reads = `${column} of ${row} (table "${heading}") reads "${text}"`;
      const wants = `at least its ${floor}, "${cellText(heading, row, floor)}"`;
      assertOneProblem(withCell(heading, row, column, text), reads, wants);
    });
  }

  // The slowest hundredth can't be faster than the mean.
  it('p99 below the average', () => {
    const p99 = cellText('Response times', 'health', 'P99');
    const edited = withCell('Response times', 'health', 'Average', '9s');
    // The problem is reported where the right-hand cell of the pair stands.
    const column = (edited.source.split('\n')[edited.line - 1] ?? '').lastIndexOf(p99) + 1;
    assertOneProblem(
      { ...edited, column },
      `P99 of health (table "Response times") reads "${p99}"`,
      'at least its Average, "9s"',
    );
  });
});
