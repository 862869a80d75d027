// Runs in Grafana Cloud: a stand-in for k6 notes its arguments and environment. The token is in no argument, and nothing is sent.
import assert from 'node:assert/strict';
import { chmod, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { testServer } from 'k6-kit/server.fixture';
import { main } from '../cli.ts';
import type { GuardRecord } from '../guard/guard.ts';
import type { Io } from '../io.ts';
import { listening, ROOT } from '../perf.fixture.ts';
import { performRemote, type RemoteRun, urlIn } from './cloud.ts';

const TOKEN = 'canary-7f3a';
const LOGIN = 'canary-login';
/** Answers the guard; the stand-in sends nothing. */
const { url: URL, close } = await testServer((_question, answer) => answer.end());
after(close);
const PAGE = 'https://acme.grafana.net/a/k6-app/runs/123456';
const SUMMARY = {
  ...{ run: {}, root_group: { name: '', path: '', id: '', groups: [], checks: [] } },
  options: { summaryTrendStats: ['count', 'avg', 'p(95)'], summaryTimeUnit: '', noColor: false },
  state: { isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: 1000 },
  metrics: { iterations: { type: 'counter', contains: 'default', values: { count: 5, rate: 5 } } },
};

const folder = testFolder();
const k6 = join(folder, 'k6');
before(async () => {
  await writeFile(join(folder, 'summary.json'), JSON.stringify(SUMMARY));
  const script = `#!/bin/sh
if [ "$1" = version ]; then echo "k6 v2.3.0 (go, linux/amd64)"; exit 0; fi
printf '%s\\n' "$@" > "${folder}/arguments"
env > "${folder}/environment"
printf '     execution: cloud\\n        output: cloud (${PAGE})\\n'
[ -z "$RESULT_FILE" ] || cp "${folder}/summary.json" "$RESULT_FILE"
exit "\${STAND_IN_EXIT:-0}"
`;
  await writeFile(k6, script);
  await chmod(k6, 0o755);
});

const argumentsGiven = async () => (await readFile(join(folder, 'arguments'), 'utf8')).trim().split('\n');
const environmentGiven = () => readFile(join(folder, 'environment'), 'utf8');

function ioWith(env: Record<string, string>): { io: Io; output: () => string } {
  const world = { PATH: '/usr/bin:/bin', K6_BIN: k6, AUTH_TOKEN: TOKEN, K6_CLOUD_TOKEN: LOGIN };
  const now = () => new Date('2026-01-31T12:00:00Z');
  const { io, said } = listening({ cwd: folder, now, env: { ...world, ...env } });
  return { io, output: () => said.output };
}

async function perf(args: string[], env: Record<string, string> = {}): Promise<{ code: number; output: string }> {
  const { io, output } = ioWith(env);
  return { code: await main(args, io), output: output() };
}

const RECORD: GuardRecord = {
  ...{
    environment: 'staging',
    host: 'staging.example',
    addresses: ['203.0.113.7'],
    production: false,
    reason: 'why not',
  },
  ...{ endpoints: ['health', 'memory-stats'], leftOut: [], load: { vus: 5, ratePerS: 10, minutes: 1 }, lockNote: null },
};
const remote = (change: Partial<RemoteRun> = {}): RemoteRun => ({
  plan: { engine: { kind: 'k6', path: k6, label: 'k6 v2.3.0' }, engineArgs: ['--quiet'] },
  bundle: '/dist/stress.js',
  settings: {
    ...{
      BASE_URL: 'https://staging.example',
      ENDPOINTS: 'health,memory-stats',
      TIME_SCALE: '0.5',
      USERS_SCALE: '0.25',
    },
    ...{ METRICS_URLS: 'http://10.0.0.1:9100/metrics', AUTH_TOKEN_FROM: 'cloud' },
  },
  permit: { url: 'https://staging.example', pin: { 'staging.example': '203.0.113.7' }, record: RECORD },
  ...{ grafana: undefined, resultFile: join(folder, 'out', 'stress.json'), name: 'stress' },
  ...change,
});

test("on Grafana's machines the script is told its settings by arguments, and no token by anything", async () => {
  const { io, output } = ioWith({ ALLOW_PRODUCTION: 'yes' });
  const outcome = await performRemote(remote(), io);
  const given = await argumentsGiven();
  assert.deepEqual(given.slice(0, 2), ['cloud', 'run']);
  const told = given.filter((_, index) => given[index - 1] === '-e').sort();
  assert.deepEqual(told, [
    'ALLOW_PRODUCTION=yes',
    'AUTH_TOKEN_FROM=cloud',
    'BASE_URL=https://staging.example',
    'ENDPOINTS=health,memory-stats',
    'PERF_ENGINE=k6 v2.3.0 in Grafana Cloud',
    'TIME_SCALE=0.5',
    'USERS_SCALE=0.25',
  ]);
  // The address that the guard looked at, then what stood after --, then the bundle.
  assert.equal(given.at(-4), '--config');
  assert.deepEqual(given.slice(-2), ['--quiet', '/dist/stress.js']);
  const environment = await environmentGiven();
  assert.match(environment, new RegExp(`^K6_CLOUD_TOKEN=${LOGIN}$`, 'm'));
  assert.ok(!environment.includes(TOKEN) && !given.join().includes('canary') && !output().includes('canary'));
  assert.deepEqual(outcome, { exitCode: 0, resultFile: undefined, report: undefined, runUrl: PAGE });
  assert.match(
    output(),
    new RegExp(`^stress in Grafana Cloud: every limit held .*\\nrun: ${PAGE}\\nno result file`, 'm'),
  );
  assert.deepEqual(JSON.parse(await readFile(join(folder, 'out', 'stress.guard.json'), 'utf8')), RECORD);
});

// k6's exit code, and what is said of it.
const CODES: [number, RegExp][] = [
  [99, /a limit was crossed \(k6's exit code 99\)/],
  [97, /aborted before its end: no verdict/],
  [98, /k6 lost sight of the run/],
  [107, /k6 could not run it: no verdict \(k6's exit code 107\)/],
];
for (const [code, said] of CODES) {
  test(`k6's exit code ${code} passes through, in words as well`, async () => {
    const { io, output } = ioWith({ STAND_IN_EXIT: String(code) });
    assert.equal((await performRemote(remote(), io)).exitCode, code);
    assert.match(output(), said);
  });
}

test('what the guard left out stands beside the verdict, and the script is told', async () => {
  const { io, output } = ioWith({});
  const settings = { ...remote().settings, PERF_LEFT_OUT: 'biometric-analyze' };
  const record = { ...RECORD, leftOut: ['biometric-analyze'] };
  await performRemote(remote({ settings, permit: { ...remote().permit, record } }), io);
  assert.match(
    output(),
    /every limit held .*; without biometric-analyze: writing is not allowed in this environment\n/,
  );
  assert.ok((await argumentsGiven()).includes('PERF_LEFT_OUT=biometric-analyze'));
});

test('a target on loopback is refused before k6 starts', async () => {
  await rm(join(folder, 'arguments'), { force: true });
  const { code, output } = await perf(['run', 'smoke', '--target', URL, '--cloud', '--out', 'refused']);
  assert.equal(code, EXIT.guardRefused, output);
  assert.match(output, /^guard: 127\.0\.0\.1 is this machine's loopback .* which other machines do not reach/m);
  assert.ok(!(await readdir(folder)).includes('arguments'));
});

test('with the load from here k6 gets its environment, uploads no archive of it, and leaves a report', async () => {
  const { code, output } = await perf(['run', 'smoke', '--target', URL, '--cloud-local', '--out', 'here']);
  assert.equal(code, 0, output);
  assert.deepEqual(await argumentsGiven(), [
    ...['cloud', 'run', '--local-execution', '--no-archive-upload', '--include-system-env-vars'],
    join(ROOT, 'dist', 'smoke.js'),
  ]);
  const environment = await environmentGiven();
  for (const line of [`AUTH_TOKEN=${TOKEN}`, `BASE_URL=${URL}`, `K6_CLOUD_TOKEN=${LOGIN}`])
    assert.match(environment, new RegExp(`^${line}$`, 'm'));
  assert.doesNotMatch(environment, /AUTH_TOKEN_FROM/);
  assert.match(output, /report: here\/smoke-\d{8}T\d{6}Z\.report\.md/);
  assert.ok(!output.includes(TOKEN));
});

// What is asked for, and why it cannot be had.
const REFUSED: [string[], Record<string, string>, RegExp][] = [
  [['smoke', '--cloud', '--engine', 'local'], {}, /^--cloud: the local runner cannot run in Grafana Cloud/],
  [['smoke', '--cloud-local'], { K6_BIN: '', PATH: '' }, /^--cloud-local: no k6 on the PATH and K6_BIN is not set/],
  [['smoke', '--cloud', '--local-instances', '2'], {}, /cannot be used with option '--local-instances/],
  [['smoke', '--cloud', '--cloud-local'], {}, /cannot be used with option '--cloud-local'/],
  [['page-load', '--cloud'], {}, /^--cloud is not for page-load/],
];
for (const [args, env, said] of REFUSED) {
  test(`refused in one line: ${args.join(' ')}`, async () => {
    const { code, output } = await perf(['run', ...args, '--target', URL], env);
    assert.equal(code, EXIT.badInput, output);
    assert.match(output, new RegExp(said.source, 'm'));
  });
}

test('the page of a run is found in what k6 prints, and nothing else is', () => {
  assert.equal(urlIn('output: https://app.k6.io/runs/77\n'), 'https://app.k6.io/runs/77');
  assert.equal(urlIn('see https://grafana.com/docs/k6/latest/ and http://acme.example/runs/1'), undefined);
});
