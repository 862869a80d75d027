// The noise of equal runs is what was put in.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { syntheticRun } from '../runs.fixture.ts';
import { limitsWithinNoise, noiseOfPairs, visibleChange } from './noise.ts';

const runs = (count: number, runNoise: number) =>
  Array.from({ length: count }, (_, day) =>
    syntheticRun({ seed: day + 50, day, runNoise, windows: 12, requestsPerWindow: 400 }),
  );
const now = new Date('2026-03-01T00:00:00Z');

test('the spread of many pairs is that of two runs', () => {
  const { spreads, pairs } = noiseOfPairs(runs(60, 0.05), now);
  assert.equal(pairs, 30);
  const spread = spreads['front avgMs']!;
  // 5 % per run and some within it: the square root of 2 x 5 %² is 7.1 %.
  assert.ok(spread > 0.05 && spread < 0.1, String(spread));
});

test('few pairs are trusted less', () => {
  const few = noiseOfPairs(runs(6, 0.05), now);
  assert.equal(few.pairs, 3);
  assert.ok(visibleChange(0.05) > 0.14 && visibleChange(0.05) < 0.16, String(visibleChange(0.05)));
});

test('limits that are tighter than the noise are named', () => {
  const noise = { key: '', measuredAt: '', pairs: 6, spreads: { 'front p95Ms': 0.1, 'ping p95Ms': 0.05 } };
  assert.deepEqual(limitsWithinNoise(noise, 0.1), [
    'front p95Ms: its limit leaves 10.0 % above the row, equal runs stray by 12.3 %',
  ]);
});

test('too few runs, unlike ones and ones without windows are refused', () => {
  const all = runs(6, 0.02);
  assert.throws(() => noiseOfPairs(all.slice(0, 5), now), /5 runs, expected at least 6 equal ones/);
  assert.throws(
    () => noiseOfPairs([...all.slice(0, 5), { ...all[5]!, type: 'stress' }], now),
    /not alike: .*other test type/,
  );
  assert.throws(
    () =>
      noiseOfPairs(
        all.map((run) => ({ ...run, windows: [] })),
        now,
      ),
    /no metric has enough windows/,
  );
});
