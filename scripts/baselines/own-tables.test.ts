// Tables of a suite of one's own: three runs fill what is null with the slowest one plus the tolerance, and change nothing else.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { fillTables } from './own-tables.ts';

const template = await readFile(new URL('../init/template/thresholds/tables.ts', import.meta.url), 'utf8');
const tables = template.replace(
  /( {2}status: [^\n]*\n)/,
  `$1  // p95 from a log
  'get-orders-id': { path: '/orders/{id}', weight: 2, p95Ms: 70, p99Ms: null },
  list: {
    path: '/list',
    weight: 1,
    p95Ms: null,
    p99Ms: null,
  },
`,
);

function result(name: string, factor: number, change: (metrics: Record<string, object>) => void = () => {}) {
  const times = (p95: number, p99: number) => ({
    type: 'trend',
    contains: 'time',
    values: { 'p(95)': p95 * factor, 'p(99)': p99 * factor },
    thresholds: { 'max>=0': { ok: true } },
  });
  const metrics: Record<string, object> = {
    'http_req_duration{endpoint:get-orders-id}': times(50, 80),
    'http_req_duration{endpoint:list}': times(120, 141),
  };
  change(metrics);
  return parseSummary(name, { metrics, state: { testRunDurationMs: 60_000 } }, []);
}
const three = [result('a.json', 1), result('b.json', 0.9), result('c.json', 0.95)];

test('the slowest of three plus the tolerance, rounded up to two digits; what a row has stays', () => {
  assert.notEqual(tables, template);
  const { text, cells } = fillTables(tables, three, 0.1);
  assert.deepEqual(
    cells.map(({ endpoint, column, limitMs }) => [endpoint, column, limitMs]),
    [
      ['get-orders-id', 'p99Ms', '88'],
      ['list', 'p95Ms', '140'],
      ['list', 'p99Ms', '160'],
    ],
  );
  const expected = tables
    .replace('p95Ms: 70, p99Ms: null', 'p95Ms: 70, p99Ms: 88')
    .replace('p95Ms: null,\n', 'p95Ms: 140,\n')
    .replace('p99Ms: null,\n', 'p99Ms: 160,\n');
  assert.equal(text, expected);
  assert.match(cells[1]!.reason, /^3 runs 108 to 120 ms$/);
  assert.deepEqual(fillTables(text, three, 0.1), { text, cells: [] });
});

test('rows of WebSockets are filled as well', () => {
  const row = (connect: string, roundTrip: string) =>
    `websockets = {\n  'live-stock': { path: '/live', weight: 1, connectP95Ms: ${connect}, roundTripP95Ms: ${roundTrip} },\n} satisfies`;
  const withSocket = template.replace('websockets = {} satisfies', row('null', 'null'));
  assert.notEqual(withSocket, template);
  const talked = [10, 12, 11].map((ms, index) =>
    result(`${index}.json`, 1, (metrics) => {
      const values = { 'p(95)': ms, 'p(99)': 2 * ms };
      metrics['ws_connecting{websocket:live-stock}'] = { type: 'trend', contains: 'time', values };
      metrics['websocket_round_trip{websocket:live-stock}'] = {
        type: 'trend',
        contains: 'time',
        values: { 'p(95)': 3 },
      };
    }),
  );
  // 12 ms and 3 ms, plus a tenth, rounded up to two digits.
  assert.equal(
    fillTables(withSocket, talked, 0.1).text,
    template.replace('websockets = {} satisfies', row('14', '3.3')),
  );
});

test('what not every run has measured stays null, and says so', () => {
  const without = result('c.json', 0.95, (metrics) => delete metrics['http_req_duration{endpoint:list}']);
  const { text, cells } = fillTables(tables, [...three.slice(0, 2), without], 0.1);
  assert.equal(text, tables.replace('p95Ms: 70, p99Ms: null', 'p95Ms: 70, p99Ms: 88'));
  assert.equal(cells[1]!.reason, 'p(95) is in 2 of 3 results');
});

test('runs that may not decide are refused, and so are other tables', () => {
  const failed = result('d.json', 1.1, (metrics) => {
    metrics.checks = {
      type: 'rate',
      contains: 'default',
      values: { rate: 0.9 },
      thresholds: { 'rate==1': { ok: false } },
    };
  });
  assert.throws(() => fillTables(tables, three.slice(0, 2), 0.1), /2 different runs, expected at least 3/);
  assert.throws(() => fillTables(tables, [three[0]!, three[0]!, three[1]!], 0.1), /2 different runs/);
  assert.throws(() => fillTables(tables, [...three, failed], 0.1), /d\.json crossed limits of its own/);
  assert.throws(() => fillTables('export const rows = {};', three, 0.1), /has no "export const endpoints/);
});
