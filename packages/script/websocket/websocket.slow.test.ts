// A WebSocket endpoint in the local runner, against a server that answers after a known time, not at all, or hangs up.
import assert from 'node:assert/strict';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { type WebSocket, WebSocketServer } from 'ws';
import { logged, runBundled } from '../bundled.fixture.ts';

const ANSWER_MS = 40;

async function talkTo(t: TestContext, serve: (socket: WebSocket) => void, limits = '', talk = '') {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  t.after(() => server.close());
  await new Promise((ready) => server.once('listening', ready));
  server.on('connection', serve);
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const { summary, exitCode, stderr } = await runBundled(
    `const LIMITS = { connectP95Ms: 1000, roundTripP95Ms: 1000, messagesPerS: null, completedRatio: 1 };
    const socket = websocket('echo', { ...LIMITS, ...{ ${limits} } });
    export const options = { vus: 2, iterations: 4, thresholds: socket.thresholds };
    export default async () => {
      let asked = 0;
      const message = (count) => 'm' + (asked = count);
      const isAnswer = (text, count) => text === 'm' + count;
      await socket.talk({ url: BASE + '/echo', messages: 3, message, isAnswer, ${talk} });
      check(asked, { 'awaited until its last message': (count) => count === 2 });
    };`,
    { env: { BASE_URL: url } },
  );
  const valuesOf = (metric: string): Record<string, number> =>
    (summary?.metrics[`${metric}{websocket:echo}`]?.values ?? {}) as Record<string, number>;
  const checked = summary?.metrics.checks?.values;
  return {
    exitCode,
    checked,
    said: logged(stderr, 'websocket echo: '),
    valuesOf,
    unitOf: (metric: string) => summary?.metrics[metric]?.contains,
  };
}

const echo = (socket: WebSocket): void => {
  socket.on('message', (text) => {
    socket.send('news that answers nothing');
    setTimeout(() => socket.send(String(text)), ANSWER_MS);
  });
};

test('connect time, round trip and messages are measured; only the answer to a message counts', async (t) => {
  const { exitCode, checked, valuesOf, unitOf } = await talkTo(t, echo);
  assert.equal(exitCode, 0);
  assert.equal(valuesOf('websocket_messages').count, 4 * 3);
  // Node's timers may be a millisecond early.
  assert.ok(valuesOf('websocket_round_trip').min! >= ANSWER_MS - 2, JSON.stringify(valuesOf('websocket_round_trip')));
  assert.ok(valuesOf('ws_connecting').max! > 0);
  assert.equal(valuesOf('websocket_completed').rate, 1);
  assert.deepEqual(checked, { rate: 1, passes: 4, fails: 0 });
  assert.equal(unitOf('websocket_round_trip'), 'time');
});

test('a slow answer, and too few messages a second, cross their limits', async (t) => {
  assert.equal((await talkTo(t, echo, 'roundTripP95Ms: 10')).exitCode, 99);
  assert.equal((await talkTo(t, echo, 'messagesPerS: 1000')).exitCode, 99);
  assert.equal((await talkTo(t, echo, 'roundTripP95Ms: null')).exitCode, 0);
});

test('a server that hangs up, one that never answers and one that refuses leave talks that did not complete, and each VU says why, once', async (t) => {
  const gone = await talkTo(t, (socket) => socket.terminate());
  assert.deepEqual([gone.exitCode, gone.valuesOf('websocket_completed').rate], [99, 0]);
  assert.deepEqual(gone.said, Array(2).fill('0 of 3 messages answered, then the connection was closed'));
  const silent = await talkTo(t, () => {}, '', 'timeoutS: 0.2');
  assert.deepEqual([silent.exitCode, silent.valuesOf('websocket_completed').rate], [99, 0]);
  assert.deepEqual(silent.said, Array(2).fill('0 of 3 messages answered, then nothing until the timeout of 0.2 s'));
  const refused = await talkTo(t, () => {}, '', "...{ url: 'ws://127.0.0.1:1/?token=canary' }");
  assert.deepEqual([refused.exitCode, refused.valuesOf('websocket_completed').rate], [99, 0]);
  assert.doesNotMatch(refused.said.join(), /canary/);
  assert.match(refused.said.join(), /^(0 of 3 messages answered, then an error: [^,]*refused[^,]*,?){2}$/);
});
