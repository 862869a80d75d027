// WebSockets in a report: figures and limits by the script's names, or of k6's own metrics alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { verdictOf } from '../render/verdict-json.ts';
import { iterations, reported, SIGN_OFF } from '../stock.fixture.ts';

const trend = (ms: number, limits: Record<string, boolean> = {}) => ({
  ...{ type: 'trend', contains: 'time', thresholds: outcomes(limits) },
  values: { count: 30, avg: ms, min: ms, med: ms, max: ms, 'p(90)': ms, 'p(95)': 2 * ms, 'p(99)': 3 * ms },
});
const counter = (count: number, limits: Record<string, boolean> = {}) => ({
  ...{ type: 'counter', contains: 'default', thresholds: outcomes(limits) },
  values: { count, rate: count / 10 },
});
const outcomes = (limits: Record<string, boolean>) =>
  Object.fromEntries(Object.entries(limits).map(([expression, ok]) => [expression, { ok }]));

const OF_STOCK = {
  'ws_connecting{websocket:stock}': trend(4, { 'p(95)<100': true }),
  'ws_session_duration{websocket:stock}': trend(400, { 'max>=0': true }),
  'websocket_round_trip{websocket:stock}': trend(21, { 'p(95)<30': false }),
  'websocket_messages{websocket:stock}': counter(28, { 'count>0': true, 'rate>=1': true }),
  'websocket_completed{websocket:stock}': {
    ...{ type: 'rate', contains: 'default', thresholds: outcomes({ 'rate>=0.99': false }) },
    values: { rate: 0.9, passes: 9, fails: 1 },
  },
};
const OF_K6 = {
  iterations,
  ws_connecting: trend(4),
  ws_session_duration: trend(400),
  ws_sessions: counter(10),
  ws_msgs_sent: counter(30),
  ws_msgs_received: counter(60),
};
const rowsOf = (metrics: Record<string, unknown>) =>
  reported({ root_group: {}, state: {}, metrics }).view.websockets.map(({ limits, state, ...cells }) => ({
    cells: Object.values(cells).join(' | '),
    ...{ limits: limits.map(({ text }) => text).join('; '), state },
  }));

test('a WebSocket with a name has its figures and limits; the run as a whole is no row besides', () => {
  const { view, markdown, html, judgement } = reported({
    root_group: {},
    state: {},
    metrics: { ...OF_K6, ...OF_STOCK },
  });
  const cells = ['stock', '10', '10 %', '8 ms', '21 ms', '42 ms', '800 ms', '2.8/s'];
  const limits =
    'p95 connect time < 100 ms; p95 round trip < 30 ms (FAILED); answers >= 1/s; completed talks >= 99 % (FAILED)';
  assert.deepEqual(rowsOf({ ...OF_K6, ...OF_STOCK }), [{ cells: cells.join(' | '), limits, state: 'over' }]);
  assert.equal(view.websockets.length, 1);
  assert.ok(markdown.includes(`\n| ${cells.join(' | ')} | ${limits} |\n`), markdown);
  assert.match(
    html,
    /<h2 id="websockets">.*?<tr class="over"><th scope="row">stock<\/th>.*?<div class="used">p95 round trip &lt; 30 ms/s,
  );
  const [json] = verdictOf(judgement, SIGN_OFF).websockets ?? [];
  assert.deepEqual(
    [json?.tags, json?.sessions, json?.errorRatio?.toFixed(3), json?.roundTrip?.p95Ms, json?.messagesPerS],
    [{ websocket: 'stock' }, 10, '0.100', 42, 2.8],
  );
});

test("of k6's own metrics there is one row, with what they tell", () => {
  const unknown = 'not measured';
  assert.deepEqual(rowsOf({ ...OF_K6, ws_connecting: trend(4, { 'p(95)<100': true }) }), [
    {
      cells: ['all', '10', unknown, '8 ms', unknown, unknown, '800 ms', '6/s'].join(' | '),
      ...{ limits: 'p95 connect time < 100 ms', state: 'ok' },
    },
  ]);
});

test('a limit of the run as a whole is a row next to those of names', () => {
  const names = reported({
    ...{ root_group: {}, state: {} },
    metrics: { ...OF_K6, ...OF_STOCK, ws_sessions: counter(10, { 'count>5': true }) },
  }).view.websockets.map(({ name, limits }) => [name, limits[0]?.text]);
  assert.deepEqual(names, [
    ['all', 'sessions > 5'],
    ['stock', 'p95 connect time < 100 ms'],
  ]);
});

test('without a connection there is no section', () => {
  const zeros = { ...counter(0), values: { count: 0, rate: 0 } };
  const { markdown, html, judgement } = reported({
    ...{ root_group: {}, state: {} },
    metrics: { iterations, ws_sessions: zeros, http_req_duration: trend(3) },
  });
  for (const page of [markdown, html]) assert.doesNotMatch(page, /WebSockets/);
  assert.equal(verdictOf(judgement, SIGN_OFF).websockets, undefined);
});
