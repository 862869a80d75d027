// Figures of trends: exactly k6's while there are few samples, close to them once there are many.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { propertyRuns } from 'k6-kit/property-runs.fixture';
import { EXACT_LIMIT, Trend } from './trend.ts';

/** k6's percentile: linear interpolation between the neighbours in the sorted samples. */
function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = (percent / 100) * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(position)] as number, sorted[Math.ceil(position)] as number];
  return below + (above - below) * (position - Math.floor(position));
}

function trendOf(values: Iterable<number>): Trend {
  const trend = new Trend();
  for (const value of values) trend.add(value);
  return trend;
}

test('without samples everything is zero', () => {
  const trend = new Trend();
  assert.deepEqual([trend.count, trend.avg, trend.percentile(95)], [0, 0, 0]);
});

test('up to the limit percentiles are exact (property)', () => {
  // -0 and 0 are the same value; sorting may order them either way.
  const value = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((number) => number + 0);
  const values = fc.array(value, { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(values, fc.double({ min: 0, max: 100, noNaN: true }), (list, percent) => {
      const trend = trendOf(list);
      assert.equal(trend.percentile(percent), percentile(list, percent));
      assert.equal(trend.min, Math.min(...list));
      assert.equal(trend.max, Math.max(...list));
    }),
    { numRuns: propertyRuns(100), seed: 20260801 },
  );
});

/** A reproducible log-normal, ms. */
function* latencies(count: number): Generator<number> {
  let state = 42;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 1) / 4294967297;
  };
  for (let i = 0; i < count; i++)
    yield Math.exp(3 + 0.8 * Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next()));
}

for (const count of [EXACT_LIMIT, EXACT_LIMIT + 1, 50_000]) {
  test(`with ${count} samples every percentile is within 0.1 %, and count, sum, min and max are exact`, () => {
    const values = [...latencies(count)];
    const trend = trendOf(values);
    for (const percent of [0, 1, 25, 50, 90, 95, 99, 99.9, 100]) {
      const exact = percentile(values, percent);
      const error = Math.abs(trend.percentile(percent) - exact) / exact;
      assert.ok(error <= (count <= EXACT_LIMIT ? 0 : 0.001), `p${percent}: ${error}`);
    }
    assert.equal(trend.count, count);
    assert.equal(
      trend.sum,
      values.reduce((sum, value) => sum + value, 0),
    );
    assert.equal(trend.max, Math.max(...values));
  });
}

test('negative values and values of any size have percentiles too, beyond the limit', () => {
  const values = Array.from({ length: 2 * EXACT_LIMIT }, (_, i) => (i % 2 === 0 ? -1 : 1) * (1 + i * 1e5));
  const trend = trendOf(values);
  for (const percent of [1, 25, 75, 99]) {
    const exact = percentile(values, percent);
    assert.ok(Math.abs(trend.percentile(percent) - exact) <= Math.abs(exact) * 0.001 + 1, `p${percent}`);
  }
});

test('merging gives what one trend with all samples would have', () => {
  for (const [a, b] of [
    [100, 200],
    [100, 20_000],
    [20_000, 100],
    [20_000, 20_000],
  ] as const) {
    const [first, second] = [[...latencies(a)], [...latencies(b)].map((value) => value * 2)];
    const merged = trendOf(first);
    merged.merge(trendOf(second));
    const all = [...first, ...second];
    assert.equal(merged.count, all.length);
    assert.equal(merged.max, Math.max(...all));
    const error = Math.abs(merged.percentile(95) / percentile(all, 95) - 1);
    assert.ok(error <= 0.001, String(error));
  }
});
