// k6/http as documented: redirects, cookies, compression, TLS, batches and tags, against servers on loopback.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { after, before, test } from 'node:test';
import * as zlib from 'node:zlib';
import { evaluate, runText, serve, type TestServer, textOf } from '../testing.fixture.ts';

let server: TestServer;
let other: TestServer;

const encoders: Record<string, (text: string) => Buffer> = {
  gzip: zlib.gzipSync,
  deflate: zlib.deflateSync,
  br: zlib.brotliCompressSync,
  identity: (text) => Buffer.from(text),
  'deflate, gzip': (text) => zlib.gzipSync(zlib.deflateSync(text)),
  // "packed" as one raw block of Zstandard.
  zstd: () => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0x20, 0x06, 0x31, 0x00, 0x00, ...Buffer.from('packed')]),
};
const hasZstd = 'zstdDecompressSync' in zlib;

/** Echoes a request; redirects, sets cookies and packs on demand. */
async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body = await textOf(request);
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://x');
  const text = (name: string): string => searchParams.get(name) ?? '';
  if (searchParams.has('cookie')) response.setHeader('set-cookie', text('cookie'));
  if (pathname === '/to') {
    response.writeHead(Number(text('status')), { location: text('location') });
    response.end();
  } else if (pathname === '/packed') {
    response.setHeader('content-encoding', text('as'));
    response.end(encoders[text('as')]?.('packed') ?? 'packed');
  } else if (pathname === '/status') {
    response.writeHead(Number(text('status')));
    response.end();
  } else {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ method: request.method, body, headers: request.headers }));
  }
}

before(async () => {
  [server, other] = await Promise.all([serve(answer), serve(answer)]);
});
after(() => Promise.all([server.close(), other.close()]));

const ask = (body: string, options: Parameters<typeof evaluate>[1] = {}) =>
  evaluate(body, { ...options, env: { URL: server.url, OTHER: other.url } });

test('redirects keep method and body with 307 and 308 and turn into GET with the others', async () => {
  const told = await ask(`
    for (const status of [301, 302, 303, 307, 308]) {
      const res = http.post(__ENV.URL + '/to?location=/echo&status=' + status, 'body', { headers: { 'Content-Type': 'text/plain', 'X-Own': '1' } });
      const { method, body, headers } = res.json();
      tell(status, [method, body, headers['content-type'] ?? '', headers['x-own']]);
    }
    tell('head', http.head(__ENV.URL + '/to?location=/echo&status=302').request.method);
    tell('300', http.get(__ENV.URL + '/to?location=/echo&status=300').status);
    tell('nowhere', http.get(__ENV.URL + '/to?location=&status=302').status);`);
  const asGet = ['GET', '', '', '1'];
  const kept = ['POST', 'body', 'text/plain', '1'];
  assert.deepEqual(told, {
    ...{ 301: asGet, 302: asGet, 303: asGet, 307: kept, 308: kept },
    ...{ head: 'HEAD', 300: 300, nowhere: 302 },
  });
});

test('a redirect to another origin takes neither Authorization nor cookies along', async () => {
  const told = await ask(`
    const params = { headers: { Authorization: 'Bearer secret', 'X-Own': '1', Cookie: 'own=1' } };
    const sent = (to) => {
      const { headers } = http.get(__ENV.URL + '/to?status=302&location=' + encodeURIComponent(to), params).json();
      return [headers.authorization ?? '', headers.cookie ?? '', headers['x-own']];
    };
    tell('same', sent(__ENV.URL + '/echo'));
    tell('foreign', sent(__ENV.OTHER + '/echo'));
    tell('back', sent(__ENV.OTHER + '/to?status=302&location=' + encodeURIComponent(__ENV.URL + '/echo')));`);
  assert.deepEqual(told, {
    same: ['Bearer secret', 'own=1', '1'],
    foreign: ['', '', '1'],
    back: ['', '', '1'],
  });
});

