// The drill from checklist to verdict, with a program in k6's place that leaves prepared results.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import type { Keyboard } from 'k6-kit/keyboard';
import { perf } from '../perf.fixture.ts';
import { RUNS } from '../report/runs.fixture.ts';
import { type StandIn, standInK6 } from '../run/stand-in-k6.fixture.ts';
import { startTarget, type Target } from '../target/start.ts';
import type { DrillRecord } from './record.ts';

const CANARY = 'canary-77e0';
const PASSED = {
  smoke: [{ result: RUNS['smoke-passed']?.(), exitCode: 0 }],
  spike: [{ result: RUNS['spike-passed']?.(), exitCode: 0 }],
};
const FAILED = { ...PASSED, spike: [{ result: RUNS['spike-failed']?.(), exitCode: 99 }] };

let folder = '';
let target: Target;
/** For each describe of its own: a hook of the file would run around the tests of every file in its group. */
async function begin(): Promise<void> {
  folder = await mkdtemp(join(tmpdir(), 'drill-'));
  target = await startTarget({ token: CANARY });
}

async function end(): Promise<void> {
  await target.close();
  await rm(folder, { recursive: true });
}

interface Change {
  k6?: StandIn;
  env?: Record<string, string>;
  keyboard?: Keyboard;
  url?: string;
}

const drill = (args: string[], { k6, env = {}, keyboard, url = target.url }: Change = {}) =>
  perf(['drill', 'spike', '--target', url, '--release', '2.4.0', ...args], {
    env: { PATH: process.env.PATH, AUTH_TOKEN: CANARY, ...(k6 && { K6_BIN: k6.path }), ...env },
    cwd: folder,
    ...(keyboard && { keyboard }),
  });

async function records(): Promise<DrillRecord[]> {
  const names = (await readdir(join(folder, 'results')).catch(() => [])).filter((name) => name.endsWith('.drill.json'));
  return Promise.all(
    names.sort().map(async (name) => JSON.parse(await readFile(join(folder, 'results', name), 'utf8'))),
  );
}

const ALL = ['--confirm', 'all=Ann'];

