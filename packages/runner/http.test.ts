// k6/http against servers on loopback: what is sent, what comes back, what is recorded, and how it fails.
import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { freePort } from 'k6-kit/ports';
import { evaluate, runText, serve, type TestServer, textOf } from './testing.fixture.ts';

let server: TestServer;

before(async () => {
  server = await serve(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://x');
    const body = await textOf(request);
    const reply = (value: unknown): void => {
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(value));
    };
    switch (url.pathname) {
      case '/echo':
        return reply({ method: request.method, headers: request.headers, body, query: url.search });
      case '/status':
        response.statusCode = Number(url.searchParams.get('code'));
        return void response.end();
      case '/redirect': {
        const left = Number(url.searchParams.get('left'));
        response.statusCode = Number(url.searchParams.get('code') ?? 302);
        response.setHeader('location', left > 1 ? `/redirect?left=${left - 1}` : '/echo');
        return void response.end();
      }
      case '/set-cookie':
        response.setHeader('set-cookie', [
          'a=1; Path=/',
          'b=2; Path=/; HttpOnly; Max-Age=60',
          'c=3; Domain=foreign.example',
        ]);
        return reply({});
      case '/not-gzip':
        response.setHeader('content-encoding', 'gzip');
        return void response.end('nonsense');
      case '/bytes':
        return void response.end(Buffer.from([0, 1, 2, 255]));
      case '/nul':
        return void response.end('a\0b');
      case '/big':
        return void response.end('x'.repeat(3_000_000));
      case '/slow':
        return void setTimeout(() => reply({ slow: true }), Number(url.searchParams.get('ms')));
      case '/reset':
        return void (request.socket as Socket).resetAndDestroy();
      case '/half':
        response.setHeader('content-length', '100');
        response.write('half');
        return void setTimeout(() => request.socket.destroy(), 20);
      default:
        return reply({ path: url.pathname });
    }
  });
});
after(() => server.close());

const ask = (body: string, options: Parameters<typeof evaluate>[1] = {}) =>
  evaluate(body, { ...options, env: { URL: server.url, ...options.env } });

test('each method sends what it should', async () => {
  const told = await ask(`
    const url = __ENV.URL + '/echo?a=1';
    const seen = (res) => { const { method, body, headers } = res.json(); return [method, body, headers['content-type'] ?? '']; };
    tell('get', seen(http.get(url)));
    tell('post', seen(http.post(url, 'text')));
    tell('put', seen(http.put(url, '{"a":1}', { headers: { 'Content-Type': 'application/json' } })));
    tell('patch', seen(http.patch(url, 'p')));
    tell('del', seen(http.del(url)));
    tell('options', seen(http.options(url)));
    tell('request', seen(http.request('put', url, 'r')));
    tell('head', [http.head(url).status, http.head(url).body]);
    tell('form', seen(http.post(url, { a: 'x y', b: 'ä&', c: 5 })));
    tell('bytes', seen(http.post(url, new Uint8Array([104, 105]).buffer)));
    tell('query', http.get(url).json('query'));`);
  assert.deepEqual(told, {
    get: ['GET', '', ''],
    post: ['POST', 'text', ''],
    put: ['PUT', '{"a":1}', 'application/json'],
    patch: ['PATCH', 'p', ''],
    del: ['DELETE', '', ''],
    options: ['OPTIONS', '', ''],
    request: ['PUT', 'r', ''],
    head: [200, ''],
    form: ['POST', 'a=x+y&b=%C3%A4%26&c=5', 'application/x-www-form-urlencoded'],
    bytes: ['POST', 'hi', ''],
    query: '?a=1',
  });
});

