// A user and a password in a URL, wherever a command takes one: no output has them, printed or written, whatever the command ends with.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import type { Io } from './io.ts';
import { perf, ROOT } from './perf.fixture.ts';
import { suiteResult } from './report/suite-result.fixture.ts';

const PASSWORD = 'canary-pass';
const CANARY = /canary|Y2FuYXJ5/i;

const folder = testFolder();
const server = createServer((_, response) => response.end('{"status":"ok"}'));
before(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
after(async () => {
  server.closeAllConnections();
  server.close();
});

/** The server's URL with user and password. */
function withPassword(scheme = 'http'): string {
  return `${scheme}://canary-user:${PASSWORD}@127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Runs a command in a folder of its own; no output of it, printed or written, may have the canary. */
async function run(args: string[], env: Io['env'] = {}, cwd?: string): Promise<{ code: number; printed: string }> {
  const own = cwd ?? (await mkdtemp(join(folder, 'run-')));
  const { code, output: printed } = await perf(args, {
    ...{ cwd: own, now: () => new Date('2026-01-31T12:00:00Z') },
    env: { PATH: '/usr/bin:/bin', HOME: own, AUTH_TOKEN: 'some-token', ...env },
    signal: AbortSignal.timeout(30_000),
  });
  assert.doesNotMatch(printed, CANARY, args.join(' '));
  for (const name of await readdir(own, { recursive: true })) {
    const text = await readFile(join(own, name), 'latin1').catch(() => '');
    if (!given.has(join(own, name))) assert.doesNotMatch(text, CANARY, `${args.join(' ')}: ${name}`);
  }
  assert.notEqual(code, 1, `${args.join(' ')}: ${printed}`);
  return { code, printed };
}

/** Files that the test itself put the password into. */
const given = new Set<string>();
async function give(path: string, text: string): Promise<void> {
  given.add(path);
  await writeFile(path, text);
}

/** Arguments and environment of commands that take a URL. */
const TAKING: [string, (url: string) => string[], ((url: string) => Io['env'])?][] = [
  ['run', (url) => ['run', 'smoke', '--target', url]],
  ['run, from the environment', () => ['run', 'smoke'], (url) => ({ BASE_URL: url })],
  [
    'run with an exporter',
    (url) => ['run', 'smoke', '--target', new URL(url).origin],
    (url) => ({ METRICS_URLS: url }),
  ],
  [
    'run with Prometheus',
    (url) => ['run', 'smoke', '--target', new URL(url).origin],
    (url) => ({ PROMETHEUS_URL: url }),
  ],
  ['run with Grafana', (url) => ['run', 'smoke', '--target', new URL(url).origin], (url) => ({ GRAFANA_URL: url })],
  ['run by an unknown type', (url) => ['run', url]],
  ['run with an unknown option', (url) => ['run', 'smoke', `--${url}`]],
  [
    'run with arguments of the engine',
    (url) => ['run', 'smoke', '--target', 'http://127.0.0.1:1', '--', '-e', `BASE_URL=${url}`],
  ],
  ['plan', (url) => ['plan', 'smoke', '--target', url, '--json']],
  ['drill', (url) => ['drill', 'spike', '--target', url, '--release', '1']],
  ['drill, a note', (url) => ['drill', 'spike', '--target', 'http://127.0.0.1:1', '--release', '1', '--note', url]],
  ['deploy render', (url) => ['deploy', 'render', 'smoke', '--target', url, '--out', 'manifests']],
  ['calibrate', (url) => ['calibrate', '--target', url]],
  ['compare --paired', (url) => ['compare', '--paired', url, url]],
  ['monitor', (url) => ['monitor', '--once', '--url', url]],
  ['monitor with Prometheus', () => ['monitor', '--once', '--json'], (url) => ({ PROMETHEUS_URL: url })],
  ['probe api', () => ['probe', 'api', '--scale', '0.001'], (url) => ({ API_URL: url })],
  ['probe nginx', () => ['probe', 'nginx', '--scale', '0.001'], (url) => ({ PROXY_URL: url })],
  ['probe postgres', () => ['probe', 'postgres'], (url) => ({ DATABASE_URL: url.replace('http', 'postgres') })],
  ['probe redis', () => ['probe', 'redis'], (url) => ({ REDIS_URL: url.replace('http', 'redis') })],
  ['doctor', () => ['doctor'], (url) => ({ METRICS_URLS: url, PROMETHEUS_URL: url, K6_BIN: url })],
  ['report', (url) => ['report', url]],
  ['report --points', (url) => ['report', 'x.json', '--points', url]],
  ['merge', (url) => ['merge', url]],
  ['history add', (url) => ['history', 'add', url]],
  ['compare', (url) => ['compare', url, url]],
  ['trend', (url) => ['trend', '--target', url]],
  ['capacity', (url) => ['capacity', url]],
  [
    'alarm',
    () => ['alarm', 'nightly', 'x.json'],
    (url) => ({ GITHUB_TOKEN: 'x', GITHUB_REPOSITORY: 'a/b', GITHUB_API_URL: url }),
  ],
  ['history-branch', (url) => ['history-branch', 'pull', 'x.ndjson', '--remote', url]],
  ['history-branch push', (url) => ['history-branch', 'push', join(ROOT, 'LICENSE'), '--remote', url]],
  ['baselines propose', (url) => ['baselines', 'propose', '--from', url]],
  ['target', (url) => ['target', '--fault', url]],
];

describe('user and password of a URL that a command takes are in no output', () => {
  for (const [name, args, env = () => ({})] of TAKING) {
    it(name, async () => {
      const url = withPassword();
      await run(args(url), env(url));
    });
  }
});

const STAGES = [{ phase: 'hold' as const, durationS: 120, from: 50, to: 50, windows: 6 }];

/** A result of another tool or an older runner: URLs with passwords in the target, in tags, in names of checks, in notes. */
function tainted(startedAt: string): string {
  const url = `http://canary-user:${PASSWORD}@127.0.0.1:8080`;
  const failure = { endpoint: 'home', status: '503', code: '1503', atS: 1, users: 1, message: `see ${url}` };
  const result = suiteResult({
    ...{ type: 'baseline', stages: STAGES, errors: () => 0.2, cpuPct: () => 30 },
    run: { startedAt, target: url, notes: [`noted ${url}`], failureSamples: [failure], machine: `m ${url}` },
  });
  const home = result.metrics['http_req_duration{endpoint:home}'];
  const check = { name: `GET ${url}`, path: `::GET ${url}`, id: '1', passes: 1, fails: 1 };
  return JSON.stringify({
    ...result,
    root_group: { name: '', path: '', id: '0', groups: [], checks: [check] },
    metrics: {
      ...result.metrics,
      [`http_req_duration{url:${url}/}`]: { ...home, thresholds: { 'avg<1': { ok: false } } },
    },
  });
}

function taintedPoints(): string {
  const url = `http://canary-user:${PASSWORD}@127.0.0.1:8080/`;
  const tags = { url, name: url, status: '0', error: `no answer from ${url}`, error_code: '1000', method: 'GET' };
  const point = (metric: string, value: number, second: number) =>
    JSON.stringify({ metric, type: 'Point', data: { time: `2026-01-31T12:00:0${second}Z`, value, tags } });
  return [1, 2, 3]
    .flatMap((second) => [
      point('http_reqs', 1, second),
      point('http_req_duration', 10, second),
      point('http_req_failed', 1, second),
    ])
    .join('\n');
}

describe('user and password in files of other tools are in no output', () => {
  it('of report, with raw points, in every format; of history, compare, trend, capacity', async () => {
    const own = join(folder, 'files');
    await mkdir(own);
    for (const [name, at] of [
      ['a', '2026-01-30T12:00:00Z'],
      ['b', '2026-01-31T12:00:00Z'],
    ] as const)
      await give(join(own, `${name}.json`), tainted(at));
    await give(join(own, 'points.json'), taintedPoints());
    const { printed } = await run(
      ['report', 'a.json', '--points', 'points.json', '--by', 'url', '--format', 'md,html,json,junit'],
      { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: join(own, 'step.md') },
      own,
    );
    assert.match(printed, /a\.report\.md/);
    assert.match(await readFile(join(own, 'a.report.md'), 'utf8'), /http:\/\/\*{4}:\*{4}@/);
    await run(['history', 'add', 'a.json', 'b.json', '--store', 'h.duckdb'], {}, own);
    await run(['history', 'list', '--store', 'h.duckdb'], {}, own);
    await run(['history', 'export', 'all.ndjson', '--store', 'h.duckdb'], {}, own);
    await run(['compare', 'a.json', 'b.json', '--json'], {}, own);
    await run(['trend', '--type', 'baseline', '--store', 'h.duckdb'], {}, own);
    await run(['capacity', 'a.json'], {}, own);
    await run(['baselines', 'propose', '--from', 'a.json', 'b.json'], {}, own);
  });
});