test('a cookie that a redirect sets is sent by the next hop', async () => {
  const told = await ask(`
    const res = http.get(__ENV.URL + '/to?status=302&location=/echo&cookie=' + encodeURIComponent('seen=yes; Path=/'));
    tell('sent', res.json('headers.cookie'));
    tell('kept', http.cookieJar().cookiesForURL(__ENV.URL).seen);
    tell('deeper', http.get(__ENV.URL + '/to?status=302&location=/echo&cookie=' + encodeURIComponent('deep=1; Path=/below')).json('headers.cookie'));`);
  assert.deepEqual(told, { sent: 'seen=yes', kept: ['yes'], deeper: 'seen=yes' });
});

test('bodies are unpacked by their Content-Encoding', async () => {
  const told = await ask(`
    for (const encoding of ${JSON.stringify([...Object.keys(encoders), 'unknown'])}) {
      const { status, error_code, body } = http.get(__ENV.URL + '/packed?as=' + encodeURIComponent(encoding));
      tell(encoding, [status, error_code, body]);
    }`);
  const fine = [200, 0, 'packed'];
  const failed = [0, 1701, null];
  assert.deepEqual(told, {
    ...{ gzip: fine, deflate: fine, br: fine, identity: fine, 'deflate, gzip': fine },
    zstd: hasZstd ? fine : failed,
    unknown: failed,
  });
});

test('request bodies are packed as params.compression says', async () => {
  const packed = await serve(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const encoding = request.headers['content-encoding'] ?? '';
    const unpack: Record<string, (bytes: Buffer) => Buffer> = {
      gzip: zlib.gunzipSync,
      deflate: zlib.inflateSync,
      br: zlib.brotliDecompressSync,
      'gzip, deflate': (bytes) => zlib.gunzipSync(zlib.inflateSync(bytes)),
    };
    response.end(`${encoding}:${unpack[encoding]?.(Buffer.concat(chunks))}`);
  });
  try {
    const told = await evaluate(
      `for (const compression of ['gzip', 'deflate', 'br', 'gzip, deflate']) tell(compression, http.post(__ENV.URL, 'long text', { compression }).body);`,
      { env: { URL: packed.url } },
    );
    for (const name of ['gzip', 'deflate', 'br', 'gzip, deflate']) assert.equal(told[name], `${name}:long text`);
  } finally {
    await packed.close();
  }
});

test('user and password go as Basic authorization', async () => {
  const told = await ask(`
    const url = __ENV.URL.replace('//', '//me:p%40ss@') + '/echo';
    tell('url', http.get(url).json('headers.authorization'));
    tell('auth', http.get(url, { auth: 'basic' }).json('headers.authorization'));
    tell('own', http.get(url, { headers: { authorization: 'mine' } }).json('headers.authorization'));`);
  const wanted = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;
  assert.deepEqual([told.url, told.auth, told.own], [wanted, wanted, 'mine']);
});

test('json(selector) finds values by a path', async () => {
  const body = JSON.stringify({ a: { list: [{ b: 1 }, { b: [2, 3] }] }, 'odd.key': 4, zero: 0, none: null });
  const holder = await serve((_request, response) => response.end(body));
  try {
    const told = await evaluate(
      `const res = http.get(__ENV.URL);
      const message = (action) => { try { return action(); } catch (error) { return 'threw ' + error.message; } };
      tell('found', ['a.list.0.b', 'a.list.1.b.1', 'zero', 'none', 'odd\\\\.key', 'a.list.#'].map((selector) => message(() => res.json(selector)) ?? 'nothing'));
      tell('missing', ['x', 'a.x.y', 'a.list.7'].every((selector) => res.json(selector) === undefined));
      tell('broken', message(() => http.get(__ENV.URL, { responseType: 'binary' }).json()));`,
      { env: { URL: holder.url } },
    );
    assert.deepEqual(told.found, [1, 3, 0, 'nothing', 4, 2]);
    assert.equal(told.missing, true);
    assert.match(String(told.broken), /threw the body is binary/);
  } finally {
    await holder.close();
  }
});