test('files make a multipart body', async () => {
  const { body, type } = await ask(`
    const res = http.post(__ENV.URL + '/echo', { field: 'value', file: http.file('content', 'a.txt', 'text/plain') });
    tell('body', res.json('body')); tell('type', res.json('headers')['content-type']);`);
  assert.match(String(type), /^multipart\/form-data; boundary=/);
  assert.match(String(body), /name="field"\r\n\r\nvalue\r\n/);
  assert.match(String(body), /name="file"; filename="a.txt"\r\nContent-Type: text\/plain\r\n\r\ncontent\r\n/);
});

test('a response has all that k6 documents', async () => {
  const told = await ask(`
    const res = http.get(__ENV.URL + '/echo', { headers: { 'X-Own': 'yes' }, cookies: { c: 'd' } });
    const { timings } = res;
    tell('head', [res.status, res.status_text, res.proto, res.error, res.error_code, res.url === __ENV.URL + '/echo', res.remote_ip, res.remote_port > 0]);
    tell('header', [res.headers['Content-Type'], res.json('headers.x-own'), res.json('headers.cookie')]);
    tell('sum', Math.abs(timings.duration - timings.sending - timings.waiting - timings.receiving) < 1e-9);
    tell('positive', timings.duration > 0 && timings.waiting > 0 && timings.blocked >= timings.connecting && timings.connecting > 0);
    tell('reused', http.get(__ENV.URL + '/echo').timings.connecting);
    tell('request', [res.request.method, res.request.url === res.url, res.request.headers['X-Own'], res.request.cookies.c[0].value]);
    tell('json', [res.json('headers.nope'), res.json().method, Object.keys(JSON.parse(JSON.stringify(res))).includes('body')]);
    tell('ocsp', res.ocsp.status);`);
  assert.deepEqual(told, {
    head: [200, '200 OK', 'HTTP/1.1', '', 0, true, '127.0.0.1', true],
    header: ['application/json', 'yes', 'c=d'],
    sum: true,
    positive: true,
    reused: 0,
    request: ['GET', true, ['yes'], 'd'],
    json: [null, 'GET', true],
    ocsp: '',
  });
});

test('for...in, spread, methods of Object and JSON.stringify see the fields of a response', async () => {
  const told = await ask(`
    const get = () => http.get(__ENV.URL + '/echo');
    const names = []; for (const name in get()) names.push(name);
    const res = get(), copy = { before: 1, ...res }, { status, ...rest } = get();
    const nothing = undefined;
    tell('names', names);
    tell('same', [Object.keys(get()), Object.entries(get()).map(([name]) => name), Object.keys(Object.assign({}, get())), Object.keys(JSON.parse(JSON.stringify(get()))), Object.keys({ ...(0, get()) })].map((list) => list.join() === names.join()));
    tell('copy', [copy.before, copy.status, copy.body === res.body, copy.timings.duration === res.timings.duration, Object.values(res).includes(res.body), { ...nothing, ...null }]);
    tell('after', [res.json('method'), res.status, JSON.stringify(copy.headers) === JSON.stringify(res.headers), status]);`);
  const names = [
    ...['remote_ip', 'remote_port', 'url', 'status', 'status_text', 'proto', 'headers', 'cookies', 'body', 'timings'],
    ...['tls_version', 'tls_cipher_suite', 'ocsp', 'error', 'error_code', 'request'],
  ];
  assert.deepEqual(told, {
    names,
    same: [true, true, true, true, true],
    copy: [1, 200, true, true, true, {}],
    after: ['GET', 200, true, 200],
  });
});

test('bodies come as text, bytes or not at all', async () => {
  const body = `
    const url = __ENV.URL;
    tell('binary', [...new Uint8Array(http.get(url + '/bytes', { responseType: 'binary' }).body)]);
    tell('none', http.get(url + '/bytes', { responseType: 'none' }).body);
    tell('nul', http.get(url + '/nul').body === 'a\\0b');
    tell('big', http.get(url + '/big').body.length);
    tell('default', http.get(url + '/x').body);
    tell('text', http.get(url + '/x', { responseType: 'text' }).json('path'));`;
  const kept = await ask(body);
  assert.deepEqual(kept, {
    binary: [0, 1, 2, 255],
    none: null,
    nul: true,
    big: 3_000_000,
    default: '{"path":"/x"}',
    text: '/x',
  });
  const discarded = await ask(body.replace(/.*(nul|big).*\n/g, ''), {
    init: 'export const options = { discardResponseBodies: true };',
  });
  assert.deepEqual([discarded.default, discarded.text], [null, '/x']);
});

