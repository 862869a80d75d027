// k6/ws: the VU waits for its WebSocket, handlers may wait themselves, and every end is heard.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runText } from '../testing.fixture.ts';
import { socketServer, toldIn } from './testing.fixture.ts';

const HEAD = `import ws from 'k6/ws'; import http from 'k6/http'; import { check, sleep } from 'k6'; import { Trend } from 'k6/metrics';
const tell = (...all) => console.log('TOLD ' + all.join(' '));
const hear = (socket) => {
  for (const name of ['open', 'message', 'ping', 'pong', 'close']) socket.on(name, (v) => tell(name, v ?? ''));
  socket.on('binaryMessage', (v) => tell('binaryMessage', v instanceof ArrayBuffer, new Uint8Array(v)));
  socket.on('error', (e) => tell('error', e.error()));
};`;

test('connect waits until the socket is closed: text, bytes, pings, timers, and what was answered', async (t) => {
  const { url, ends, asked } = await socketServer(t);
  const { stderr, stdout, exitCode } = await runText(
    `${HEAD}
    export default function () {
      const jar = http.cookieJar(); jar.set('${url.replace('ws', 'http')}', 'c', '1');
      const params = { headers: { 'X-A': 'b', 'Sec-WebSocket-Protocol': 'chat' }, tags: { my: 'tag' }, compression: 'deflate' };
      const response = ws.connect('${url}/echo', params, (socket) => {
        hear(socket);
        socket.on('open', () => { socket.send('text'); });
        socket.on('message', () => socket.sendBinary(new Uint8Array([1, 2]).buffer));
        socket.on('binaryMessage', (bytes) => { tell(bytes.constructor.constructor('return typeof process')()); socket.ping(); });
        let [ticks, isLate, hasPong] = [0, false, false];
        socket.on('pong', () => { hasPong = true; });
        socket.setTimeout(() => { isLate = true; }, 40);
        socket.setInterval(() => {
          ticks += 1;
          if (ticks < 3 || !isLate || !hasPong) return;
          socket.close(3001);
          socket.send('late');
        }, 10);
        socket.setTimeout(() => tell('never'), 100000);
      });
      tell(response.headers.constructor.constructor('return typeof process')());
      tell(response.status, response.url, response.headers['Sec-Websocket-Protocol'], response.error === '');
    }`,
    { args: ['--out', 'json', '--threads', '2'] },
  );
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(toldIn(stderr), [
    ...[
      'open ',
      'message text',
      'binaryMessage true 1,2',
      'undefined',
      'pong ',

      'error websocket: close sent',
    ],
    ...['close 3001', 'undefined', `101 ${url}/echo chat true`],
  ]);
  assert.deepEqual(await ends('/echo', 1), ['/echo 3001 ']);
  assert.equal(asked[0]?.['x-a'], 'b');
  assert.equal(asked[0]?.cookie, 'c=1');
  assert.match(asked[0]?.['user-agent'] ?? '', /./);
  assert.match(asked[0]?.['sec-websocket-extensions'] ?? '', /permessage-deflate/);
  const points = stdout.split('\n').flatMap((line) => {
    const { type, metric, data } = line.startsWith('{') ? JSON.parse(line) : {};
    return type === 'Point' && metric.startsWith('ws_') ? [{ metric, ...data }] : [];
  });
  const values = (name: string): number[] => points.filter(({ metric }) => metric === name).map(({ value }) => value);
  assert.deepEqual([values('ws_sessions'), values('ws_msgs_sent'), values('ws_msgs_received')], [[1], [1, 1], [1, 1]]);
  assert.ok((values('ws_session_duration')[0] ?? 0) >= 39 && values('ws_ping').length === 1);
  assert.ok((values('ws_connecting')[0] ?? 0) > 0);
  for (const { tags } of points) {
    const { url: address, name, status, subproto, my, scenario } = tags;
    assert.deepEqual(
      { address, name, status, subproto, my, scenario },
      { address: `${url}/echo`, name: `${url}/echo`, status: '101', subproto: 'chat', my: 'tag', scenario: 'default' },
    );
  }
});

test('a server that closes is heard: its code, and an error unless the closing is normal', async (t) => {
  const { url } = await socketServer(t);
  const { stderr, exitCode } = await runText(
    `${HEAD} export default function () {
      for (const path of ['/bye', '/fault', '/drop']) ws.connect('${url}' + path, hear);
      ws.connect('${url}/ping', (socket) => { hear(socket); socket.on('ping', () => socket.close()); });
    }`,
  );
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(toldIn(stderr), [
    ...['open ', 'close 1000', 'open ', 'error websocket: close 1011: broken', 'close 1011'],
    ...['open ', 'error websocket: close 1006', 'close 1006', 'open ', 'ping ', 'close 1001'],
  ]);
});

