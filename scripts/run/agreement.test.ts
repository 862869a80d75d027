// The cross-check between a load test's figures and the target's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { agreement, agreementText, agrees, countsAgree } from './agreement.ts';

const own = (requests: number, ms: number | null) => ({ requests, avgMs: ms, p50Ms: ms, p95Ms: ms, p99Ms: ms });

function result(ms: number, loadRequests = 10) {
  return {
    metrics: {
      'http_reqs{traffic:load}': { values: { count: loadRequests } },
      'http_req_duration{endpoint:health}': { values: { count: 10, avg: ms, med: ms, 'p(95)': ms, 'p(99)': ms } },
      // Named by a threshold, without a sample: filled with zeros by k6.
      'http_req_duration{endpoint:home}': { values: { count: 0, avg: 0, med: 0, 'p(95)': 0, 'p(99)': 0 } },
    },
  };
}
const stats = (requests: number, ms: number) => ({
  total: own(requests, ms),
  endpoints: { health: own(10, ms), home: own(0, null) },
});

test('equal counts and close times are said in one line', () => {
  const agreed = agreement(result(11), stats(10, 10));
  assert.equal(agreed.pairs.length, 4);
  assert.match(agreementText(agreed), /counted the same 10 requests; all 4 latency figures agree .*widest 1\.00 ms/);
});

test('a lost request and a time that is apart are named', () => {
  const text = agreementText(agreement(result(20, 9), stats(10, 10)));
  assert.match(text, /counted 10 requests, the load test 9: the figures can't be trusted/);
  assert.match(text, /health p95 20\.0 ms, target 10\.0 ms/);
});

test('a run that stopped itself may miss what was under way, a whole one may not, and neither may count too much', () => {
  const cut = (loadRequests: number, endsByItself = false) => ({
    ...result(10, loadRequests),
    state: { testRunDurationMs: 2_000 },
    run: { phases: [{ endS: 30 }], policy: { test: { endsByItself } } },
  });
  const agreedOf = (value: unknown) => agreement(value, stats(10, 10));
  assert.match(agreementText(agreedOf(cut(9))), /the others were under way when the run ended early/);
  assert.ok(countsAgree(agreedOf(cut(9))));
  assert.ok(!countsAgree(agreedOf(cut(11))));
  assert.ok(!countsAgree(agreedOf(cut(9, true))));
  assert.ok(!countsAgree(agreedOf(result(10, 9))));
  const interrupted = cut(9, true);
  assert.ok(countsAgree(agreedOf({ ...interrupted, run: { ...interrupted.run, engineExit: 105 } })));
});

// 2 ms decide for short times, 3 % for long ones.
const BOUNDS: [number, number, boolean][] = [
  [12, 10, true],
  [12.01, 10, false],
  [8, 10, true],
  [206, 200, true],
  [206.1, 200, false],
];
for (const [measuredMs, trueMs, expected] of BOUNDS) {
  test(`${measuredMs} ms against ${trueMs} ms ${expected ? 'agrees' : 'does not agree'}`, () => {
    assert.equal(agrees({ endpoint: 'health', statistic: 'avg', measuredMs, trueMs }), expected);
  });
}
