// The target's own figures: percentiles as k6 has them, nothing counted twice, nothing where nothing was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { percentile } from './client.fixture.ts';
import { Truth } from './truth.ts';

test('a group without answers has counts and no times', () => {
  const truth = new Truth(['front', 'ping']);
  truth.begin(1);
  truth.end('front', 'aborted', 5000);
  const { requests, byStatus, avgMs, p50Ms, p99Ms, maxMs } = truth.counts().endpoints.front!;
  assert.deepEqual([requests, byStatus], [1, { aborted: 1 }]);
  assert.deepEqual([avgMs, p50Ms, p99Ms, maxMs], [null, null, null, null]);
});

test('percentiles are those of the values within 0.02 %', () => {
  const times = fc.array(fc.double({ min: 0.05, max: 60_000, noNaN: true }), { minLength: 1, maxLength: 300 });
  fc.assert(
    fc.property(times, (values) => {
      const truth = new Truth(['front', 'ping']);
      for (const value of values) {
        truth.begin(0);
        truth.end('ping', '200', value);
      }
      const { p50Ms, p95Ms, p99Ms } = truth.counts().endpoints.ping!;
      for (const [share, found] of [
        [0.5, p50Ms],
        [0.95, p95Ms],
        [0.99, p99Ms],
      ] as const) {
        const wanted = percentile(values, share);
        assert.ok(Math.abs((found ?? 0) - wanted) <= 0.002 + wanted * 0.0002, `p${share}: ${found}, ${wanted}`);
      }
    }),
    { numRuns: 50 },
  );
});

test('arrivals, what is open and the sum over groups', () => {
  const truth = new Truth(['front', 'ping']);
  for (const nowMs of [100, 110, 150]) truth.begin(nowMs);
  truth.end('front', '200', 10);
  truth.end('other', '404', 1);
  const counts = truth.counts();
  assert.deepEqual([counts.inFlight, counts.maxInFlight, counts.maxInterArrivalMs], [1, 3, 40]);
  assert.deepEqual([counts.total.requests, counts.total.byStatus], [2, { 200: 1, 404: 1 }]);
  assert.equal((counts.lastRequestAt ?? 0) - (counts.firstRequestAt ?? 0), 50);
});
