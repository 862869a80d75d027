// Failed requests by status: what the counters name, what they leave over, and what is unknown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSummary } from '../parse/parse-summary.ts';
import { gatherFacts } from './facts.ts';

const counter = (count: number) => ({ type: 'counter', contains: 'default', values: { count, rate: 1 } });

/** 100 requests to home, of which `failed` failed. */
function failuresOf(failed: number, counters: Record<string, number>) {
  const metrics = {
    'http_reqs{endpoint:home}': counter(100),
    'http_req_failed{endpoint:home}': {
      type: 'rate',
      contains: 'default',
      values: { rate: failed / 100, passes: failed, fails: 100 - failed },
    },
    ...Object.fromEntries(Object.entries(counters).map(([key, count]) => [key, counter(count)])),
  };
  const state = { testRunDurationMs: 1000 };
  const { failures } = gatherFacts(parseSummary('x.json', { metrics, state }));
  return failures.map(({ endpoint, kind, count }) => [endpoint, kind, count]);
}

test('statuses come with their endpoint, most frequent first', () => {
  const counters = { 'http_reqs{endpoint:home,status:503}': 7, 'http_reqs{endpoint:home,status:0}': 9 };
  assert.deepEqual(failuresOf(16, counters), [
    ['home', '0', 9],
    ['home', '503', 7],
  ]);
});

test('what no counter names is left over as other', () => {
  assert.deepEqual(failuresOf(10, { 'http_reqs{endpoint:home,status:503}': 4 }), [
    ['home', 'other', 6],
    ['home', '503', 4],
  ]);
});

test("k6's error codes are counted over all endpoints", () => {
  const counters = { 'http_reqs{endpoint:home,status:0}': 3, 'http_reqs{error_code:1212,traffic:load}': 3 };
  assert.deepEqual(failuresOf(3, counters), [
    ['home', '0', 3],
    [null, 'error code 1212', 3],
  ]);
});

test('a summary without such counters says nothing of its failures, not even other', () => {
  assert.deepEqual(failuresOf(10, {}), []);
});

test('a run without failures has none', () => {
  assert.deepEqual(failuresOf(0, { 'http_reqs{endpoint:home,status:503}': 0 }), []);
});
