// A run on the user's own k6: a stand-in for it notes its arguments and environment and leaves a summary.
import assert from 'node:assert/strict';
import { chmod, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { testServer } from 'k6-kit/server.fixture';
import { failureLine } from '../../lib/failure-sample.ts';
import { perf as perfIn, ROOT } from '../perf.fixture.ts';
import { freeResult } from './outcome.ts';

/** Answers the guard; the stand-in sends nothing. */
const { url: URL, close } = await testServer((_question, answer) => answer.end());
after(close);
const TOKEN = 'canary-7f3a';
const SUMMARY = {
  run: {},
  root_group: { name: '', path: '', id: '', groups: [], checks: [] },
  options: { summaryTrendStats: ['count', 'avg', 'p(95)'], summaryTimeUnit: '', noColor: false },
  state: { isStdOutTTY: false, isStdErrTTY: false, testRunDurationMs: 1000 },
  metrics: {
    iterations: { type: 'counter', contains: 'default', values: { count: 5, rate: 5 } },
    http_reqs: {
      type: 'counter',
      contains: 'default',
      values: { count: 5, rate: 5 },
      thresholds: { 'count>0': { ok: true } },
    },
  },
};

const folder = testFolder();
before(async () => {
  await writeFile(join(folder, 'summary.json'), JSON.stringify(SUMMARY));
  const script = `#!/bin/sh
if [ "$1" = version ]; then echo "k6 v2.3.0 (go, linux/amd64)"; exit 0; fi
printf '%s\\n' "$@" > "${folder}/arguments"
env > "${folder}/environment"
[ -z "$K6_STAND_IN_LOG" ] || printf '%s\\n' "$K6_STAND_IN_LOG" > "$K6_CONSOLE_OUTPUT"
[ -n "$K6_STAND_IN_NO_SUMMARY" ] || cp "${folder}/summary.json" "$RESULT_FILE"
exit "\${K6_STAND_IN_EXIT:-0}"
`;
  await writeFile(join(folder, 'k6'), script);
  await chmod(join(folder, 'k6'), 0o755);
});

/** In this process: starting another one, and the compiler in it, takes longer than all of the command. */
/** A second for each run: they are named by it. */
let runs = 0;
function perf(args: string[], env: Record<string, string> = {}) {
  const now = new Date(Date.UTC(2026, 0, 31, 12, 0, runs++));
  const given = { PATH: process.env.PATH, K6_BIN: join(folder, 'k6'), AUTH_TOKEN: TOKEN, ...env };
  return perfIn(args, { cwd: folder, now: () => now, env: given });
}

const smoke = () => ['run', 'smoke', '--target', URL, '--out', 'out', '--', '--out', 'json=points.json'];

test('k6 gets the bundle, the arguments after -- and its settings by the environment, never the token as an argument', async () => {
  const { code, output } = await perf(smoke());
  assert.equal(code, 0, output);
  const given = (await readFile(join(folder, 'arguments'), 'utf8')).trim().split('\n');
  assert.deepEqual(given, ['run', '--out', 'json=points.json', join(ROOT, 'dist', 'smoke.js')]);
  const environment = await readFile(join(folder, 'environment'), 'utf8');
  for (const line of [
    `BASE_URL=${URL}`,
    'PERF_ENGINE=k6 v2.3.0',
    'K6_NEW_MACHINE_READABLE_SUMMARY=false',
    'K6_NO_USAGE_REPORT=true',
    `AUTH_TOKEN=${TOKEN}`,
  ]) {
    assert.match(environment, new RegExp(`^${line}$`, 'm'));
  }
  assert.match(output, /smoke on http:\/\/127\.0\.0\.1:\d+ by k6 v2\.3\.0/);
  assert.match(output, /report: out\/smoke-\d{8}T\d{6}Z\.report\.md/);
  assert.ok(!output.includes(TOKEN) && !given.join().includes(TOKEN));
});

test("k6's dashboard, where it is asked for, has a page for each run", async () => {
  const { code, output } = await perf(smoke(), { K6_WEB_DASHBOARD: 'true' });
  assert.equal(code, 0, output);
  const environment = await readFile(join(folder, 'environment'), 'utf8');
  assert.match(environment, /^K6_WEB_DASHBOARD_EXPORT=.*\/out\/smoke-\d{8}T\d{6}Z\.dashboard\.html$/m);
});

test('a variable of k6 that makes it another test is noted in the result, without its value', async () => {
  const { code, output } = await perf(smoke(), { K6_SYSTEM_TAGS: 'canary' });
  assert.equal(code, 0, output);
  assert.match(output, /K6_SYSTEM_TAGS was set and could have changed what is judged: not the test as written/);
  const results = (await readdir(join(folder, 'out'))).filter((name) => /^smoke-\d{8}T\d{6}Z\.json$/.test(name)).sort();
  const text = await readFile(join(folder, 'out', results.at(-1)!), 'utf8');
  assert.match(text, /K6_SYSTEM_TAGS was set/);
  assert.doesNotMatch(text, /canary/);
});

test("k6's exit code passes through, and the report is written all the same", async () => {
  const { code, output } = await perf(smoke(), { K6_STAND_IN_EXIT: '99' });
  assert.equal(code, 99);
  assert.match(output, /\.report\.html/);
});

test('a run takes a result file that no earlier one has, in the same second too', async () => {
  const stem = join(folder, 'taken-20260131T120000Z');
  assert.equal(freeResult(stem), `${stem}.json`);
  for (const name of ['', '-2']) await writeFile(`${stem}${name}.json`, '{}');
  assert.equal(freeResult(stem), `${stem}-3.json`);
});

test('a k6 that ends without a summary is said so, with its code', async () => {
  const { code, output } = await perf(smoke(), { K6_STAND_IN_EXIT: '107', K6_STAND_IN_NO_SUMMARY: '1' });
  assert.equal(code, 107);
  assert.match(output, /k6 v2\.3\.0 ended with 107 and wrote no summary/);
});

test('a sample of each kind of failure comes from the console lines of k6 into the result; other lines stay in sight', async () => {
  const sample = failureLine({ endpoint: 'home', status: '503', code: '1503', atS: 2, message: 'busy' });
  const log = `time="t" level=warning msg="${sample}" source=console\ntime="t" level=info msg="hello" source=console`;
  const { code, output } = await perf(smoke(), { K6_STAND_IN_LOG: log });
  assert.equal(code, 0, output);
  assert.match(output, /msg="hello"/);
  assert.doesNotMatch(output, /failure sample/);
  const results = (await readdir(join(folder, 'out'))).filter((name) => /^smoke-\d{8}T\d{6}Z\.json$/.test(name)).sort();
  const { run } = JSON.parse(await readFile(join(folder, 'out', results.at(-1)!), 'utf8'));
  assert.deepEqual(run.failureSamples, [
    { endpoint: 'home', status: '503', code: '1503', atS: 2, message: 'busy', users: 1 },
  ]);
  assert.ok(!(await readdir(join(folder, 'out'))).some((name) => name.endsWith('.console.log')));
});
