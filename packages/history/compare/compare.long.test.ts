// What compare says: on runs with a known change, on equal runs, on runs that are not alike.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryRun } from '../run.ts';
import { type SyntheticRun, syntheticRun } from '../runs.fixture.ts';
import { compareRuns, wordFor } from './compare.ts';

const settings = { practicalSize: 0.05, noise: null, allowed: [] };
const run = (seed: number, factor = 1, change: Partial<HistoryRun> = {}, more: Partial<SyntheticRun> = {}) =>
  syntheticRun({
    seed,
    slowdown: (name) => (name === 'front' ? factor : 1),
    runNoise: 0.01,
    windowNoise: 0.02,
    requestsPerWindow: 600,
    change,
    ...more,
  });

/** Few requests make noisy windows: a p99 of the 24 requests that the rarest endpoint then gets is little more than their maximum. */
for (const requestsPerWindow of [300, 600]) {
  test(`${requestsPerWindow} requests per window, the same target twice: no evidence in at least 95 of 100 trials`, () => {
    const trials = 100;
    let [falseAlarms, found, wrongPlace] = [0, 0, 0];
    const drawn = (seed: number, factor = 1) => run(seed, factor, {}, { requestsPerWindow, errorRatio: 0.001 });
    for (let seed = 1; seed <= trials; seed++) {
      const base = drawn(seed);
      const equal = compareRuns(base, [drawn(1000 + seed)], settings);
      if (equal.metrics.some(({ word }) => word !== 'no evidence')) falseAlarms++;
      const slower = compareRuns(base, [drawn(2000 + seed, 1.1)], settings).metrics;
      const worse = slower.filter(({ word }) => word === 'worse');
      if (worse.some(({ endpoint }) => endpoint === 'front')) found++;
      if (worse.some(({ endpoint }) => endpoint !== 'front')) wrongPlace++;
    }
    if (process.env.PRINT_RATES) console.log({ requestsPerWindow, trials, falseAlarms, found, wrongPlace });
    assert.ok(falseAlarms <= 5, `${falseAlarms} of ${trials} equal pairs were called different`);
    assert.ok(found >= 85, `a 10 % slower endpoint was found in ${found} of ${trials}`);
    assert.ok(wrongPlace <= 5, `another endpoint was called worse in ${wrongPlace}`);
  });
}

test('the change and its interval are those that were put in', () => {
  const { metrics } = compareRuns(run(4), [run(6, 1.25)], settings);
  const p95 = metrics.find(({ endpoint, metric }) => endpoint === 'front' && metric === 'p95Ms')!;
  assert.ok(p95.low < 0.25 && p95.high > 0.25 && p95.high - p95.low < 0.2, JSON.stringify(p95));
  assert.ok(p95.cliffsDelta! > 0.8, `Cliff's delta is ${p95.cliffsDelta}`);
});

test('faster is better, with the sign turned', () => {
  const { metrics, gate } = compareRuns(run(1), [run(2, 0.8)], settings);
  const words = metrics
    .filter(({ endpoint, metric }) => endpoint === 'front' && metric !== 'errorRatio')
    .map(({ word }) => word);
  assert.deepEqual(words, ['better', 'better', 'better', 'better']);
  assert.equal(gate.isShut, false);
});

test('the same run against itself shows nothing at all', () => {
  const { metrics } = compareRuns(run(1), [run(1)], settings);
  for (const metric of metrics) assert.deepEqual([metric.word, metric.change], ['no evidence', 0]);
});

test('errors are compared by their share', () => {
  const failing = run(2);
  for (const figure of failing.figures)
    if (figure.metric === 'errorRatio' && figure.endpoint === 'front') figure.value = 0.02;
  const { metrics } = compareRuns(run(1), [failing], settings);
  assert.deepEqual(
    metrics.filter(({ word }) => word === 'worse').map(({ endpoint, metric }) => `${endpoint} ${metric}`),
    ['front errorRatio'],
  );
});