test("a request's samples carry every system tag that belongs to it", async () => {
  const wanted: [tag: string, value: string, count: number][] = [
    ['proto', 'HTTP/1.1', 4],
    ['whole', 'run', 5],
    // biome-ignore lint/suspicious/noTemplateCurlyInString: k6 writes ${} for what was filled in
    ['name', 'URL/${}', 1],
    ['status', '404', 1],
    ['status', '0', 1],
    ['method', 'POST', 1],
    ['url', 'URL/a', 1],
    ['name', 'named', 1],
    ['error_code', '1404', 1],
    ['error_code', '1212', 1],
    ['error', 'dial: connection refused by 127.0.0.1:1', 1],
    ['expected_response', 'false', 2],
    ['scenario', 'default', 5],
    ['group', '::g', 1],
    ['own', 'tag', 1],
  ];
  const selectors = wanted.map(([tag, value]) => `http_reqs{${tag}:${value}}`.replace('URL', server.url));
  const { summary } = await runText(
    `import http from 'k6/http'; import { group } from 'k6';
    export const options = { tags: { whole: 'run' }, thresholds: Object.fromEntries(${JSON.stringify(selectors)}.map((name) => [name, ['count>=0']])) };
    export default function () {
      http.get(__ENV.URL + '/a');
      http.get(http.url([__ENV.URL + '/', ''], 5));
      http.post(__ENV.URL + '/b', 'x', { tags: { name: 'named', own: 'tag' } });
      group('g', () => http.get(__ENV.URL + '/status?status=404'));
      http.get('http://127.0.0.1:1/');
    }`,
    { env: { URL: server.url } },
  );
  const counts = selectors.map((name) => summary?.metrics[name]?.values.count);
  assert.deepEqual(
    counts,
    wanted.map(([, , count]) => count),
  );
});

/** A server that answers with TLS for the host right.invalid. */
async function serveTls(): Promise<{ port: number; seen: string[]; close(): Promise<void> }> {
  const pem = readFileSync(new URL('./right.invalid.pem', import.meta.url), 'utf8');
  const seen: string[] = [];
  const secure = createServer({ key: pem, cert: pem }, (request, response) => {
    seen.push(request.url ?? '');
    response.end('ok');
  });
  await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve));
  const close = (): Promise<void> => {
    secure.closeAllConnections();
    return new Promise((resolve) => void secure.close(() => resolve()));
  };
  return { port: (secure.address() as AddressInfo).port, seen, close };
}

const SECURE = `const hosts = { '*.invalid': '127.0.0.1' };
  const url = (host) => 'https://' + host + ':' + __ENV.PORT + '/' + host;`;

test('a certificate for another name is error 1311, one of an unknown issuer 1310, and both can be let through', async () => {
  const secure = await serveTls();
  try {
    const body = `for (const host of ['right.invalid', 'wrong.invalid']) {
      const { status, error_code, error } = http.get(url(host));
      tell(host, [status, error_code, error !== '']);
    }`;
    const env = { PORT: String(secure.port) };
    const strict = await evaluate(body, { init: `${SECURE} export const options = { hosts };`, env });
    assert.deepEqual(strict, { 'right.invalid': [0, 1310, true], 'wrong.invalid': [0, 1311, true] });
    assert.deepEqual(secure.seen, [], 'no request was sent');
    const loose = await evaluate(body, {
      init: `${SECURE} export const options = { hosts };`,
      env: { ...env, K6_INSECURE_SKIP_TLS_VERIFY: 'true' },
    });
    assert.deepEqual(loose, { 'right.invalid': [200, 0, false], 'wrong.invalid': [200, 0, false] });
  } finally {
    await secure.close();
  }
});

