// The option rps: requests are spread evenly over all VUs, whatever their thread.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPace, takePlace } from './request-pace.ts';
import { runText, serve } from './testing.fixture.ts';

test('places are as far from each other as the rate says, and a late start makes up for nothing', () => {
  const pace = readPace(400);
  assert.ok(pace);
  const waits = Array.from({ length: 5 }, () => takePlace(pace, 1_700_000_000_000));
  assert.deepEqual(waits, [0, 2.5, 5, 7.5, 10]);
  assert.equal(takePlace(pace, 1_700_000_000_010), 2.5);
  assert.deepEqual([takePlace(pace, 1_700_000_060_000), takePlace(pace, 1_700_000_060_000)], [0, 2.5]);
  assert.equal(readPace(0), undefined);
  for (const value of [-1, 1.5, 'x'])
    assert.throws(() => readPace(value), /option "rps" reads .*: expected a whole number/);
});

test('rps holds for all VUs together, in one thread and in two', async () => {
  for (const [options, args] of [
    ['rps: 100,', ['--threads', '1']],
    ['', ['--rps', '100', '--threads', '2']],
  ] as [string, string[]][]) {
    let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, 0];
    const server = await serve((request, response) => {
      firstMs = Math.min(firstMs, Number(request.url?.slice(2)));
      lastMs = Date.now();
      response.end('ok');
    });
    const { summary } = await runText(
      `import http from 'k6/http';
      export const options = { vus: 6, iterations: 30, ${options} };
      export default function () { const url = __ENV.URL + '/?' + Date.now(); http.batch([url, url]); }`,
      { env: { URL: server.url }, args },
    );
    await server.close();
    assert.equal(summary?.metrics.http_reqs?.values.count, 60);
    // 59 places of 10 ms after the first iteration began. A busy machine makes it longer, never shorter; some milliseconds for clocks that round.
    assert.ok(lastMs - firstMs >= 585, `${args.join(' ')}: 60 requests in ${lastMs - firstMs} ms`);
    assert.ok((summary?.metrics.http_req_duration?.values.max ?? 0) < 500, 'waiting is no part of a request');
  }
});

test('an iteration that is interrupted while it waits for its place ends', async () => {
  const server = await serve((_request, response) => response.end('ok'));
  const { summary, exitCode } = await runText(
    `import http from 'k6/http';
    export const options = { rps: 1, scenarios: { a: { executor: 'constant-vus', vus: 3, duration: '200ms', gracefulStop: '0s' } } };
    export default function () { http.get(__ENV.URL); }`,
    { env: { URL: server.url } },
  );
  await server.close();
  assert.deepEqual([exitCode, summary?.metrics.http_reqs?.values.count, server.seen.length], [0, 1, 1]);
});