test('a response that outlives its iteration keeps its body', async () => {
  const { stderr } = await runText(
    `import http from 'k6/http';
    let first;
    export const options = { iterations: 3 };
    export default function () { first ??= http.get(__ENV.URL + '/first'); http.get(__ENV.URL + '/x'); console.log('BODY' + first.body + first.url.slice(-6)); }`,
    { env: { URL: server.url } },
  );
  assert.equal(stderr.match(/BODY\{"path":"\/first"\}\/first/g)?.length, 3);
});

test('a body that is not packed as it says is error 1701', async () => {
  const told = await ask(`
    const bad = http.get(__ENV.URL + '/not-gzip');
    tell('bad', [bad.status, bad.error_code, bad.error.length > 0]);`);
  assert.deepEqual(told.bad, [0, 1701, true]);
});

test('redirects are followed up to the limit; each hop is a request of its own', async () => {
  const { summary, stderr } = await runText(
    `import http from 'k6/http';
    export const options = { thresholds: { 'http_reqs{status:302}': ['count>=0'], 'http_reqs{status:200}': ['count>=0'] } };
    export default function () {
      const all = http.post(__ENV.URL + '/redirect?left=3', 'body');
      const some = http.get(__ENV.URL + '/redirect?left=3', { redirects: 1 });
      const kept = http.post(__ENV.URL + '/redirect?left=1&code=307', 'body');
      console.log('TOLD' + JSON.stringify([all.status, all.json('method'), all.json('body'), all.url.endsWith('/echo'), some.status, kept.json('method'), kept.json('body')]));
    }`,
    { env: { URL: server.url } },
  );
  assert.match(stderr, /TOLD\[200,"GET","",true,302,"POST","body"\]/);
  assert.equal(summary?.metrics['http_reqs{status:302}']?.values.count, 5);
  assert.equal(summary?.metrics['http_reqs{status:200}']?.values.count, 2);
});

test('cookies are kept within an iteration, sent back, and managed by the jar', async () => {
  const { stderr } = await runText(
    `import http from 'k6/http';
    export const options = { iterations: 2 };
    export default function () {
      const url = __ENV.URL, sent = (res) => res.json('headers.cookie') ?? '';
      const before = sent(http.get(url + '/echo'));
      const res = http.get(url + '/set-cookie');
      const jar = http.cookieJar();
      const after = sent(http.get(url + '/echo'));
      jar.set(url, 'own', 'x', { path: '/' });
      const listed = jar.cookiesForURL(url + '/echo');
      const replaced = sent(http.get(url + '/echo', { cookies: { a: { value: '9', replace: true } } }));
      jar.delete(url, 'own');
      const fresh = new http.CookieJar(); fresh.set(url, 'f', '1');
      const foreign = sent(http.get(url + '/echo', { jar: fresh }));
      jar.clear(url);
      console.log('TOLD' + JSON.stringify([before, res.cookies.b[0].httpOnly, res.cookies.a[0].value, after, listed.own, replaced, foreign, sent(http.get(url + '/echo'))]));
    }`,
    { env: { URL: server.url } },
  );
  const expected = JSON.stringify(['', true, '1', 'a=1; b=2', ['x'], 'a=9; b=2; own=x', 'f=1', '']);
  assert.equal(stderr.split(`TOLD${expected}`).length - 1, 2, stderr);
});

