// Failed requests by status: what the counters name, what they leave over, and what is unknown.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSummary } from '../parse/parse-summary.ts';
import { gatherFacts } from './facts.ts';

const counter = (count: number) => ({ type: 'counter', contains: 'default', values: { count, rate: 1 } });

const RUN = {
  ...{ schema: 1, engine: 'local 0.1.0', type: 'baseline', endpoints: ['home'], target: 'http://127.0.0.1:1' },
  ...{ startedAt: '2026-01-31T12:00:00Z', endedAt: '2026-01-31T12:00:01Z', timeScale: 1 },
};

/** 100 requests to home, of which `failed` failed. */
function failuresOf(failed: number, counters: Record<string, number>, failureSamples: object[] = []) {
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
  const run = { ...RUN, failureSamples };
  return gatherFacts(parseSummary('x.json', { metrics, state, run })).failures;
}

function kindsOf(...given: Parameters<typeof failuresOf>) {
  return failuresOf(...given).map(({ endpoint, kind, count }) => [endpoint, kind, count]);
}

test('statuses come with their endpoint, most frequent first', () => {
  const counters = { 'http_reqs{endpoint:home,status:503}': 7, 'http_reqs{endpoint:home,status:0}': 9 };
  assert.deepEqual(kindsOf(16, counters), [
    ['home', '0', 9],
    ['home', '503', 7],
  ]);
});

test('what no counter names is left over as other', () => {
  assert.deepEqual(kindsOf(10, { 'http_reqs{endpoint:home,status:503}': 4 }), [
    ['home', 'other', 6],
    ['home', '503', 4],
  ]);
});

test("k6's error codes are counted over all endpoints", () => {
  const counters = { 'http_reqs{endpoint:home,status:0}': 3, 'http_reqs{error_code:1212,traffic:load}': 3 };
  assert.deepEqual(kindsOf(3, counters), [
    ['home', '0', 3],
    [null, 'error code 1212', 3],
  ]);
});

test('a summary without such counters says nothing of its failures, not even other', () => {
  assert.deepEqual(kindsOf(10, {}), []);
});

test('a run without failures has none', () => {
  assert.deepEqual(kindsOf(0, { 'http_reqs{endpoint:home,status:503}': 0 }), []);
});

test('each kind has the sample of its endpoint, status or code from the log', () => {
  const logged = (status: string, code: string, message: string, endpoint = 'home') => ({
    ...{ endpoint, status, code, message },
    ...{ atS: 1, users: 2 },
  });
  const counters = {
    'http_reqs{endpoint:home,status:0}': 3,
    'http_reqs{endpoint:home,status:503}': 2,
    'http_reqs{error_code:1212,traffic:load}': 3,
  };
  const samples = [
    logged('0', '1212', 'dial: refused'),
    logged('503', '1503', 'of another endpoint', 'health'),
    logged('418', '1418', 'teapot'),
  ];
  const found = failuresOf(6, counters, samples).map(({ kind, sample }) => [kind, sample?.message ?? null]);
  assert.deepEqual(
    new Map(found as [string, string | null][]),
    new Map([
      ['0', 'dial: refused'],
      ['error code 1212', 'dial: refused'],
      ['503', null],
      ['other', 'teapot'],
    ]),
  );
});

test('samples of another form are left out, and the run record is not', () => {
  const [failure] = failuresOf(3, { 'http_reqs{endpoint:home,status:503}': 3 }, [{ endpoint: 'home' }]);
  assert.deepEqual([failure?.count, failure?.sample], [3, null]);
});
