// Each kind of cell needs its own unit and bounds; marks that hide or change what a reader sees are refused.
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assertOneProblem, cellText, type Edited, withCell } from './edited-document.fixture.ts';
import { readBaselines } from './read.ts';

type Place = [heading: string, row: string, column: string];

const COUNT = 'a whole number above 0 without a unit, such as 50';
const RANGE = 'a rising range, such as 50-200';

const wrongKinds: [name: string, place: Place, text: string, wants: string][] = [
  [
    'a share above 100%',
    ['Resources', 'CPU (Overall)', 'Limit'],
    '180%',
    'a share up to 100% with its unit, such as 35%',
  ],
  ["another row's unit", ['Resources', 'Memory', 'Idle'], '15%', 'a size with its unit, such as 800MB or 2.1GB'],
  [
    'a throughput per minute',
    ['Resources', 'Disk I/O', 'Idle'],
    '5MB/min',
    'a throughput with its unit, such as 15MB/s',
  ],
  ['half a user', ['Test types', 'stress', 'Users'], '0.5', COUNT],
  ['no users', ['Test types', 'smoke', 'Users'], '0', COUNT],
  [
    'more errors than requests',
    ['Test types', 'stress', 'Error Rate'],
    '101%',
    'a share up to 100% with its unit, such as 0.1%, or - for none',
  ],
  [
    'a test of no length',
    ['Test types', 'stress', 'Duration'],
    '0s',
    'a duration above 0 with its unit, such as 30s, 5m or 1h',
  ],
  [
    'a rate without its unit',
    ['Test types', 'breakpoint', 'Peak Rate'],
    '2000',
    'a rate above 0 with its unit, such as 2000/s, or - for none',
  ],
  ['a falling range', ['Services', 'Redis', 'Requests/sec'], '2000-500', RANGE],
  ['an endless range', ['Services', 'Redis', 'Requests/sec'], `5-${'9'.repeat(400)}`, RANGE],
  // Without weight an endpoint has no requests, and the average of its own mix is 0/0.
  ['a weight of nothing', ['Weights', 'health', 'Weight'], '0%', 'a share above 0% with its unit, such as 25%'],
  [
    'a tolerance without its unit',
    ['Tolerances', 'Baseline Row', 'Value'],
    '10',
    'a share up to 100% with its unit, such as 0.1%; or a fraction between 0 and 1, such as 0.01',
  ],
  ['a statistic that we do not know', ['Targets', 'API Response Time', 'Statistic'], 'p5', 'one of: p95, range'],
  [
    'a path without its slash',
    ['Response times', 'health', 'Endpoint'],
    'api/health',
    'a path that starts with a slash, such as /api/basket',
  ],
  // k6 allows no blanks in a scenario's name, and the name becomes one.
  [
    'a name with a blank',
    ['Response times', 'health', 'Name'],
    'Health Probe',
    'a name in lower case with dashes, such as shopping-basket',
  ],
  [
    'a label that makes no key',
    ['Services', 'Kafka', 'Service'],
    '«»',
    'a label that starts with a letter from A to Z',
  ],
];

describe('a cell of the wrong kind is one problem with its place:', () => {
  for (const [name, [heading, row, column], text, wants] of wrongKinds) {
    it(name, () => assertOneProblem(withCell(heading, row, column, text), `reads "${text}"`, wants));
  }

  it('an empty text', () => {
    const edited = withCell('Scaling triggers', 'CPU', 'Action', '');
    assertOneProblem(edited, 'Action of CPU (table "Scaling triggers") is empty', 'some text');
  });
});

describe('a mark that the text alone does not show is one problem with its place:', () => {
  const action = (text: string) => withCell('Scaling triggers', 'CPU', 'Action', text);
  const averageOfHome = (text: string) => withCell('Response times', 'home', 'Average', text);
  const marks: [name: string, edited: Edited, reads: string][] = [
    ['HTML in a text', action('Add <br> workers'), '"Add <br> workers" with html in it'],
    ['a comment in a text', action('Add <!-- 4 --> workers'), 'with html in it'],
    ['HTML within emphasis', action('*Add <b>workers</b>*'), 'with html in it'],
    // Struck out means withdrawn; its text alone reads as if it held.
    ['a struck out figure', averageOfHome('~~45ms~~'), '"45ms" with delete in it'],
    ['a picture of a figure', averageOfHome('![45ms](figure.png)'), '"45ms" with image in it'],
  ];
  for (const [name, edited, reads] of marks) {
    it(name, () => assertOneProblem(edited, reads, 'plain text'));
  }

  it('HTML in a figure, which is no figure either', () => {
    const { problems } = readBaselines(averageOfHome('<b>45ms</b>').source);
    assert.deepEqual(
      problems.map(({ message }) => message),
      [
        'home (table "Response times") reads "<b>45ms</b>" with html in it, expected plain text',
        'Average of home (table "Response times") reads "<b>45ms</b>", expected a duration above 0 with its unit, such as 45ms or 2s, or not measured',
      ],
    );
  });
});

describe('a cell at the edge of what is allowed reads:', () => {
  const allowed: [name: string, place: Place, text: string][] = [
    // Equal figures are a flat distribution, not a falling one.
    ['p95 equal to p50', ['Response times', 'health', 'P95'], cellText('Response times', 'health', 'P50')],
    ['a share of exactly 100%', ['Resources', 'CPU (Overall)', 'Limit'], '100%'],
    ['an idle CPU', ['Resources', 'CPU (Overall)', 'Idle'], '0%'],
    ['a limit that no error may pass', ['Test types', 'stress', 'Error Rate'], '0%'],
    ['a type without an error limit', ['Test types', 'stress', 'Error Rate'], '-'],
    ['a tolerance as a fraction', ['Tolerances', 'Baseline Row', 'Value'], '0.1'],
    ['emphasis', ['Scaling triggers', 'CPU', 'Action'], 'Add **API** workers'],
  ];
  for (const [name, [heading, row, column], text] of allowed) {
    it(name, () => assert.deepEqual(readBaselines(withCell(heading, row, column, text).source).problems, []));
  }
});
