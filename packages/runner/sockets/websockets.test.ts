// k6/websockets: several sockets of one VU at a time, an iteration that waits for them, and the events of each.
import assert from 'node:assert/strict';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { generate } from 'selfsigned';
import { WebSocketServer } from 'ws';
import { runText } from '../testing.fixture.ts';
import { socketServer, toldIn } from './testing.fixture.ts';

const HEAD = `import { WebSocket, Blob } from 'k6/websockets'; import http from 'k6/http'; import { sleep } from 'k6';
const tell = (...all) => console.log('TOLD ' + all.join(' '));`;

test('an iteration waits for its sockets: text, bytes, pings, states, listeners in order', async (t) => {
  const { url, ends, asked } = await socketServer(t);
  const { stderr, exitCode, summary } = await runText(
    `${HEAD} export const options = { iterations: 2, vus: 2 };
    const state = (ws) => ['CONNECTING', 'OPEN', 'CLOSING', 'CLOSED'].find((name) => WebSocket[name] === ws.readyState && ws[name] === ws.readyState);
    export default function () {
      const ws = new WebSocket('${url}/echo', null, { headers: { 'X-A': 'b' }, tags: { my: 'tag' } });
      const steps = [];
      const note = (...all) => steps.push(all.join(' '));
      note(state(ws), ws.url === '${url}/echo', ws.binaryType);
      try { ws.send('early'); } catch (e) { note(e.message); }
      ws.addEventListener('open', (e) => { note(e.type, state(ws), e.timestamp > 1e12); ws.send('text'); note(ws.bufferedAmount >= 0); });
      ws.onmessage = ({ data, type }) => note('own', type, typeof data === 'string' ? data : '');
      ws.addEventListener('message', async ({ data }) => {
        if (data === 'text') ws.send(new Uint8Array([104, 105]));
        else if (data instanceof Blob) {
          note(data.size, data.type === '', await data.text(), new Uint8Array(await data.slice(1).arrayBuffer()), await data.bytes());
          ws.binaryType = 'arraybuffer';
          ws.send(new Blob(['ab', new Uint8Array([99])]));
        } else { note(data instanceof ArrayBuffer, new Uint8Array(data)); ws.ping(); }
      });
      ws.onpong = () => { note('pong'); ws.close(4000, 'done'); note(state(ws)); ws.send('discarded'); };
      ws.onclose = (e) => { note(e.type, e.code, e.reason, state(ws)); if (__VU === 1) steps.forEach((step) => tell(step)); };
    }`,
    { args: ['--threads', '2'] },
  );
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(toldIn(stderr), [
    ...['CONNECTING true blob', 'InvalidStateError: the WebSocket is not open yet', 'open OPEN true', 'true'],
    ...['own message text', 'own message ', '2 true hi 105 104,105', 'own message ', 'true 97,98,99'],
    ...['pong', 'CLOSING', 'close 4000 done CLOSED'],
  ]);
  assert.deepEqual(await ends('/echo', 2), new Array(2).fill('/echo 4000 done'));
  assert.equal(asked[0]?.['x-a'], 'b');
  const { ws_sessions, ws_msgs_sent, ws_msgs_received } = summary?.metrics ?? {};
  assert.deepEqual(
    [ws_sessions, ws_msgs_sent, ws_msgs_received].map((metric) => metric?.values.count),
    [2, 6, 6],
  );
});

test('sockets run side by side with timers and requests, and their listeners may wait', async (t) => {
  const { url, http } = await socketServer(t);
  const { stderr, exitCode } = await runText(
    `${HEAD} export default async function () {
      let open = 0, most = 0, timer = setInterval(() => {}, 5);
      for (let i = 0; i < 3; i++) {
        const ws = new WebSocket('${url}/echo');
        ws.onopen = () => { open += 1; most = Math.max(most, open); setTimeout(() => ws.send(String(i)), 100 - 30 * i); };
        ws.onmessage = ({ data }) => { sleep(0.01); tell(data, http.get('${http}').body); ws.close(); };
        ws.onclose = () => { open -= 1; if (open === 0) { clearInterval(timer); tell('most', most); } };
      }
      const ping = new WebSocket('${url}/ping');
      await new Promise((resolve) => { ping.onping = () => { tell('ping'); ping.close(); resolve(); }; });
      tell('awaited');
    }`,
  );
  assert.equal(exitCode, 0, stderr);
  const told = toldIn(stderr);
  assert.deepEqual(told.slice(0, 2), ['ping', 'awaited']);
  assert.deepEqual(told.slice(2).sort(), ['0 plain', '1 plain', '2 plain', 'most 3']);
});

