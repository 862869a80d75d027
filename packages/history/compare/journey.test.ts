// A journey that is made 10 % slower is told by name, from the windows of two runs; equal ones are not.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HistoryRun, WindowRow } from '../run.ts';
import { syntheticRun } from '../runs.fixture.ts';
import { normal, seeded } from '../stats/random.ts';
import { compareRuns } from './compare.ts';
import { requestShifts } from './request-shift.ts';

const WALKS = 60;

/** A run of the shop in which users also walk a journey of some 700 ms, a fifth more or less. */
function walked(seed: number, factor = 1): HistoryRun {
  const run = syntheticRun({ seed });
  const random = seeded(seed);
  const own = run.windows
    .filter(({ endpoint }) => endpoint === 'ping')
    .map((row): WindowRow => {
      const took = Array.from({ length: WALKS }, () => 700 * factor * Math.exp(0.2 * normal(random))).sort(
        (a, b) => a - b,
      );
      const at = (share: number) => took[Math.floor(share * WALKS)]!;
      const avgMs = took.reduce((sum, ms) => sum + ms, 0) / WALKS;
      return { ...row, endpoint: 'buy', requests: WALKS, avgMs, p50Ms: at(0.5), p95Ms: at(0.95), p99Ms: at(0.99) };
    });
  return { ...run, endpoints: [...run.endpoints, 'buy'], windows: [...run.windows, ...own] };
}

const SETTINGS = { practicalSize: 0.05, noise: null, allowed: [] };
const wordsOf = (base: HistoryRun, head: HistoryRun, settings: Parameters<typeof compareRuns>[2] = SETTINGS) =>
  compareRuns(base, [head], settings)
    .metrics.filter(({ word }) => word !== 'no evidence')
    .map(({ endpoint, metric, word, change }) => ({ endpoint, metric, word, change }));

test('10 % slower is worse, by about that much, and nothing else is', () => {
  for (const seed of [1, 2, 3]) {
    const told = wordsOf(walked(seed), walked(seed + 10, 1.1));
    const average = told.find(({ metric }) => metric === 'avgMs');
    assert.ok(average, `seed ${seed}`);
    assert.ok(
      told.every(({ endpoint, word }) => endpoint === 'buy' && word === 'worse'),
      JSON.stringify(told),
    );
    assert.ok(Math.abs(average.change - 0.1) < 0.03, `${average.change}`);
  }
});

test('as fast as before is no evidence', () => {
  for (const seed of [1, 2, 3]) assert.deepEqual(wordsOf(walked(seed), walked(seed + 10)), []);
});

test('where requests are compared by raw points, which have no journeys, it is compared by windows', () => {
  const [base, head] = [walked(1), walked(11, 1.1)];
  const none = new Map();
  const told = wordsOf(base, head, {
    ...SETTINGS,
    shiftsOf: (noise) => requestShifts([base, none], [head, none], noise),
  });
  assert.deepEqual([...new Set(told.map(({ endpoint }) => endpoint))], ['buy']);
});