test('statuses are expected as the callbacks say', async () => {
  const { summary } = await runText(
    `import http from 'k6/http';
    export const options = { thresholds: { 'http_reqs{expected_response:true}': ['count>=0'] } };
    const url = (code) => __ENV.URL + '/status?code=' + code;
    export default function () {
      http.get(url(200)); http.get(url(404));
      http.get(url(404), { responseCallback: http.expectedStatuses(404, { min: 500, max: 599 }) });
      http.setResponseCallback(http.expectedStatuses(503)); http.get(url(503)); http.get(url(200));
      http.setResponseCallback(null); http.get(url(500));
    }`,
    { env: { URL: server.url } },
  );
  assert.deepEqual(summary?.metrics.http_req_failed?.values, { rate: 0.4, passes: 2, fails: 3 });
  assert.equal(summary?.metrics['http_reqs{expected_response:true}']?.values.count, 3);
  assert.equal(summary?.metrics['http_req_duration{expected_response:true}']?.type, 'trend');
});

test('params are read at each request, unless all of them are frozen', async () => {
  const told = await ask(`
    const free = { headers: { X: 'a' }, tags: Object.freeze({ t: '1' }) };
    const frozen = Object.freeze({ headers: Object.freeze({ X: 'c' }), get tags() { return { t: '1' }; } });
    const whole = Object.freeze({ headers: Object.freeze({ X: 'd' }), responseType: 'text' });
    const sent = (params) => http.get(__ENV.URL + '/echo', params).json('headers.x');
    const first = [free, frozen, whole, Object.freeze({ headers: free.headers })].map(sent);
    free.headers.X = 'b';
    http.setResponseCallback(http.expectedStatuses(404));
    tell('first', first);
    tell('later', [free, frozen, whole, whole].map(sent));
    tell('post', http.post(__ENV.URL + '/echo', { f: 1 }, whole).json('headers.x'));`);
  assert.deepEqual(told, { first: ['a', 'c', 'd', 'a'], later: ['b', 'c', 'd', 'd'], post: 'd' });
});

test('batch sends in parallel and answers in the shape of its argument', async () => {
  const told = await ask(`
    const url = __ENV.URL, start = Date.now();
    const list = http.batch([url + '/slow?ms=100', ['GET', url + '/slow?ms=100'], { method: 'POST', url: url + '/echo', body: 'b', params: { headers: { X: '1' } } }, ['POST', url + '/echo', new Uint8Array([104]).buffer]]);
    tell('time', Date.now() - start < 190);
    tell('list', list.map((res) => res.status));
    tell('bodies', [list[2].json('body'), list[2].json('headers.x'), list[3].json('body')]);
    const named = http.batch({ one: url + '/a', two: ['GET', url + '/b'] });
    tell('named', [named.one.json('path'), named.two.json('path')]);`);
  assert.deepEqual(told, { time: true, list: [200, 200, 200, 200], bodies: ['b', '1', 'h'], named: ['/a', '/b'] });
});

test('asynchronous requests run at the same time, and waiting calls work after them', async () => {
  const told = await ask(`
    const start = Date.now();
    const [a, b] = await Promise.all([http.asyncRequest('GET', __ENV.URL + '/slow?ms=100'), http.asyncRequest('POST', __ENV.URL + '/echo', 'x')]);
    tell('answers', [a.json('slow'), b.json('body'), Date.now() - start < 190]);
    sleep(0.01);
    tell('afterwards', http.get(__ENV.URL + '/after').json('path'));
    http.asyncRequest('GET', __ENV.URL + '/not-awaited').then((res) => console.log('LATE' + res.status));`);
  assert.deepEqual(told, { answers: [true, 'x', true], afterwards: '/after' });
});

