// The live view: what a second came to, from figures that only grow; and where k6 tells them.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { followK6 } from '../run/live-k6.ts';
import { liveLine, liveView } from './live-view.ts';

test('a line tells the last second, not the run so far, and the newest window that has samples', () => {
  const figures = {
    vus: { value: 500 },
    'http_req_duration{window:w01}': { count: 9, 'p(95)': 40 },
    'http_req_duration{window:w02}': { count: 4, 'p(95)': 210.4 },
    'http_req_duration{window:w03}': { count: 0, 'p(95)': 0 },
    'target_cpu_pct{window:w02}': { count: 1, avg: 64.2 },
  };
  const line = liveLine(
    figures,
    { atMs: 1000, requests: 100, failed: 2 },
    { atMs: 3000, requests: 300, failed: 12 },
    12,
  );
  assert.equal(line, '  12 s    500 VUs     100 requests/s   p95 210 ms   errors 5 %   CPU 64 %');
});

test('a terminal gets every second in place, a log every fifth', () => {
  const tell = (isTty: boolean) => {
    let [text, nowMs] = ['', 0];
    const view = liveView(
      (part) => void (text += part),
      isTty,
      () => nowMs,
    );
    for (let second = 1; second <= 11; second++) {
      nowMs = second * 1000;
      view.tell({ 'http_reqs{traffic:load}': { count: 10 * second } });
    }
    return text;
  };
  assert.equal(tell(true).match(/ 10 requests\/s/g)?.length, 10);
  assert.ok(!tell(true).includes('\n'));
  assert.deepEqual(
    tell(false)
      .match(/^ *\d+ s/gm)
      ?.map((start) => start.trim()),
    ['2 s', '7 s'],
  );
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
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    response.end(answers[Math.min(asked.length, answers.length) - 1]);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    const told = await new Promise((resolve) => {
      const end = followK6(`127.0.0.1:${port}`, {
        wants: (name) => name === 'vus',
        tell: (figures) => {
          end();
          resolve(figures);
        },
      });
    });
    assert.deepEqual(told, { vus: { value: 7 } });
    assert.deepEqual(new Set(asked), new Set(['/v1/metrics']));
    assert.ok(asked.length >= 2);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});
