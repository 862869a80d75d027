// The history of a run: bounded, and without losing a request or a peak.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveHistory, type LiveMoment } from './moment.ts';

const second = (index: number, p95: number, spanMs = 1000): LiveMoment => ({
  ...{
    atMs: (index + 1) * 1000,
    spanMs,
    done: null,
    vus: index % 7,
    requests: index,
    failed: 1,
    iterations: 2,
    dropped: 0,
  },
  rows: [{ count: index, p50: 1, p95, p99: p95 }, null],
  judged: [p95, null],
});

test('hours of seconds stay within a bound, and add up', () => {
  const history = new LiveHistory(100);
  const seconds = 9_000;
  for (let index = 0; index < seconds; index++) history.add(second(index, index === 4_000 ? 999 : 10));
  const { moments } = history;
  assert.ok(moments.length <= 100 && moments.length > 40, String(moments.length));
  const sum = (of: (moment: LiveMoment) => number): number => moments.reduce((total, moment) => total + of(moment), 0);
  assert.equal(
    sum(({ requests }) => requests),
    (seconds * (seconds - 1)) / 2,
  );
  assert.equal(
    sum(({ failed }) => failed),
    seconds,
  );
  assert.equal(
    sum(({ spanMs }) => spanMs),
    seconds * 1000,
  );
  assert.equal(Math.max(...moments.map(({ rows }) => rows[0]?.p95 ?? 0)), 999);
  assert.equal(moments.at(-1)?.atMs, seconds * 1000);
});

test('the remainder at the end of a run is no rate of its own', () => {
  const history = new LiveHistory();
  history.add(second(5, 10));
  history.add({ ...second(6, 20, 3), atMs: 6003, requests: 4 });
  assert.equal(history.moments.length, 1);
  assert.deepEqual([history.moments[0]?.spanMs, history.moments[0]?.requests], [1003, 9]);
});