test('a socket without a connection has an error and a close; what a listener throws ends the iteration', async (t) => {
  const { url, ends } = await socketServer(t);
  const { stderr } = await runText(
    `${HEAD} export const options = { iterations: 2, blacklistIPs: ['127.0.0.2/32'], hosts: { 'there.example': '127.0.0.1' } };
    const watch = (ws, name) => { ws.onerror = (e) => tell(name, e.type, e.error); ws.onclose = (e) => tell(name, e.type, e.code, ws.readyState); return ws; };
    export default function () {
      if (__ITER === 0) {
        watch(new WebSocket('${url}/refused'), 'a');
        watch(new WebSocket('ws://127.0.0.2:1/'), 'b').onopen = () => tell('never');
        watch(new WebSocket('${url}/fault'), 'c');
        watch(new WebSocket('${url.replace('127.0.0.1', 'there.example')}/bye'), 'd');
      } else {
        watch(new WebSocket('${url}/echo'), 'e').onopen = () => { throw new Error('mine'); };
      }
    }`,
  );
  const told = toldIn(stderr);
  const of = (name: string): string[] => told.filter((line) => line.startsWith(`${name} `));
  assert.deepEqual(of('a'), ['a error websocket: bad handshake: status 401', 'a close 1006 3']);
  assert.deepEqual(of('b'), ['b error IP (127.0.0.2) of 127.0.0.2 is in a blacklisted range', 'b close 1006 3']);
  assert.deepEqual(of('c'), ['c close 1011 3']);
  assert.deepEqual(of('d'), ['d close 1000 3']);
  assert.deepEqual(of('e'), []);
  assert.match(stderr, /ERRO.*mine\n\s+at .*script\.js/);
  assert.deepEqual(await ends('/echo', 1), ['/echo 1001 ']);
});

test('wss goes by the TLS options of the run', async (t) => {
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'localhost' }]);
  const server = createServer({ key, cert });
  const sockets = new WebSocketServer({ server });
  sockets.on('connection', (socket) => socket.send('secret'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });
  const script = `${HEAD} export default function () {
    const ws = new WebSocket('wss://127.0.0.1:${(server.address() as AddressInfo).port}/');
    ws.onmessage = (e) => { tell(e.data); ws.close(); };
    ws.onerror = (e) => tell(e.error);
  }`;
  assert.match((await runText(script)).stderr, /TOLD .*(certificate|altnames)/i);
  const accepting = await runText(script, { args: ['--insecure-skip-tls-verify', '--out', 'json'] });
  assert.deepEqual(toldIn(accepting.stderr), ['secret']);
  assert.match(accepting.stdout, /"ws_msgs_received".*"tls_version":"tls1\.3"/);
});

test('sockets that stay open at the end of the run are closed', async (t) => {
  const { url, ends } = await socketServer(t);
  const { summary, exitCode } = await runText(
    `${HEAD} export const options = { scenarios: { a: { executor: 'constant-vus', vus: 2, duration: '200ms', gracefulStop: '0s' } } };
    export default function () {
      const ws = new WebSocket('${url}/echo');
      ws.onopen = () => setInterval(() => ws.send('x'), 10);
      ws.onclose = () => tell('never');
    }`,
  );
  assert.equal(exitCode, 0);
  assert.deepEqual(await ends('/echo', 2), ['/echo 1001 ', '/echo 1001 ']);
  assert.equal(summary?.metrics.ws_sessions?.values.count, 2);
});

test('arguments that make no sense are errors', async () => {
  const { stderr } = await runText(
    `${HEAD} export default function () {
      const U = 'ws://127.0.0.1:1/';
      const ws = new WebSocket(U);
      for (const f of [() => new WebSocket('ftp://x'), () => new WebSocket(U, null, 7), () => ws.addEventListener('x', () => {}),
        () => ws.addEventListener('open'), () => { ws.binaryType = 'x'; }, () => ws.close(1000, 'x'.repeat(124)), () => ws.close(7)])
        try { f(); tell('nothing'); } catch (e) { tell(e.message); }
    }`,
  );
  assert.deepEqual(toldIn(stderr), [
    'a WebSocket got the address "ftp://x": expected a URL of ws or wss',
    'params of a WebSocket want an object, got number',
    'a WebSocket has no event "x": expected one of open, message, error, close, ping, pong',
    'addEventListener("open") expects a function',
    'binaryType got "x": expected "blob" or "arraybuffer"',
    'WebSocket.close() got a reason of more than 123 bytes',
    'a WebSocket got the code 7 to close with: expected 1000 to 1014 or 3000 to 4999',
  ]);
});

test('a Blob has no stream, and says so', async () => {
  const { stderr, exitCode } = await runText(
    `${HEAD} export default function () { try { new Blob(['a']).stream(); } catch {} }`,
  );
  assert.equal(exitCode, 107);
  assert.match(
    stderr,
    /Blob\.stream\(\) is not supported by the local runner \(script\.js:2:\d+\): use arrayBuffer\(\)/,
  );
});