test('requests that fail have status 0, an error and a code, and are counted once', async () => {
  const { stderr, summary } = await runText(
    `import http from 'k6/http';
    const tell = (name, res) => console.log('TOLD' + JSON.stringify([name, res.status, res.error_code, res.error !== '', res.body]));
    export default function () {
      tell('refused', http.get('http://127.0.0.1:' + __ENV.PORT));
      tell('timeout', http.get(__ENV.URL + '/slow?ms=2000', { timeout: '100ms' }));
      tell('reset', http.get(__ENV.URL + '/reset'));
      tell('half', http.get(__ENV.URL + '/half'));
      tell('url', http.get('no url'));
      tell('after', http.get(__ENV.URL + '/x'));
    }`,
    { env: { URL: server.url, PORT: String(await freePort()) } },
  );
  const told = [...stderr.matchAll(/TOLD(.*)/g)].map(([, json]) => JSON.parse(json as string) as unknown[]);
  assert.deepEqual(
    told.map(([name, status, code, hasError]) => [name, status, code, hasError]),
    [
      ['refused', 0, 1212, true],
      ['timeout', 0, 1050, true],
      ['reset', 0, 1220, true],
      ['half', 0, 1000, true],
      ['url', 0, 1020, true],
      ['after', 200, 0, false],
    ],
  );
  // The malformed URL never became a request.
  assert.equal(summary?.metrics.http_reqs?.values.count, 5);
  assert.equal(summary?.metrics.http_req_failed?.values.passes, 4);
  const longest = summary?.metrics.http_req_duration?.values.max ?? 0;
  // Of the 100 ms, connecting does not belong to the duration: a busy machine takes a while for it.
  assert.ok(longest >= 40 && longest < 1000, `a timed-out request has waited: ${longest}`);
  assert.match(stderr, /WARN.*request failed.*connection refused/);
});

test('with the option throw a failed request throws, and a 404 does not', async () => {
  const told = await ask(
    `const caught = (url) => { try { return http.get(url).status; } catch (error) { return 'threw'; } };
    tell('all', [caught('http://127.0.0.1:1'), caught(__ENV.URL + '/status?code=404'), caught('no url')]);`,
    { init: 'export const options = { throw: true };' },
  );
  assert.deepEqual(told.all, ['threw', 404, 'threw']);
});

test('a kept connection that the server has closed is opened anew, without an error', async () => {
  const brief = await serve((_request, response) => response.end('ok'));
  brief.server.keepAliveTimeout = 50;
  try {
    const { summary } = await runText(
      `import http from 'k6/http'; import { sleep } from 'k6';
      export const options = { iterations: 5 };
      export default function () { http.get(__ENV.URL); sleep(0.06); }`,
      { env: { URL: brief.url } },
    );
    assert.equal(summary?.metrics.http_req_failed?.values.passes, 0);
    assert.equal(brief.seen.length, 5);
  } finally {
    await brief.close();
  }
});

test('connections are kept per VU, or not at all when the options say so', async () => {
  const connections = new Set<Socket>();
  const counting = await serve((request, response) => {
    connections.add(request.socket);
    response.end('ok');
  });
  const run = async (options: string): Promise<number> => {
    connections.clear();
    await runText(
      `import http from 'k6/http'; export const options = { vus: 2, iterations: 10, ${options} }; export default function () { http.get(__ENV.URL); }`,
      {
        env: { URL: counting.url },
      },
    );
    return connections.size;
  };
  try {
    assert.equal(await run(''), 2);
    assert.equal(await run('noConnectionReuse: true'), 10);
    assert.equal(await run('noVUConnectionReuse: true'), 10);
  } finally {
    await counting.close();
  }
});

test('bytes on the wire are counted', async () => {
  const { summary } = await runText(
    `import http from 'k6/http'; export const options = { iterations: 3 }; export default function () { http.get(__ENV.URL + '/big', { responseType: 'none' }); }`,
    {
      env: { URL: server.url },
    },
  );
  const { data_received: received, data_sent: sent } = summary?.metrics ?? {};
  assert.ok((received?.values.count ?? 0) > 9_000_000 && (received?.values.count ?? 0) < 9_100_000);
  assert.ok((sent?.values.count ?? 0) > 100);
});