// What differs, and the word that has to be in the reason.
const UNLIKE: [string, Partial<HistoryRun>, RegExp][] = [
  ['another engine', { engine: 'k6 v2.3.0' }, /other engine: local and k6/],
  ['another target', { target: 'http://127.0.0.1:9' }, /other target/],
  ['another scale', { timeScale: 0.1 }, /other scale: 1 and 0\.1/],
  [
    'another load',
    { scale: { users: 0.25, rate: 1, limits: 1 } },
    /other factors on load and limits: none and users x 0\.25/,
  ],
  ['another type', { type: 'stress' }, /other test type/],
  ['other endpoints', { endpoints: ['front'] }, /other endpoints/],
  ['a discarded run', { validity: 'DISCARDED', validityReasons: ['it restarted'] }, /is discarded: it restarted/],
];
for (const [name, change, reason] of UNLIKE) {
  test(`${name} is not comparable`, () => {
    const { notComparable, metrics } = compareRuns(run(1), [run(2, 1, change)], settings);
    assert.match(notComparable.join('; '), reason);
    assert.deepEqual(metrics, []);
  });
}

test('a run without a hold, or with too few windows, is not comparable', () => {
  const spiky = run(1);
  for (const window of spiky.windows) window.phase = 'spike';
  assert.match(compareRuns(spiky, [run(2)], settings).notComparable.join(), /no stretch of constant load/);
  const short = syntheticRun({ seed: 1, windows: 7 });
  const errorsOnly = compareRuns(short, [short], settings);
  assert.match(errorsOnly.missing.join(), /7 and 7 windows, expected 8/);
});

test('a regression shuts the gate only when it repeats', () => {
  const [base, head] = [run(1), run(2, 1.3)];
  const once = compareRuns(base, [head], settings).gate;
  assert.deepEqual([once.isShut, once.unconfirmed.includes('front p95Ms')], [false, true]);
  const twice = compareRuns(base, [head, run(3, 1.3)], settings).gate;
  assert.deepEqual([twice.isShut, twice.regressions.includes('front p95Ms')], [true, true]);
  const gone = compareRuns(base, [head, run(4)], settings).gate;
  assert.deepEqual([gone.isShut, gone.regressions, gone.unconfirmed], [false, [], []]);
});

test('a broken limit shuts the gate by itself', () => {
  const { gate } = compareRuns(run(1), [run(2, 1, { brokenLimits: ['front: p(95)<93.5, is 99 ms'] })], settings);
  assert.deepEqual([gate.isShut, gate.brokenLimits.length], [true, 1]);
});

test('a calibrated noise takes the place of the assumed one', () => {
  const [base, head] = [run(4), run(6, 1.12)];
  const noisy = { key: '', measuredAt: '', pairs: 6, spreads: { 'front p95Ms': 0.05, 'front avgMs': 0.005 } };
  const { metrics } = compareRuns(base, [head], { ...settings, noise: noisy });
  const wordOf = (name: string) => metrics.find(({ endpoint, metric }) => endpoint === 'front' && metric === name)!;
  assert.equal(wordOf('p95Ms').word, 'no evidence');
  assert.match(wordOf('p95Ms').note ?? '', /not by more than equal runs may/);
  assert.ok(wordOf('p95Ms').visible > 0.14, 'the smallest visible change follows the noise');
  assert.equal(wordOf('avgMs').word, 'worse');
});

test('both sides of the verdict: the corrected p and the interval', () => {
  const clear = { change: 0.06, low: 0.01, high: 0.11, withinP: 0.01, metric: 'p95Ms' as const };
  assert.equal(wordFor(clear, 0.0249).word, 'worse');
  assert.equal(wordFor(clear, 0.025).word, 'no evidence');
  assert.equal(wordFor({ ...clear, metric: 'errorRatio' }, 0.0099).word, 'worse');
  assert.equal(wordFor({ ...clear, metric: 'errorRatio' }, 0.01).word, 'no evidence');
  assert.equal(wordFor({ ...clear, low: 0 }, 0.01).word, 'no evidence');
  assert.equal(wordFor({ ...clear, change: -0.06, low: -0.11, high: -0.01 }, 0.01).word, 'better');
  assert.equal(wordFor({ ...clear, metric: 'errorRatio', change: 0.0009, low: 0.0001 }, 0.009).word, 'no evidence');
});