test('without a connection connect says why, and throws where the option throw says so', async (t) => {
  const { url } = await socketServer(t);
  const script = `${HEAD} export default function () {
      for (const target of ['${url}/refused', 'ws://127.0.0.1:1/', 'ws://blocked.example/']) {
        try {
          const { status, error, headers } = ws.connect(target, () => tell('never'));
          tell(status, error, headers['X-Why']);
        } catch (e) { tell('threw', e.message); }
      }
      try { ws.connect('nothing', () => {}); } catch (e) { tell(e.message); }
      try { ws.connect('${url}', { compression: 'br' }, () => {}); } catch (e) { tell(e.message); }
    }`;
  const rules = "export const options = { blockHostnames: ['*.example'] };";
  const { stderr, summary } = await runText(rules + script);
  const reasons = [
    'websocket: bad handshake: status 401',
    'dial: connection refused by 127.0.0.1:1',
    'hostname (blocked.example) is in a blocked pattern (*.example)',
  ];
  assert.deepEqual(toldIn(stderr), [
    ...[`401 ${reasons[0]} no token`, `0 ${reasons[1]} `, `0 ${reasons[2]} `],
    'a WebSocket got the address "nothing": expected a URL of ws or wss',
    'params.compression reads "br": a WebSocket has deflate or none',
  ]);
  assert.match(stderr, /WARN.*request failed: ws:\/\/127\.0\.0\.1:1\/: dial: connection refused/);
  assert.equal(summary?.metrics.ws_sessions, undefined);
  const throwing = await runText(rules.replace('{ ', '{ throw: true, ') + script);
  assert.deepEqual(
    toldIn(throwing.stderr).slice(0, 3),
    reasons.map((reason) => `threw ${reason}`),
  );
});

test('handlers may wait, and what they throw closes the socket and ends the iteration', async (t) => {
  const { url, http, ends } = await socketServer(t);
  const { stderr, summary } = await runText(
    `${HEAD} export const options = { iterations: 2 };
    export default function () {
      ws.connect('${url}/echo', (socket) => {
        socket.on('open', () => { sleep(0.01); ['a', 'b'].forEach((text) => socket.send(text)); });
        socket.on('message', (text) => {
          tell(text, http.get('${http}').body, check(0, { c: () => ws.connect('${url}/bye', () => {}).status === 101 }));
          if (text === 'b') throw new Error('mine ' + __ITER);
        });
      });
      tell('never');
    }`,
  );
  assert.deepEqual(toldIn(stderr), ['a plain true', 'b plain true', 'a plain true', 'b plain true']);
  assert.match(stderr, /mine 0\n\s+at .*script\.js[\s\S]*mine 1/);
  assert.deepEqual(await ends('/echo', 2), ['/echo 1001 ', '/echo 1001 ']);
  assert.equal(summary?.metrics.ws_sessions?.values.count, 6);
});

test('at the end of the run sockets are closed and their sessions measured', async (t) => {
  const { url, ends } = await socketServer(t);
  const { summary, exitCode, stderr } = await runText(
    `${HEAD} export const options = { scenarios: { a: { executor: 'constant-vus', vus: 4, duration: '300ms', gracefulStop: '100ms' } } };
    export default function () {
      ws.connect('${url}/echo', (socket) => { socket.setInterval(() => socket.send('x'), 20); });
    }`,
    { args: ['--threads', '2'] },
  );
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(await ends('/echo', 4), new Array(4).fill('/echo 1001 '));
  const { ws_sessions, ws_session_duration, data_sent } = summary?.metrics ?? {};
  assert.equal(ws_sessions?.values.count, 4);
  const { min = 0, max = 0 } = ws_session_duration?.values ?? {};
  assert.ok(min > 0 && max < 5000, `sessions of ${min} to ${max} ms`);
  assert.equal(data_sent, undefined);
});

test('a message of more than --max-body-mib ends the socket; unread ones hold the server back, pings do not pile up', async (t) => {
  const server = await socketServer(t);
  let heldBack = 0;
  const timer = setInterval(() => {
    heldBack = Math.max(heldBack, server.heldBackBytes());
  }, 20);
  t.after(() => clearInterval(timer));
  const { stderr, exitCode } = await runText(
    `${HEAD} export default function () {
      ws.connect('${server.url}/huge', hear);
      let count = 0;
      ws.connect('${server.url}/flood', (socket) => {
        socket.on('message', () => { count += 1; if (count === 1) sleep(0.3); if (count === 5000) socket.close(); });
      });
      tell(count);
      let pings = 0;
      ws.connect('${server.url}/pings', (socket) => {
        socket.on('open', () => sleep(0.5)); socket.on('ping', () => { pings += 1; }); socket.on('message', () => socket.close());
      });
      tell(pings > 100 && pings < 1000);
    }`,
    { args: ['--max-body-mib', '1'] },
  );
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(toldIn(stderr), [
    ...[
      'open ',
      'error websocket: Max payload size exceeded',
      'error websocket: close 1006',
      'close 1006',
      '5000',
      'true',
    ],
  ]);
  assert.ok(heldBack > 10_000_000, `the server could not send ${heldBack} bytes`);
});

test('a WebSocket belongs to an iteration, not to the init context', async () => {
  for (const open of ["ws.connect('ws://127.0.0.1:1/', () => {})", "new WebSocket('ws://127.0.0.1:1/')"]) {
    const { stderr, exitCode } = await runText(
      `import ws from 'k6/ws'; import { WebSocket } from 'k6/websockets'; ${open}; export default function () {}`,
    );
    assert.equal(exitCode, 107);
    assert.match(stderr, /a WebSocket cannot be opened in the init context/);
  }
});
