// Faults: servers and scripts that misbehave. Nothing crashes, every request is counted once, and the error says what it was.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { classify } from '../http-errors.ts';
import { runText, type TestResult } from '../testing.fixture.ts';

const CHUNK = Buffer.alloc(1_000_000, 120);
const bomb = gzipSync(Buffer.alloc(70_000_000));
const head = (fields = ''): string => `HTTP/1.1 200 OK\r\n${fields}\r\n`;

/** What the server does with a request for a path; it has read the request when it is called. */
const misbehaviours: Record<string, (socket: Socket) => void> = {
  '/reset-head': (socket) => socket.resetAndDestroy(),
  '/reset-in-head': (socket) => writeThen(socket, 'HTTP/1.1 200 OK\r\nContent-Le', () => socket.resetAndDestroy()),
  '/close-head': (socket) => socket.end(),
  '/reset-body': (socket) =>
    writeThen(socket, `${head('content-length: 100\r\n')}half`, () => socket.resetAndDestroy()),
  '/close-body': (socket) => writeThen(socket, `${head('content-length: 100\r\n')}half`, () => socket.end()),
  '/cut-chunk': (socket) => writeThen(socket, `${head('transfer-encoding: chunked\r\n')}a\r\nhalf`, () => socket.end()),
  '/bad-chunk': (socket) => socket.write(`${head('transfer-encoding: chunked\r\n')}zz\r\nhalf`),
  '/bad-header': (socket) => socket.write('HTTP/1.1 200 OK\r\nBad Header\r\n\r\n'),
  '/no-http': (socket) => socket.write('SSH-2.0-OpenSSH_9\r\n'),
  '/long-header': (socket) => socket.write(`HTTP/1.1 200 OK\r\nx: ${'a'.repeat(1_200_000)}\r\n\r\n`),
  '/hang': () => {},
  '/slow-body': (socket) => writeThen(socket, `${head('content-length: 2\r\n')}a`, () => {}),
  '/bomb': (socket) => {
    socket.write(head(`content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n`));
    socket.write(bomb);
  },
  '/no-gzip': (socket) => socket.write(`${head('content-encoding: gzip\r\ncontent-length: 8\r\n')}not gzip`),
  '/loop': (socket) => socket.write('HTTP/1.1 302 Found\r\nlocation: /loop\r\ncontent-length: 0\r\n\r\n'),
  '/big': (socket) => {
    socket.write(head('content-length: 100000000\r\n'));
    let left = 100;
    const send = (): void => {
      while (left-- > 0) if (!socket.write(CHUNK)) return void socket.once('drain', send);
    };
    send();
  },
  /** Answers the first request of a connection, and closes it without a word at the second. */
  '/forgetful': (socket) => {
    if (asked.get(socket) === 1) socket.write(`${head('content-length: 2\r\n')}ok`);
    else socket.end();
  },
};
const asked = new Map<Socket, number>();
const seen: string[] = [];

function writeThen(socket: Socket, text: string, then: () => void): void {
  socket.write(text, () => setTimeout(then, 20));
}

function listen(port = 0): Promise<Server> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (data) => {
      const [, method = '', path = ''] = /^(\w+) (\S+)/.exec(data.toString('latin1')) ?? [];
      seen.push(`${method} ${path}`);
      asked.set(socket, (asked.get(socket) ?? 0) + 1);
      const misbehave = misbehaviours[path] ?? (() => socket.write(`${head('content-length: 2\r\n')}ok`));
      misbehave(socket);
    });
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(server)));
}

