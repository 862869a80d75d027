// Access logs: shares, percentiles and hours are those of the log, whatever its format; hostile lines are counted, not obeyed.

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { testFolder } from 'k6-kit/folder.fixture';
import { UserError } from 'k6-kit/user-error';
import { readLine } from './access-line.ts';
import { readAccessLogs } from './access-log.ts';
import { logLines, SHARES } from './shop.fixture.ts';

const folder = testFolder();

const OPTIONS = { top: 30, timeUnit: undefined };
async function imported(text: string | Buffer, name = 'access.log', options: Partial<typeof OPTIONS> = {}) {
  await writeFile(join(folder, name), text);
  return readAccessLogs([join(folder, name)], { ...OPTIONS, ...options });
}

for (const format of ['combined', 'json'] as const)
  for (const isPacked of [false, true])
    test(`${format}, ${isPacked ? 'gz' : 'plain'}: weights within 1 %, percentiles and hours`, async () => {
      const text = [...logLines(6_000, format)].join('\n');
      const { endpoints, hourlyPerS, leftOut } = await imported(
        isPacked ? gzipSync(text) : text,
        `${format}${isPacked ? '.gz' : '.log'}`,
      );
      assert.deepEqual(leftOut, []);
      assert.equal(endpoints.length, SHARES.length);
      for (const [at, [request, perCent, ms]] of SHARES.entries()) {
        const { method, path, weight, p95Ms, p99Ms } = endpoints[at]!;
        assert.equal(`${method} ${path}`, request.replace('{}', '{id}').replace('?page=2', ''));
        assert.ok(Math.abs(weight - perCent) <= perCent / 100, `${weight} for ${perCent}`);
        for (const [value, factor] of [
          [p95Ms, 1.1],
          [p99Ms, 1.1],
        ] as const)
          assert.ok(Math.abs((value ?? 0) / (ms * factor) - 1) < 0.02, `${value} for ${ms}`);
      }
      assert.deepEqual(endpoints[0]?.query, { page: ['2'] });
      assert.equal(endpoints[1]?.params.id?.length, 100);
      assert.deepEqual(endpoints[2]?.missing, ['body']);
      for (const perS of hourlyPerS ?? []) assert.ok(Math.abs(perS - 6_000 / 86_400) < 1e-9);
      assert.equal(hourlyPerS?.length, 24);
    });

const line = (request: string, status = 200, rest = '') =>
  `192.0.2.7 - ann [28/Nov/2026:09:00:00 +0100] "${request} HTTP/1.1" ${status} - "-" "-"${rest}`;

test('what is no call of an endpoint is left out and counted; secrets are named, not shown', async () => {
  const { endpoints, leftOut } = await imported(
    [
      ...[line('GET /a?token=canary'), line('GET /a?token=canary&q=1'), line('GET /users/ann@example.org')],
      ...[line('GET /app.js'), line('GET /wp-login', 404), line('PROPFIND /a'), 'nonsense', '{"broken":', '{}'],
      ...['\x16\x03\x01', line('GET http://elsewhere/'), line('GET /rare'), ''],
    ].join('\r\n'),
    'odd.log',
    { top: 2 },
  );
  assert.deepEqual(
    endpoints.map(({ method, path, query, missing }) => [method, path, query, missing]),
    [
      ['GET', '/a', {}, []],
      ['GET', '/users/{address}', {}, ['address']],
    ],
  );
  assert.deepEqual(leftOut, [
    'may be secret: query parameter token',
    'may be secret: values of {address} in paths',
    '1 requests for files of a page (8.3 % of all lines)',
    '1 requests answered with 400, 404 or 405 (8.3 % of all lines)',
    '6 lines that are no requests (50 % of all lines)',
    '1 requests to rarer endpoints (8.3 % of all lines); --top takes more',
  ]);
  assert.ok(!JSON.stringify([endpoints, leftOut]).includes('canary'));
});

test('response times: named, as the last number with three digits, and in a unit that is given', () => {
  assert.equal(readLine(line('GET /', 200, ' rt=0.25 uct="0.001"'))?.tookMs, 250);
  assert.equal(readLine(line('GET /', 200, ' 0.250'))?.tookMs, 250);
  assert.equal(readLine(line('GET /', 200, ' 250000'))?.tookMs, undefined);
  assert.equal(readLine(line('GET /', 200, ' 250000'), 'us')?.tookMs, 250);
  assert.equal(readLine('{"method":"get","path":"/","status":200,"duration":250}', 'ms')?.tookMs, 250);
});

test('JSON has the keys of several servers', () => {
  const lines = [
    '{"request_method":"GET","request_uri":"/a","status":"200","time_local":"28/Nov/2026:09:00:00 +0000"}',
    '{"method":"GET","uri":"/a","status":200,"ts":1795856400.5}',
    '{"verb":"GET","url":"https://shop.example/a","code":200,"@timestamp":"2026-11-28T09:00:00Z"}',
  ];
  for (const text of lines)
    assert.deepEqual(readLine(text), {
      method: 'GET',
      target: '/a',
      status: 200,
      date: '2026-11-28',
      hour: 9,
      tookMs: undefined,
    });
});

test('what is no log is one line', async () => {
  await assert.rejects(imported('just text\n', 'text.log'), (error: Error) => {
    assert.ok(error instanceof UserError);
    return /text\.log has no line of an access log: expected nginx's/.test(error.message);
  });
  await assert.rejects(imported(gzipSync('x').subarray(0, 12), 'cut.gz'), /cut\.gz cannot be read .*unexpected end/);
  await assert.rejects(readAccessLogs([join(folder, 'gone.log')], OPTIONS), /gone\.log cannot be read \(ENOENT\)/);
});
