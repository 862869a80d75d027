// What comes out of a run: metrics, tags, the summary's figures, and defaults that show nowhere else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metrics } from '../metrics.ts';
import { readScenarios } from '../scenarios.ts';
import { socketServer } from '../sockets/testing.fixture.ts';
import { runText } from '../testing.fixture.ts';

test('lifecycle functions are stopped at their timeouts', async () => {
  const outcomes: [option: string, name: string, message: RegExp][] = [
    ['setupTimeout', 'setup', /setup\(\) execution timed out after 0.05 seconds/],
    ['teardownTimeout', 'teardown', /teardown\(\) execution timed out after 0.05 seconds/],
    ['handleSummaryTimeout', 'handleSummary', /handleSummary\(\) failed: timed out after 0.05 seconds/],
  ];
  for (const [option, name, message] of outcomes) {
    const { stderr } = await runText(
      `import { sleep } from 'k6'; export const options = { ${option}: '50ms' };
      export function ${name}() { sleep(60); } export default function () {}`,
    );
    assert.match(stderr, message);
  }
});

test('the fields of every executor have their documented defaults', () => {
  const stages = [{ duration: '10s', target: 5 }];
  const common = { startTimeMs: 0, gracefulStopMs: 30_000, exec: 'default', env: {}, tags: {} };
  const open = { timeUnitMs: 1000, preAllocatedVus: 2, maxVus: 2 };
  const read: [given: Record<string, unknown>, wanted: Record<string, unknown>][] = [
    [{ executor: 'shared-iterations' }, { vus: 1, iterations: 1, maxDurationMs: 600_000 }],
    [{ executor: 'per-vu-iterations' }, { vus: 1, iterations: 1, maxDurationMs: 600_000 }],
    [
      { executor: 'constant-vus', duration: '5s' },
      { vus: 1, durationMs: 5000 },
    ],
    [
      { executor: 'ramping-vus', stages },
      { startVus: 1, stages: [{ durationMs: 10_000, target: 5 }], gracefulRampDownMs: 30_000 },
    ],
    [{ executor: 'ramping-vus', stages, startVUs: 0 }, { startVus: 0 }],
    [
      { executor: 'constant-arrival-rate', rate: 7, duration: '5s', preAllocatedVUs: 2 },
      { startRate: 7, stages: [{ durationMs: 5000, target: 7 }], ...open },
    ],
    [
      { executor: 'ramping-arrival-rate', stages, preAllocatedVUs: 2 },
      { startRate: 0, stages: [{ durationMs: 10_000, target: 5 }], ...open },
    ],
    [
      { executor: 'ramping-arrival-rate', stages, startRate: 3, timeUnit: '1m', preAllocatedVUs: 2, maxVUs: 9 },
      { startRate: 3, timeUnitMs: 60_000, maxVus: 9 },
    ],
  ];
  for (const [given, wanted] of read) {
    const [scenario] = readScenarios({ a: given });
    for (const [field, value] of Object.entries({ ...common, ...wanted }))
      assert.deepEqual((scenario as unknown as Record<string, unknown>)[field], value, `${given.executor}: ${field}`);
  }
});

test('every built-in metric has its type and its samples', async (t) => {
  const server = await socketServer(t);
  const names = Object.keys(new Metrics().builtIn);
  // One iteration of the open model is dropped, because the only VU is busy; the run is long enough for the VUs to be recorded.
  const { summary } = await runText(
    `import http from 'k6/http'; import ws from 'k6/ws'; import { check, group, sleep } from 'k6';
    export const options = { summaryTrendStats: ['count', 'avg'], scenarios: {
      a: { executor: 'constant-arrival-rate', rate: 2, duration: '1s', preAllocatedVUs: 1 } } };
    export default function () { group('g', () => check(http.get(__ENV.URL), { ok: (r) => r.body === 'plain' }));
      ws.connect(__ENV.SOCKETS + '/echo', (s) => { s.on('open', () => { s.send('x'); s.ping(); }); s.on('pong', () => s.close()); }); sleep(1.1); }`,
    { env: { URL: server.http, SOCKETS: server.url } },
  );
  const found = summary?.metrics ?? {};
  const types: Record<string, string[]> = {
    rate: ['checks', 'http_req_failed'],
    gauge: ['vus', 'vus_max'],
    counter: [
      'iterations',
      'dropped_iterations',
      'http_reqs',
      'data_sent',
      'data_received',
      'ws_sessions',
      'ws_msgs_sent',
      'ws_msgs_received',
    ],
    trend: [
      ...['iteration_duration', 'group_duration', 'http_req_duration', 'http_req_blocked', 'http_req_connecting'],
      ...['http_req_tls_handshaking', 'http_req_sending', 'http_req_waiting', 'http_req_receiving'],
      ...['ws_connecting', 'ws_session_duration', 'ws_ping'],
    ],
  };
  for (const name of names) {
    const type = Object.keys(types).find((one) => types[one]?.includes(name));
    assert.equal(found[name]?.type, type, name);
    const contains = type === 'trend' ? 'time' : name.startsWith('data_') ? 'data' : 'default';
    assert.equal(found[name]?.contains, contains, name);
  }
  const count = (name: string): number | undefined => found[name]?.values.count;
  assert.deepEqual(['iterations', 'http_reqs', 'dropped_iterations', 'group_duration'].map(count), [1, 1, 1, 1]);
  assert.deepEqual(['http_req_duration', 'http_req_connecting', 'iteration_duration'].map(count), [1, 1, 1]);
  assert.deepEqual([found.vus?.values.max, found.vus_max?.values.max, found.checks?.values.passes], [1, 1, 1]);
});

test('the summary has the figures and the unit that the options ask for', async () => {
  const { stdout, summary } = await runText(
    "export const options = { summaryTrendStats: ['p(99.9)', 'count'], summaryTimeUnit: 'us' }; export default function () {} export function other() {}",
  );
  assert.deepEqual(Object.keys(summary?.metrics.iteration_duration?.values ?? {}), ['p(99.9)', 'count']);
  assert.deepEqual(summary?.options.summaryTimeUnit, 'us');
  assert.match(stdout, /iteration_duration\.*: p\(99\.9\)=[\d.]+(us|µs) count=1/);
});

test('system tags that are not asked for stay away', async () => {
  const { stdout } = await runText(
    `import { check } from 'k6'; export const options = { systemTags: ['scenario'] };
    export default function () { check(1, { fine: () => true }); }`,
    { args: ['--out', 'json'] },
  );
  const tags = [...stdout.matchAll(/"tags":(\{[^}]*\})/g)].map(([, text = '']) => JSON.parse(text) as object);
  assert.ok(tags.length > 3);
  for (const one of tags)
    assert.ok(
      Object.keys(one).every((name) => name === 'scenario'),
      JSON.stringify(one),
    );
  const all = await runText('export default function () {}', { args: ['--out', 'csv=-'] });
  // No WebSocket or gRPC here: the columns are there and empty.
  const [header = '', ...rows] = all.stdout.split('\n').filter((line) => line.includes(','));
  for (const name of ['subproto', 'service']) {
    const at = header.split(',').indexOf(name);
    assert.ok(at > 0 && rows.every((row) => row.split(',')[at] === ''));
  }
});

test('options for the cloud and for usage reports are let through', async () => {
  const { exitCode, stderr } = await runText(
    "export const options = { cloud: { name: 'x' }, ext: { loadimpact: {} }, noUsageReport: true }; export default function () {}",
    { args: ['--no-usage-report'], env: { K6_NO_USAGE_REPORT: 'true' } },
  );
  assert.deepEqual([exitCode, stderr], [0, '']);
});