let server: Server;
let url: string;
before(async () => {
  server = await listen();
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => new Promise<void>((resolve) => void server.close(() => resolve())).finally(() => asked.clear()));
after(() => {
  for (const socket of asked.keys()) socket.destroy();
});

/** Runs an iteration that asks for a path and then for another one, to see that the VU still works. */
async function askFor(path: string, params = '{}'): Promise<TestResult & { told: unknown[]; requests: string[] }> {
  // Only where it has to come: on a busy machine others take their time.
  const timeout = /hang|slow/.test(path) ? '150ms' : '20s';
  seen.length = 0;
  const result = await runText(
    `import http from 'k6/http';
    export default function () {
      const res = http.get(__ENV.URL + '${path}', { timeout: '${timeout}', ...${params} });
      console.log('TOLD' + JSON.stringify([res.status, res.error_code, res.error]));
      if (http.get(__ENV.URL + '/fine').body !== 'ok') console.log('BROKEN');
    }`,
    { env: { URL: url } },
  );
  assert.equal(result.exitCode, 0);
  assert.doesNotMatch(result.stderr, /BROKEN/);
  const told = JSON.parse(/TOLD(.*)/.exec(result.stderr)?.[1] ?? '[]') as unknown[];
  return { ...result, told, requests: [...seen] };
}

const faults: [name: string, path: string, code: number, error: RegExp][] = [
  ['a reset instead of an answer', '/reset-head', 1220, /reset by peer/],
  ['a reset in the head', '/reset-in-head', 1220, /reset by peer/],
  ['an end instead of an answer', '/close-head', 1000, /EOF/],
  ['a reset in the body', '/reset-body', 1220, /reset by peer/],
  ['an end in the body', '/close-body', 1000, /EOF/],
  ['a chunk that is cut off', '/cut-chunk', 1000, /EOF/],
  ['a chunk without a length', '/bad-chunk', 1000, /chunk size/],
  ['a malformed header', '/bad-header', 1000, /header/i],
  ['no HTTP at all', '/no-http', 1000, /HTTP/],
  ['a header without end', '/long-header', 1900, /header is larger than 1 MiB/],
  ['a server that hangs', '/hang', 1050, /timeout/],
  ['a body that never comes to its end', '/slow-body', 1050, /timeout/],
  ['a body that is no gzip', '/no-gzip', 1701, /decompression failed/],
  ['a gzip bomb', '/bomb', 1900, /the body is larger than 64 MiB/],
];
for (const [name, path, code, error] of faults) {
  test(`${name} is one failed request with error_code ${code}`, async () => {
    const { told, requests, summary, stderr } = await askFor(path);
    const [status, errorCode, text] = told;
    assert.deepEqual([status, errorCode], [0, code]);
    assert.match(String(text), error);
    assert.deepEqual(requests, [`GET ${path}`, 'GET /fine']);
    assert.equal(summary?.metrics.http_reqs?.values.count, 2);
    assert.deepEqual(summary?.metrics.http_req_failed?.values, { rate: 0.5, passes: 1, fails: 1 });
    assert.match(stderr, /WARN\[\d+\] request failed/);
  });
}

test('a redirect loop ends at the limit, each hop counted', async () => {
  const { told, requests, summary } = await askFor('/loop');
  assert.deepEqual(told, [302, 0, '']);
  assert.equal(requests.length, 12);
  assert.equal(summary?.metrics.http_reqs?.values.count, 12);
});

test('100 MB that are not kept do not fill the memory', async () => {
  globalThis.gc?.();
  const before = process.memoryUsage().arrayBuffers;
  let most = 0;
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before);
  }, 5);
  const { told, summary } = await askFor('/big', "{ responseType: 'none', timeout: '20s' }");
  clearInterval(watch);
  assert.deepEqual(told, [200, 0, '']);
  assert.ok((summary?.metrics.data_received?.values.count ?? 0) > 100_000_000);
  assert.ok(most < 80_000_000, `${most} bytes more`);
});

test('a POST that the server may have seen is not sent again, a GET is', async () => {
  seen.length = 0;
  const { stderr, summary } = await runText(
    `import http from 'k6/http';
    export default function () {
      const post = () => http.post(__ENV.URL + '/forgetful', 'x').status, get = () => http.get(__ENV.URL + '/forgetful').status;
      console.log('TOLD' + JSON.stringify([post(), post(), get(), get()]));
    }`,
    { env: { URL: url } },
  );
  assert.match(stderr, /TOLD\[200,0,200,200\]/);
  assert.equal(seen.filter((request) => request.startsWith('POST')).length, 2);
  assert.equal(summary?.metrics.http_reqs?.values.count, 4);
});

test('names that are not found have a code of their own', () => {
  const failure = (code: string): Error => Object.assign(new Error(`getaddrinfo ${code} x`), { code });
  assert.equal(classify(failure('ENOTFOUND')).code, 1101);
  assert.equal(classify(failure('EAI_AGAIN')).code, 1100);
});

test('a name that cannot be looked up is a failed request', async () => {
  const { stderr, summary } = await runText(
    `import http from 'k6/http';
    export default function () { const res = http.get('http://nothing.invalid/', { timeout: '5s' }); console.log('TOLD' + res.error_code + res.error); }`,
  );
  assert.match(stderr, /TOLD(1100|1101)lookup: /);
  assert.equal(summary?.metrics.http_reqs?.values.count, 1);
});

test('a server that is killed and comes back: every request is counted once, and the VUs go on', async () => {
  const first = await listen();
  const { port } = first.address() as AddressInfo;
  seen.length = 0;
  let second: Server | undefined;
  const restart = async (text: string): Promise<void> => {
    if (second || !text.includes('UNDER WAY')) return;
    second = first;
    for (const socket of asked.keys()) socket.destroy();
    await new Promise<void>((resolve) => void first.close(() => resolve()));
    setTimeout(async () => {
      second = await listen(port);
    }, 100);
  };
  const { stderr, summary, exitCode } = await runText(
    `import http from 'k6/http'; import { sleep } from 'k6';
    export const options = { vus: 3, duration: '600ms', thresholds: { 'http_reqs{status:200}': ['count>0'] } };
    let good = 0, hasFailed = false;
    export default function () {
      const { status } = http.get(__ENV.URL);
      if (status === 200 && ++good === 5) console.log('UNDER WAY');
      if (status === 0) hasFailed = true;
      if (status === 200 && hasFailed) console.log('BACK');
      sleep(0.01);
    }`,
    { env: { URL: `http://127.0.0.1:${port}` }, onStderr: (text) => void restart(text) },
  );
  for (const socket of asked.keys()) socket.destroy();
  await new Promise<void>((resolve) => void second?.close(() => resolve()));
  assert.equal(exitCode, 0);
  assert.match(stderr, /BACK/);
  const { http_reqs, http_req_failed, iterations } = summary?.metrics ?? {};
  const [failed = 0, fine = 0] = [http_req_failed?.values.passes, http_req_failed?.values.fails];
  assert.ok(failed > 0);
  assert.equal(http_reqs?.values.count, failed + fine);
  assert.equal(iterations?.values.count, failed + fine);
  assert.equal(summary?.metrics['http_reqs{status:200}']?.values.count, fine);
  assert.ok(seen.length >= fine && seen.length <= fine + failed, `${seen.length} seen, ${fine} fine, ${failed} failed`);
});
