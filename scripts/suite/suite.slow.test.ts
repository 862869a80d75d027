// A suite from its list to its report, with a program in k6's place that leaves prepared results.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { runOf } from 'k6-history/read-run';
import { toLine } from 'k6-history/store/exchange';
import { EXIT } from 'k6-kit/exit-codes';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { perf } from '../perf.fixture.ts';
import { RUNS } from '../report/runs.fixture.ts';
import { type ResultOptions, suiteResult } from '../report/suite-result.fixture.ts';
import { type StandIn, type StandInRun, standInK6 } from '../run/stand-in-k6.fixture.ts';
import { startTarget, type Target } from '../target/start.ts';
import type { SuiteRecord } from './record.ts';

const run = (name: string, exitCode: number): StandInRun => ({ result: RUNS[name]?.(), exitCode });
const SMOKE = run('smoke-passed', 0);
const GOOD = run('baseline-passed', 0);
const BAD = run('baseline-failed', 99);

let folder = '';
let target: Target;
/** For each describe of its own: a hook of the file would run around the tests of every file in its group. */
async function begin(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'suite-'));
  target = await startTarget({});
  await configure(target.url);
}

async function end(): Promise<void> {
  await target.close();
  await rm(folder, { recursive: true });
}

function configure(baseUrl: string | undefined, host = '127.0.0.1', scale?: { users: number }): Promise<void> {
  const caps = { vus: 2000, ratePerS: 5000, minutes: 90 };
  const lab = { ...(baseUrl && { baseUrl }), hosts: [host], caps, writes: true, ...(scale && { scale }) };
  const nightly = { environment: 'lab', tests: [{ type: 'smoke', gate: true }, { type: 'baseline' }] };
  const config = {
    environments: { lab },
    suites: { nightly, lost: { environment: 'moon', tests: [{ type: 'smoke' }] } },
  };
  return writeFile(join(folder, 'perf.config.ts'), `export default ${JSON.stringify(config)};\n`);
}

const suite = (args: string[], k6?: StandIn, env: Record<string, string> = {}) =>
  perf(['suite', ...args], {
    env: { PATH: process.env.PATH, AUTH_TOKEN: target.token, ...(k6 && { K6_BIN: k6.path }), ...env },
    cwd: folder,
  });

async function nightly(runs: Record<string, StandInRun[]>, args: string[] = [], env: Record<string, string> = {}) {
  const k6 = await standInK6(folder, runs);
  const { code, out, err } = await suite(['nightly', '--json', ...args], k6, env);
  const record = out === '' ? undefined : (JSON.parse(out) as SuiteRecord);
  const bundles = (await k6.runs()).map((line) => /(\w+)\.js$/.exec(line)?.[1]);
  return { code, record, err, bundles, states: record?.tests.map(({ state }) => state) };
}

async function report(): Promise<string> {
  const files = await readdir(join(folder, 'results'));
  return readFile(join(folder, 'results', files.find((name) => name.endsWith('.suite.md')) ?? ''), 'utf8');
}

