// A run in a cluster against the same run here: each difference is a finding that names it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findingsOf } from './compare.ts';

type Change = { requests?: number; lost?: number; expected?: number; limits?: Record<string, boolean> };

function resultOf({ requests = 100, lost = 0, expected = 2, limits = { 'p(95)<200': true } }: Change = {}) {
  const thresholds = Object.fromEntries(Object.entries(limits).map(([expression, ok]) => [expression, { ok }]));
  return {
    run: { phases: [{ endS: 30 }], instances: { expected, lost } },
    state: { testRunDurationMs: 30_000 },
    metrics: {
      'http_reqs{traffic:load}': { type: 'counter', contains: 'default', values: { count: requests } },
      http_req_duration: { type: 'trend', contains: 'time', values: {}, thresholds },
    },
  };
}

function compared(there: Change, { answered = 100, verdict = 'passed' } = {}) {
  const figures = { requests: answered, avgMs: null, p50Ms: null, p95Ms: null, p99Ms: null };
  const inCluster = { result: resultOf(there), stats: { total: figures, endpoints: {} }, hasSucceeded: true, verdict };
  const findings = findingsOf(inCluster, { result: resultOf({ expected: 1 }), verdict: 'passed' }, 2);
  assert.equal(findings.length, 5);
  return findings.filter(({ holds }) => !holds).map(({ claim, expected, found }) => [claim, expected, found]);
}

const LIMITS = 'the same limits are judged, and come out the same';
for (const [what, there, world, expected] of [
  ['equal runs', {}, {}, []],
  [
    'a lost instance',
    { lost: 1 },
    {},
    [['every instance reached the collector', '2 instances, none lost', '2 instances, 1 lost']],
  ],
  [
    'requests that nobody counted',
    { requests: 99 },
    {},
    [["the merged count of requests is the target's own", '100 requests', '99 requests']],
  ],
  [
    'one instance of two that sent nothing',
    { requests: 50 },
    { answered: 50 },
    [['the instances together send what one machine sends', 'about 100 requests', '50 requests']],
  ],
  [
    'a limit that came out otherwise',
    { limits: { 'p(95)<200': false } },
    {},
    [[LIMITS, 'no difference', 'http_req_duration p(95)<200 crossed, here held']],
  ],
  [
    'a limit that is missing',
    { limits: {} },
    {},
    [[LIMITS, 'no difference', 'http_req_duration p(95)<200 missing, here held']],
  ],
  ['another verdict', {}, { verdict: 'failed' }, [['the verdict is that of a run on one machine', 'passed', 'failed']]],
] as [string, Change, Parameters<typeof compared>[1], string[][]][])
  test(`${what}: ${expected.length} findings`, () => assert.deepEqual(compared(there, world), expected));

test('a run that sent nothing does not agree with a target that counted nothing', () => {
  assert.equal(compared({ requests: 0 }, { answered: 0 }).length, 2);
});
