// Live figures from k6: what a second came to, from sums that only grow, and where k6 reports them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testServer } from 'k6-kit/server.fixture';
import { type LiveMoment, livePlanOf } from 'k6-local/live';
import { K6Reading } from './k6-reading.ts';
import { followK6 } from './live-k6.ts';

const plan = livePlanOf('test', {
  vus: 1,
  duration: '1m',
  thresholds: {
    'http_reqs{traffic:load}': ['count>0'],
    'http_req_duration{endpoint:home,phase:hold}': ['p(95)<200'],
  },
});

test('a moment is the last second, not the run so far; response times are those of the newest window that has samples', () => {
  const reading = new K6Reading(plan);
  reading.moment({ 'http_reqs{traffic:load}': { count: 100 }, 'http_req_failed{traffic:load}': { passes: 2 } }, 5000);
  const moment = reading.moment(
    {
      vus: { value: 500 },
      http_reqs: { count: 999 },
      'http_reqs{traffic:load}': { count: 300 },
      'http_req_failed{traffic:load}': { passes: 12 },
      'http_req_duration{window:w01}': { count: 9, med: 1, 'p(95)': 40, 'p(99)': 41 },
      'http_req_duration{window:w02}': { count: 4, med: 2, 'p(95)': 210.4 },
      'http_req_duration{window:w03}': { count: 0, med: 0, 'p(95)': 0 },
      'http_req_duration{endpoint:home,window:w02}': { count: 4, med: 3, 'p(95)': 30, 'p(99)': 31 },
      'http_req_duration{endpoint:home,phase:hold}': { count: 8, 'p(95)': 33 },
      'target_cpu_pct{window:w02}': { count: 1, avg: 64.2 },
    },
    7000,
  );
  assert.deepEqual(moment, {
    ...{ atMs: 3000, spanMs: 2000, done: null, vus: 500, requests: 200, failed: 10, iterations: 0, dropped: 0 },
    rows: [
      { count: null, p50: 2, p95: 210.4, p99: null },
      { count: null, p50: 3, p95: 30, p99: 31 },
    ],
    ...{ judged: [null, 33], cpuPct: 64.2 },
  } satisfies LiveMoment);
});

test('k6 is asked over its REST API; an answer that cannot be read is passed over', async () => {
  const answers = [
    'no JSON',
    JSON.stringify({
      data: [
        { type: 'metrics', id: 'vus', attributes: { type: 'gauge', sample: { value: 7 } } },
        { type: 'metrics', id: 'data_sent', attributes: { type: 'counter', sample: { count: 1 } } },
      ],
    }),
  ];
  const asked: string[] = [];
  const { port, close } = await testServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(answers[Math.min(asked.length, answers.length) - 1]);
  });
  const begun: string[] = [];
  try {
    const told = await new Promise<LiveMoment>((resolve) => {
      const end = followK6(`127.0.0.1:${port}`, plan, {
        begin: ({ title }) => void begun.push(title),
        tell: (moment) => {
          end();
          resolve(moment);
        },
      });
    });
    assert.deepEqual([told.vus, told.requests, begun], [7, 0, ['test']]);
    assert.deepEqual(new Set(asked), new Set(['/v1/metrics']));
    assert.ok(asked.length >= 2);
  } finally {
    close();
  }
});