describe('a drill', () => {
  beforeEach(begin);
  afterEach(end);

  it('of a system that recovers ends with go (0), a report to sign, and no state', async () => {
    const k6 = await standInK6(folder, PASSED);
    const { code, out } = await drill([...ALL, '--tested-by', 'Ann', '--note', 'cache was | cold'], { k6 });
    assert.equal(code, EXIT.passed, out);
    assert.match(out, /\nGO for release 2\.4\.0\n/);
    const files = await readdir(join(folder, 'results'));
    assert.ok(!files.some((name) => name.endsWith('.state.json')));
    const report = await readFile(
      join(folder, 'results', files.find((name) => name.endsWith('.drill.md')) ?? ''),
      'utf8',
    );
    assert.match(report, /^# GO: spike drill of release 2\.4\.0/);
    assert.match(report, /\| back up the database \| ok \| done, a person says \| Ann \|/);
    assert.match(report, /\| Tested by \| Ann \|\n\| Reviewed by \| {2}\|/);
    assert.match(report, /cache was \\\| cold/);
    const [record] = await records();
    assert.ok(record);
    for (const { id, startedAt, endedAt } of record.steps) assert.ok(startedAt <= endedAt && startedAt !== '', id);
    assert.deepEqual(
      record.steps.map(({ id }) => id),
      [
        ...['target-health', 'token', 'clock', 'open-files', 'ports', 'cores', 'busy', 'memory', 'monitoring'],
        ...['backup-database', 'clear-caches', 'restart-services', 'notify-team', 'smoke', 'spike'],
      ],
    );
    assert.match((await k6.runs()).join('\n'), /smoke\.js\n.*--address 127\.0\.0\.1:\d+ --quiet .*spike\.js/);
  });

  it('of a system that recovers too slowly ends with no-go (99) and names the time', async () => {
    const { code, out } = await drill(ALL, { k6: await standInK6(folder, FAILED) });
    assert.equal(code, EXIT.thresholds, out);
    assert.match(out, /NO-GO for release 2\.4\.0/);
    // Slow until 84 s, 24 s after the spike; windows are 2 s wide.
    assert.match(out, /the system recovered 24 s after the spike; 10 s are allowed, measured to 2 s/);
    const [record] = await records();
    assert.equal(record?.figures?.recoveredAfterS, 24);
    assert.ok((record?.findings.length ?? 0) > 0 && (record?.nextSteps.length ?? 0) > 1);
  });

  it('whose durations are scaled is a rehearsal: no go, in title, record and exit code', async () => {
    const { code, out } = await drill([...ALL, '--time-scale', '0.1'], { k6: await standInK6(folder, PASSED) });
    assert.equal(code, EXIT.thresholds, out);
    assert.match(out, /^NO-GO \(rehearsal\) for release 2\.4\.0$/m);
    const [record] = await records();
    assert.equal(record?.verdict?.outcome, 'no-go');
    assert.equal(record?.verdict?.reasons.at(-1), 'a rehearsal (durations x 0.1) is never a go');
    const [name = ''] = (await readdir(join(folder, 'results'))).filter((file) => file.endsWith('.drill.md'));
    assert.match(await readFile(join(folder, 'results', name), 'utf8'), /^# NO-GO \(rehearsal\): spike drill/);
  });

  it('whose generator was at its end is no go, although every limit held', async () => {
    const tired = RUNS['spike-passed']!();
    tired.state.generator = { reasons: ['the thread that runs the VUs was busy for 97 % of 1 s'] };
    const k6 = await standInK6(folder, { ...PASSED, spike: [{ result: tired, exitCode: 0 }] });
    const { code, out } = await drill([...ALL, '--json'], { k6 });
    assert.equal(code, EXIT.thresholds);
    const { verdict } = JSON.parse(out) as DrillRecord;
    assert.equal(verdict?.outcome, 'no-go');
    assert.match(verdict?.reasons.join('\n') ?? '', /limits held.*not reliable enough: the thread .* busy for 97 %/s);
  });

  it('is compared with the last one like it', async () => {
    await drill(ALL, { k6: await standInK6(folder, PASSED) });
    await new Promise((resolve) => setTimeout(resolve, 1100));
    const { out } = await drill(ALL, { k6: await standInK6(folder, FAILED) });
    assert.match(out, /last drill: release 2\.4\.0, .*, go\n/);
    assert.match(out, /recovery: 24 s, before 0 s/);
    assert.match(out, /p95 in the spike: [\d,.]+ ms, before [\d,.]+ ms/);
  });

  it('prints its record alone with --json', async () => {
    const { code, out } = await drill([...ALL, '--json'], { k6: await standInK6(folder, PASSED) });
    assert.equal(code, EXIT.passed);
    assert.equal((JSON.parse(out) as DrillRecord).verdict?.outcome, 'go');
  });

  it('tells GitHub once, as a whole', async () => {
    const summary = join(folder, 'summary.md');
    const env = { GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary };
    await drill(ALL, { k6: await standInK6(folder, FAILED), env });
    const text = await readFile(summary, 'utf8');
    assert.equal(text.match(/^# /gm)?.length, 1);
    assert.match(text, /^# NO-GO/);
  });

  it('does not load a system whose smoke test fails: no-go', async () => {
    const smoke = [{ result: RUNS['smoke-failed']?.(), exitCode: 99 }];
    const k6 = await standInK6(folder, { ...PASSED, smoke });
    const { code, out } = await drill(ALL, { k6 });
    assert.equal(code, EXIT.thresholds);
    assert.match(out, /the smoke test did not pass: FAILED smoke/);
    assert.equal((await k6.runs()).length, 1);
  });
});

describe('a drill stops before any load (2) in one line', () => {
  beforeEach(begin);
  afterEach(end);

  const stops = async (args: string[], message: RegExp, change: Change = {}) => {
    const k6 = await standInK6(folder, PASSED);
    const { code, err } = await drill(args, { k6, ...change });
    assert.equal(code, EXIT.badInput, err);
    assert.match(err, message);
    assert.equal(err.trim().split('\n').length, 1, err);
    assert.deepEqual(await k6.runs(), []);
  };

  it('when the target is not well', async () => {
    await target.close();
    target = await startTarget({ token: CANARY, faults: ['endpoint=health,error=100%,status=503'] });
    await stops(ALL, /target health: \/api\/health answers 503/);
    const [home] = [target.stats().endpoints.home];
    assert.equal(home?.requests ?? 0, 0);
  });

  it('when the target does not answer at all', async () => {
    await stops(ALL, /target health: \/api\/health does not answer/, { url: 'http://127.0.0.1:1' });
  });

  it('and may begin again without a word, since nothing was done', async () => {
    await stops(ALL, /target health/, { url: 'http://127.0.0.1:1' });
    const { code, out } = await drill(ALL, { k6: await standInK6(folder, PASSED) });
    assert.equal(code, EXIT.passed, out);
  });

  it('when the token is not the right one', async () => {
    await stops(ALL, /token: \/api\/memory\/stats answers 401: expected a valid token/, {
      env: { AUTH_TOKEN: 'other' },
    });
  });

  it('when monitoring is named and does not answer', async () => {
    await stops(ALL, /monitoring: 127\.0\.0\.1:1 does not answer/, {
      env: { METRICS_URLS: 'http://127.0.0.1:1/metrics' },
    });
  });

  it('when nobody confirmed a step: all of them are named', () =>
    stops(['--confirm', 'clear-caches=Ann'], /nobody has confirmed backup-database, restart-services, notify-team:/));

  it('when a step is confirmed that is none', () =>
    stops(['--confirm', 'tea=Ann'], /--confirm reads "tea=Ann": expected/));

  it('when the person at the keyboard says no', async () => {
    const asked: string[] = [];
    const keyboard: Keyboard = {
      ask: async (question) => {
        asked.push(question);
        return asked.length === 1 ? 'Ann' : '';
      },
      listen: () => () => {},
    };
    await stops([], /clear the caches: nobody says that it is done/, { keyboard });
    assert.match(asked[0] ?? '', /^back up the database: done\?/);
  });

  it('when a command of the configuration fails; the token is neither its to see nor in what it printed', async () => {
    await configure({
      backup: { title: 'back up', command: ['sh', '-c', `echo "key ${CANARY} [$AUTH_TOKEN]"; exit 3`] },
    });
    await stops([], /back up: sh ended with 3: key \[token\] \[\]; nothing was loaded/);
  });
});

function configure(steps: Record<string, unknown>): Promise<void> {
  const config = { environments: {}, drill: { steps } };
  return writeFile(join(folder, 'perf.config.ts'), `export default ${JSON.stringify(config)};\n`);
}

describe('an unfinished drill', () => {
  beforeEach(begin);
  afterEach(end);

  /** The backup is done, then the engine is lost in the middle. */
  async function lose(): Promise<StandIn> {
    await configure({ backup: { title: 'back up', command: ['sh', '-c', 'echo x >> backups'] } });
    const k6 = await standInK6(folder, { ...PASSED, spike: [{ result: undefined, exitCode: 255 }, ...PASSED.spike] });
    const { code, err } = await drill([], { k6 });
    assert.equal(code, EXIT.badInput, err);
    assert.match(err, /the engine ended with 255 before its time/);
    return k6;
  }
  const backups = async () => (await readFile(join(folder, 'backups'), 'utf8')).trim().split('\n').length;

  it('goes on with --resume: what was done is not done again, what was looked at is', async () => {
    const k6 = await lose();
    const { code, out } = await drill(['--resume'], { k6 });
    assert.equal(code, EXIT.passed, out);
    assert.match(out, /ok +back up: .*\(done before\)/);
    assert.match(out, /ok +target health: [^(]*\n/);
    assert.equal(await backups(), 1);
    const bundles = (await k6.runs()).map((line) => /(\w+)\.js$/.exec(line)?.[1]);
    assert.deepEqual(bundles, ['smoke', 'spike', 'spike']);
  });

  it('is not silently forgotten, and begins anew with --restart', async () => {
    const k6 = await lose();
    const { code, err } = await drill([], { k6 });
    assert.equal(code, EXIT.badInput);
    assert.match(err, /release 2\.4\.0 has an unfinished drill since .*: expected --resume .* or --restart/);
    assert.equal((await drill(['--restart'], { k6 })).code, EXIT.passed);
    assert.equal(await backups(), 2);
  });

  it('is not resumed on another target', async () => {
    const k6 = await lose();
    const other = await startTarget({ token: CANARY });
    try {
      const { code, err } = await drill(['--resume'], { k6, url: other.url });
      assert.equal(code, EXIT.badInput);
      assert.match(err, /the unfinished drill was on http/);
    } finally {
      await other.close();
    }
  });

  it('with a damaged state is told so', async () => {
    await lose();
    const [name = ''] = (await readdir(join(folder, 'results'))).filter((file) => file.endsWith('.state.json'));
    await writeFile(join(folder, 'results', name), '{"schema":1');
    const { code, err } = await drill(['--resume'], { k6: await standInK6(folder, PASSED) });
    assert.equal(code, EXIT.badInput);
    assert.match(err, /is not a state of a drill/);
  });
});

describe('a drill and its token', () => {
  beforeEach(begin);
  afterEach(end);

  it('the token is in no file and no output of a drill', async () => {
    const { out, err } = await drill([...ALL, '--note', `seen ${CANARY}`], { k6: await standInK6(folder, FAILED) });
    const files = await readdir(join(folder, 'results'));
    const texts = await Promise.all(files.map((name) => readFile(join(folder, 'results', name), 'utf8')));
    assert.ok(files.length >= 6);
    assert.ok(![out, err, ...texts].join('').includes(CANARY));
  });
});