test('an https answer says version and cipher suite', async () => {
  const secure = await serveTls();
  try {
    const { stderr, summary } = await runText(
      `import http from 'k6/http'; ${SECURE}
      export const options = { hosts, insecureSkipTLSVerify: true, thresholds: { 'http_reqs{tls_version:tls1.3}': ['count>=0'] } };
      export function setup() { return http.get(url('right.invalid')).status; }
      export default function (inSetup) {
        const { tls_version, tls_cipher_suite, timings } = http.get(url('right.invalid'));
        console.log('TOLD' + JSON.stringify([inSetup, tls_version === http.TLS_1_3, tls_cipher_suite.startsWith('TLS_'), timings.tls_handshaking > 0]));
      }`,
      { env: { PORT: String(secure.port) } },
    );
    assert.match(stderr, /TOLD\[200,true,true,true\]/);
    assert.equal(summary?.metrics['http_reqs{tls_version:tls1.3}']?.values.count, 2);
  } finally {
    await secure.close();
  }
});

test('a batch keeps its limits, over all and per host', async () => {
  let [open, most] = [0, 0];
  const openByHost = new Map<string, number>();
  let mostPerHost = 0;
  const counting = await serve((request, response) => {
    const host = request.headers.host ?? '';
    most = Math.max(most, (open += 1));
    openByHost.set(host, (openByHost.get(host) ?? 0) + 1);
    mostPerHost = Math.max(mostPerHost, openByHost.get(host) ?? 0);
    setTimeout(() => {
      open -= 1;
      openByHost.set(host, (openByHost.get(host) ?? 0) - 1);
      response.end('ok');
    }, 20);
  });
  const { port } = new URL(counting.url);
  const run = async (options: string): Promise<void> => {
    [most, mostPerHost] = [0, 0];
    const { summary } = await runText(
      `import http from 'k6/http';
      export const options = { hosts: { '*.invalid': '127.0.0.1' }, ${options} };
      export default function () {
        const urls = []; for (let i = 0; i < 27; i++) urls.push('http://' + 'abc'[i % 3] + '.invalid:${port}/' + i);
        http.batch(urls);
      }`,
    );
    assert.equal(summary?.metrics.http_reqs?.values.count, 27);
  };
  try {
    await run('batch: 4, batchPerHost: 3');
    assert.ok(most > 1 && most <= 4 && mostPerHost <= 3, `${most} and ${mostPerHost} per host`);
    await run('batch: 20, batchPerHost: 2');
    assert.ok(most > 2 && most <= 6 && mostPerHost <= 2, `${most} and ${mostPerHost} per host`);
    await run('');
    assert.ok(most <= 20 && most > 6 && mostPerHost <= 6, `${most} and ${mostPerHost} per host`);
  } finally {
    await counting.close();
  }
});

test('options of requests: redirects, user agent, cookies that outlive the iteration', async () => {
  const body = `const res = http.get(__ENV.URL + '/to?status=302&location=/echo&cookie=' + encodeURIComponent('a=1; Path=/'));
    console.log('TOLD' + JSON.stringify([res.status, http.get(__ENV.URL + '/echo', { redirects: 1 }).json('headers.user-agent') ?? '', before]));`;
  const run = async (options: string): Promise<unknown[]> => {
    const { stderr } = await runText(
      `import http from 'k6/http'; export const options = { iterations: 2, ${options} };
      export default function () { const before = http.get(__ENV.URL + '/echo').json('headers.cookie') ?? ''; ${body} }`,
      { env: { URL: server.url } },
    );
    return [...stderr.matchAll(/TOLD(.*)/g)].map(([, told = '']) => JSON.parse(told) as unknown);
  };
  const [[, agent] = []] = (await run('')) as [string, string][];
  assert.match(agent ?? '', /^k6-local\/\d/);
  assert.deepEqual(await run("maxRedirects: 0, userAgent: 'me/1'"), [
    [302, 'me/1', ''],
    [302, 'me/1', ''],
  ]);
  assert.deepEqual(await run("noCookiesReset: true, userAgent: ''"), [
    [200, '', ''],
    [200, '', 'a=1'],
  ]);
});
