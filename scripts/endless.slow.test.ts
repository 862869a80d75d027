// Everything that commands ask during the load, on a server whose body never ends: each has its say in time and in little memory.
import assert from 'node:assert/strict';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { livePlanOf } from 'k6-local/live';
import { lookAtClock, lookAtHealth, lookAtMonitoring, lookAtToken } from './drill/preflight.ts';
import { guard } from './guard/guard.ts';
import type { Io } from './io.ts';
import { readActiveAlerts } from './monitor/active-alerts.ts';
import { timeRequest } from './monitor/api-timing.ts';
import { annotate } from './monitoring/annotations.ts';
import { reachableSources } from './monitoring/sources.ts';
import { askSizes } from './plan/answer-sizes.ts';
import { followK6 } from './run/live-k6.ts';
import { watchSurroundings } from './run/surroundings.ts';
import { tellIssue } from './workflows/alarm.ts';
import { githubApi } from './workflows/github-api.ts';

const PIECE = Buffer.alloc(65_536, '{"a":1},');
const server = createServer((socket) => {
  socket.on('error', () => {});
  socket.once('data', () => {
    socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n\r\n[');
    const fill = (): void => {
      while (!socket.destroyed && socket.write(PIECE));
      if (!socket.destroyed) socket.once('drain', () => setImmediate(fill));
    };
    fill();
  });
});
let url = '';
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => server.close());

const io = { env: {} } as Io;
const RECORD = { suite: 'nightly', exitCode: 99, tests: [], target: 'x', startedAt: '' };

/** What is asked, what is said of it, and what it has to read like. */
const ASKED: [string, () => Promise<unknown>, RegExp][] = [
  ['an exporter', () => reachableSources({ METRICS_URLS: `${url}/metrics` }), /"METRICS_URLS":"".*does not answer/],
  ['Prometheus', () => reachableSources({ PROMETHEUS_URL: url }), /"PROMETHEUS_URL":"".*does not answer/],
  ['alerts of Prometheus', () => readActiveAlerts(url), /"alerts":null.*does not answer/],
  ['the API of the monitor', () => timeRequest(url), /"status":200.*larger than 16 MB/],
  ["the target's build", async () => (await watchSurroundings(url))(), /^(?!.*targetBuilds)/],
  [
    'Grafana',
    () => annotate({ url, token: 'x', patienceMs: 3_000 }, { name: 'a', target: url, engine: 'b' })(0),
    /16 MB/,
  ],
  ['GitHub', () => tellIssue('a', RECORD as never, github(), io), /16 MB.*try again/],
  ['a health endpoint', () => lookAtHealth(url), /"failed".*does not answer/],
  ['a token', () => lookAtToken(url, ['memory-stats'], 'x'), /"failed".*does not answer/],
  ['a clock', () => lookAtClock(url, Date.now), /sends no time/],
  ['monitoring of a drill', () => lookAtMonitoring({ METRICS_URLS: url }), /"failed".*does not answer/],
  ['sizes of answers', () => askSizes(url, ['health'], undefined), /^\{\}$/],
  ["k6's figures", () => liveFigures(url), /^"none"$/],
  [
    "the target's identity",
    () => guard(GUARDED(url), WORLD),
    /"guard: 127\.0\.0\.1:\d+ gave no usable answer \(.*16 MB\)/,
  ],
];

async function liveFigures(from: string): Promise<string> {
  let figures = 'none';
  const stop = followK6(new URL(from).host, livePlanOf('any', {}), {
    begin: () => {},
    tell: () => void (figures = 'some'),
  });
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  stop();
  return figures;
}

const github = () =>
  githubApi('alarm', 'issues: write', { GITHUB_TOKEN: 'x', GITHUB_REPOSITORY: 'a/b', GITHUB_API_URL: url });
const WORLD = { resolve: async (host: string) => [host], lockFolder: join(tmpdir(), 'endless-locks') };
const GUARDED = (target: string) => ({
  ...{ target, envName: 'local', confirmed: undefined, reason: undefined, options: {}, endpoints: [], writing: [] },
  ...{ isExplicit: false, engineArgs: [], env: {}, now: new Date() },
  config: {
    ...{ productionHosts: ['192.0.2.1'], suites: {} },
    environments: {
      local: {
        ...{ hosts: ['127.0.0.1'], production: false, writes: true, caps: { vus: 1, ratePerS: 1, minutes: 1 } },
        identity: { path: '/who', field: 'environment', value: 'staging' },
      },
    },
  },
});

describe('an endless answer', () => {
  for (const [what, asks, said] of ASKED) {
    it(`of ${what} ends in time and in little memory`, async () => {
      const [begunMs, beforeBytes] = [performance.now(), process.memoryUsage().rss];
      let mostBytes = 0;
      const timer = setInterval(() => {
        mostBytes = Math.max(mostBytes, process.memoryUsage().rss - beforeBytes);
      }, 5);
      const came = await asks().catch((error: Error) => error.message);
      clearInterval(timer);
      assert.match(JSON.stringify(came), said);
      assert.ok(performance.now() - begunMs < 6_000, 'time');
      assert.ok(mostBytes < 300e6, `${Math.round(mostBytes / 1e6)} MB`);
    });
  }
});
