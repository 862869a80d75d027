// Several runs a side: their spread is the noise, and a regression is beyond it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from 'k6-kit/property-runs.fixture';
import { seeded } from '../stats/random.ts';
import { compareSummaries } from './compare-summaries.ts';
import { noisyRuns } from './several-runs.fixture.ts';
import { type MadeUpRun, rate, shopRun, summaryOf, trend } from './summaries.fixture.ts';
import { summariesText } from './text.ts';
import { parseTolerance } from './tolerance.ts';

const SEARCH = 'http_req_duration{name:search}';
const seeds = fc.integer({ min: 1, max: 1e6 });
const drawn = (seed: number, factor = 1, runs = 4) =>
  noisyRuns(runs, {
    random: seeded(seed),
    shared: 0.01,
    own: 0.01,
    slowdown: (name) => (name === SEARCH ? factor : 1),
  });
const values = (...list: number[]) =>
  list.map((value) => summaryOf(shopRun({ [SEARCH]: { ...trend(1), values: { 'p(95)': value } } })));
const searchOf = (base: number[], head: number[]) =>
  compareSummaries(values(...base), values(...head), [parseTolerance(`${SEARCH}:p(95)>+0%`)]);

test("Student's t: the smallest visible rise of one figure is the textbook's", () => {
  const [base, head] = [
    [Math.exp(4.9), Math.exp(5), Math.exp(5.1)],
    [Math.exp(5.2), Math.exp(5.3), Math.exp(5.4)],
  ];
  const comparison = searchOf(base, head);
  const figure = comparison.figures.find(({ metric }) => metric === SEARCH)!;
  // Pooled variance 0.01, standard error 0.1 * sqrt(2 / 3), t(0.975, 4) = 2.776.
  const visible = Math.exp(5) * Math.expm1(2.776445 * 0.1 * Math.sqrt(2 / 3));
  assert.ok(Math.abs(figure.visible! / visible - 1) < 1e-5, `${figure.visible} and ${visible}`);
  assert.ok(Math.abs(figure.base / Math.exp(5) - 1) < 1e-12);
  assert.deepEqual([figure.word, comparison.isRegression, comparison.test?.judged], ['worse', true, 1]);
});

test('a figure is worse exactly when it rose by more than what is visible', () =>
  fc.assert(
    fc.property(seeds, fc.double({ min: 0.8, max: 1.5, noNaN: true }), (seed, factor) => {
      const { figures } = compareSummaries(drawn(seed), drawn(seed + 1, factor));
      const judged = figures.filter(({ word, worseWhen }) => word !== null && worseWhen === 'higher');
      assert.ok(judged.length > 20);
      for (const { word, difference, visible } of judged) assert.equal(word === 'worse', difference > visible!);
    }),
    { numRuns: propertyRuns(30) },
  ));

test('the same runs on both sides, in any order, never differ', () =>
  fc.assert(
    fc.property(seeds, (seed) => {
      const runs = drawn(seed);
      const { figures, isRegression } = compareSummaries(runs, [...runs].reverse());
      for (const { base, difference } of figures) assert.ok(Math.abs(difference) <= 1e-12 * base);
      assert.ok(!isRegression && figures.every(({ word }) => word === null || word === 'no evidence'));
    }),
    { numRuns: propertyRuns(30) },
  ));

test('a name that is 20 % slower is found, and no other; swapped sides call it better', () => {
  const [base, head] = [drawn(1), drawn(2, 1.2)];
  const { regressions, isRegression } = compareSummaries(base, head);
  const back = compareSummaries(head, base);
  assert.ok(isRegression && regressions.every(({ metric }) => metric === SEARCH));
  const better = back.figures.filter(({ word }) => word === 'better').map(({ metric, stat }) => ({ metric, stat }));
  assert.deepEqual([better, back.isRegression], [regressions, false]);
});

test('what exceeds a tolerance by less than the noise is said, and is no regression', () => {
  const comparison = searchOf([100, 120, 110], [105, 125, 115]);
  assert.deepEqual([comparison.isRegression, comparison.tolerances[0]!.withinNoise.length], [false, 1]);
  assert.match(
    summariesText(comparison).replaceAll(/\s+/g, ' '),
    /kept by 0 figures; within the noise: http_req_duration\{name:search\}/,
  );
});

const runsOf = (...runs: MadeUpRun[]) => runs.map((run) => summaryOf(run));
const failures = (...counts: number[]) => runsOf(...counts.map((n) => shopRun({ http_req_failed: rate(n, 6000 - n) })));
/** Failures of 6000 requests in each run. Equal counts have no spread of their own, and chance has. */
const SHARES: [base: number[], head: number[], word: string][] = [
  [[12, 12, 12], [13, 13, 13], 'no evidence'],
  [[0, 0, 0], [2, 2, 2], 'no evidence'],
  [[12, 12, 12], [300, 300, 300], 'worse'],
  [[0, 0, 0], [200, 210, 190], 'worse'],
  [[300, 310, 290], [1, 2, 3], 'better'],
];
for (const [base, head, word] of SHARES) {
  test(`${base} and ${head} failed requests: ${word}`, () => {
    const { figures } = compareSummaries(failures(...base), failures(...head));
    assert.equal(figures.find(({ metric }) => metric === 'http_req_failed')?.word, word);
  });
}

const limits = (expression: string, factor: number) =>
  drawn(3, 1).map((_, at) => {
    const metric = {
      ...trend(factor * (1 + at / 1000)),
      contains: 'default' as const,
      thresholds: { [expression]: true },
    };
    return summaryOf(shopRun({ orders: metric }));
  });
/** Limits say which way is worse; of a custom metric without one nobody can tell. */
const DIRECTIONS: [expression: string, stat: string, word: string | null][] = [
  ['p(95)<9999', 'avg', 'worse'],
  ['avg>1', 'p(95)', 'better'],
  ['max<9999', 'max', 'worse'],
  ['max<9999', 'avg', null],
  ['count>0', 'avg', null],
  ['max>=0', 'max', null],
];
for (const [expression, stat, word] of DIRECTIONS) {
  test(`twice as high, with the limit ${expression}: ${stat} is ${word ?? 'not judged'}`, () => {
    const { figures } = compareSummaries(limits(expression, 1), limits(expression, 2));
    assert.equal(figures.find((figure) => figure.metric === 'orders' && figure.stat === stat)?.word, word);
  });
}

const COUNTS: [base: number, head: number, degrees: number | undefined][] = [
  [1, 1, undefined],
  [1, 2, undefined],
  [2, 2, 2],
  [1, 3, 2],
  [3, 5, 6],
];
for (const [base, head, degrees] of COUNTS) {
  test(`${base} and ${head} runs have ${degrees ?? 'too few'} degrees of freedom`, () => {
    const comparison = compareSummaries(drawn(1, 1, base), drawn(2, 1, head));
    assert.equal(comparison.test?.degreesOfFreedom, degrees);
    const text = summariesText(comparison);
    assert.ok(
      text.split('\n').every((line) => line.length <= 80),
      text,
    );
    assert.match(text, degrees === undefined ? /noise between runs: unknown/ : /Student's t, pooled/);
  });
}