describe('a suite', () => {
  beforeEach(begin);
  afterEach(end);

  it('whose tests all pass is green, with one report', async () => {
    const { code, states, err } = await nightly({ smoke: [SMOKE], baseline: [GOOD] });
    assert.equal(code, EXIT.passed, err);
    assert.deepEqual(states, ['passed', 'passed']);
    assert.match(await report(), /^# GREEN: suite nightly\n\nAll 2 tests passed\./);
    assert.ok(!(await readdir(join(folder, 'results'))).some((name) => name.endsWith('.state.json')));
  });

  it('in a scaled environment says so, and is not resumed at another scale', async () => {
    await configure(target.url, '127.0.0.1', { users: 0.25 });
    const { record, err } = await nightly({ smoke: [SMOKE], baseline: [GOOD] });
    assert.equal(record?.scale, 'users x 0.25 (environment lab)', err);
    assert.match(await report(), /, users x 0\.25 \\?\(environment lab\\?\)\. From/);
    const state = { ...record, tests: record.tests.map((entry) => ({ ...entry, state: 'open', attempts: [] })) };
    await writeFile(join(folder, 'results', 'suite-nightly.state.json'), JSON.stringify(state));
    await configure(target.url);
    const odd = await suite(['nightly', '--resume'], undefined, { USERS_SCALE: 'x' });
    assert.equal(odd.code, EXIT.badInput, odd.err);
    assert.match(odd.err, /^USERS_SCALE reads "x": expected a factor/);
    const resumed = await nightly({ smoke: [SMOKE], baseline: [GOOD] }, ['--resume']);
    assert.equal(resumed.code, EXIT.badInput);
    assert.match(resumed.err, /the unfinished run was .* users x 0\.25 \(environment lab\) .*, this one is /);
  });

  it('repeats a test that crossed a limit once; failing twice is red, and both results are shown', async () => {
    const { code, states, bundles } = await nightly({ smoke: [SMOKE], baseline: [BAD] });
    assert.equal(code, EXIT.thresholds);
    assert.deepEqual(states, ['passed', 'failed']);
    assert.deepEqual(bundles, ['smoke', 'baseline', 'baseline']);
    const text = await report();
    assert.match(text, /^# RED: suite nightly\n\nNot passed: baseline\./);
    assert.equal(text.match(/^\| baseline \| failed \| [12] \| FAILED baseline/gm)?.length, 2);
  });

  it('that passes when repeated is green, and says that it was unsteady', async () => {
    const { code, states } = await nightly({ smoke: [SMOKE], baseline: [BAD, GOOD] });
    assert.equal(code, EXIT.passed);
    assert.deepEqual(states, ['passed', 'unsteady']);
    assert.match(await report(), /\| baseline \| unsteady \| 1 \| FAILED.*\n\| baseline \| unsteady \| 2 \| PASSED/);
  });

  it('stops where its gate fails: the rest is skipped', async () => {
    const { code, states, bundles } = await nightly({ smoke: [run('smoke-failed', 99)], baseline: [GOOD] });
    assert.equal(code, EXIT.thresholds);
    assert.deepEqual(states, ['failed', 'skipped']);
    assert.deepEqual(bundles, ['smoke', 'smoke']);
  });

  it('does not repeat a run that is not usable: it would not say more', async () => {
    const spoilt = RUNS['baseline-passed']!();
    spoilt.state.testRunDurationMs /= 10;
    const { code, states, bundles } = await nightly({ smoke: [SMOKE], baseline: [{ result: spoilt, exitCode: 0 }] });
    assert.equal(bundles.length, 2);
    assert.deepEqual([code, states?.[1]], [EXIT.discarded, 'discarded']);
  });

  it('is not green by a run of which no limit could be judged', async () => {
    const unjudged = RUNS['baseline-passed']!();
    for (const metric of Object.values(unjudged.metrics)) delete metric.thresholds;
    const { code, states } = await nightly({ smoke: [SMOKE], baseline: [{ result: unjudged, exitCode: 0 }] });
    assert.deepEqual([code, states], [EXIT.discarded, ['passed', 'discarded']]);
  });

  for (const [how, exitCode, code, message] of [
    [
      'an engine was lost',
      255,
      EXIT.badInput,
      /baseline: the engine ended with 255: expected a complete run; --resume/,
    ],
    ['it was interrupted', 105, EXIT.interrupted, /suite: interrupted at baseline: --resume/],
  ] as const) {
    it(`goes on with --resume where ${how}: what has passed is not run again`, async () => {
      const k6 = await standInK6(folder, { smoke: [SMOKE], baseline: [{ result: undefined, exitCode }, GOOD] });
      const first = await suite(['nightly'], k6);
      assert.equal(first.code, code);
      assert.match(first.err, message);
      const refused = await suite(['nightly'], k6);
      assert.match(refused.err, /suite nightly has an unfinished run since .*: expected --resume .* or --restart/);
      assert.equal((await suite(['nightly', '--resume'], k6)).code, EXIT.passed);
      assert.deepEqual(
        (await k6.runs()).map((line) => /(\w+)\.js$/.exec(line)?.[1]),
        ['smoke', 'baseline', 'baseline'],
      );
    });
  }

  it('puts one summary together for GitHub: its own report, then those of its tests', async () => {
    const summary = join(folder, 'summary.md');
    await nightly({ smoke: [SMOKE], baseline: [BAD] }, [], { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary });
    const text = await readFile(summary, 'utf8');
    assert.match(text, /^# RED: suite nightly/);
    assert.equal(text.match(/^## (?:PASSED|FAILED): /gm)?.length, 2);
  });
});

describe('a suite without a place to run is refused by name (2), and nothing is sent', () => {
  beforeEach(begin);
  afterEach(end);

  const refused = async (name: string, message: RegExp) => {
    const { code, err } = await suite([name]);
    assert.equal(code, EXIT.badInput);
    assert.match(err, message);
    assert.equal(err.trim().split('\n').length, 1, err);
    assert.equal(target.stats().total.requests, 0);
  };
  it('an unknown suite', () => refused('daily', /suite reads "daily": expected one of nightly, lost/));
  it('a missing environment', () => refused('lost', /suite lost: the environment moon is not in perf\.config\.ts/));
  it('an environment without a base URL', async () => {
    await configure(undefined);
    await refused('nightly', /the environment lab has no baseUrl/);
  });
  for (const host of ['staging.example.com', 'x.example', 'EXAMPLE.org.', 'api.test', 'nobody.invalid']) {
    it(`the placeholder ${host}`, async () => {
      await configure(`https://${host}`, 'staging.example.com');
      await refused('nightly', /the environment lab has the placeholder host/);
    });
  }
});

describe('the history of a suite', () => {
  beforeEach(begin);
  afterEach(end);

  const BASELINE = {
    type: 'baseline',
    stages: [
      { phase: 'ramp', durationS: 30, from: 0, to: 50, windows: 3 },
      { phase: 'hold', durationS: 60, from: 50, to: 50, windows: 6 },
    ],
  } as const satisfies ResultOptions;
  const night = (day: number, factor: number) =>
    suiteResult({
      ...BASELINE,
      // A percent up and down from night to night.
      slowdown: () => factor * (1 + (day % 3) / 100),
      // As `perf run` notes it of the reference target, whose port is another one each night.
      run: { startedAt: new Date(Date.UTC(2026, 0, 1 + day)).toISOString(), targetBuilds: ['one'] },
    });
  const linesOf = (factors: number[]) =>
    factors.map((factor, day) => toLine(runOf(parseSummary('night.json', night(day, factor), [])))).join('');

  it('has each of its runs, and a latency that stands on a higher level is a regression (6)', async () => {
    const file = join(folder, 'history.ndjson');
    await writeFile(file, linesOf([...Array(9).fill(0.8), ...Array(5).fill(0.9)]));
    const tonight = { result: night(14, 0.9), exitCode: 0 };
    const { code, record, err } = await nightly({ smoke: [SMOKE], baseline: [tonight] }, ['--history', file]);
    assert.equal(code, EXIT.regression, err);
    assert.match(record?.regressions?.join('\n') ?? '', /baseline, whole run, .* % slower\) since baseline-20260110/);
    assert.equal((await readFile(file, 'utf8')).trim().split('\n').length, 14 + 2);
    assert.match(await report(), /^# SLOWER/);
  });

  it('of steady nights has none, and begins by itself', async () => {
    const file = join(folder, 'steady.ndjson');
    await writeFile(file, linesOf(Array(14).fill(0.9)));
    const tonight = { result: night(14, 0.9), exitCode: 0 };
    const steady = await nightly({ smoke: [SMOKE], baseline: [tonight] }, ['--history', file]);
    assert.deepEqual([steady.code, steady.record?.regressions], [EXIT.passed, []]);
    const first = await nightly({ smoke: [SMOKE], baseline: [tonight] }, [
      '--history',
      join(folder, 'new', 'h.ndjson'),
    ]);
    assert.equal(first.code, EXIT.passed, first.err);
    assert.equal((await readFile(join(folder, 'new', 'h.ndjson'), 'utf8')).trim().split('\n').length, 2);
  });
});
