// `perf merge --run`: files of another run in the folder neither decide the verdict nor hide that the new run has not come.
import assert from 'node:assert/strict';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { InstanceResult } from 'k6-history/merge/instances';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import type { Thresholds } from '../../thresholds/derive.ts';
import { main } from '../cli.ts';
import type { Io } from '../io.ts';
import { baselineThresholds, drawRequests, writeGenerator } from './generators.fixture.ts';
import { newUploadToken } from './uploads/upload-token.ts';
import { upload } from './uploads/uploader.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = testFolder();
let thresholds: Thresholds = {};
before(async () => {
  thresholds = await baselineThresholds(root);
});

/** Writes instances into `dir`; each has 20 requests and what `change` says of its record. */
async function instances(dir: string, names: readonly string[], change: object): Promise<string> {
  const path = join(folder, dir);
  await mkdir(path, { recursive: true });
  for (const name of names) await writeGenerator(path, name, drawRequests(1, 20, thresholds), thresholds, change);
  return path;
}

const merge = (...args: string[]) => mergeIn({}, ...args);

/** `world`: of what the command sees; each line of its stderr goes to `heard` at once. */
async function mergeIn(world: Partial<Io>, ...args: string[]) {
  const [out, error]: [string[], string[]] = [[], []];
  const io = {
    ...{ stdout: (text: string) => void out.push(text), stderr: (text: string) => void error.push(text) },
    ...{ isTty: false, cwd: folder, root, env: {}, now: () => new Date('2026-01-31T12:00:00Z') },
    ...world,
  };
  const heard = (text: string): void => {
    error.push(text);
    world.stderr?.(text);
  };
  const exitCode = await main(['merge', ...args], { ...io, stderr: heard });
  return { exitCode, stdout: out.join(''), stderr: error.join('') };
}

const resultIn = async (dir: string): Promise<InstanceResult> =>
  JSON.parse(await readFile(join(dir, 'baseline.merged.json'), 'utf8'));

test('files of an earlier run alone give no verdict, however many there are', async () => {
  for (const [dir, change, whose] of [
    ['stale', { id: 'old' }, 'run old'],
    ['nameless', {}, 'a run without an id'],
  ] as const) {
    const path = await instances(dir, ['pod-0', 'pod-1'], change);
    const { exitCode, stdout, stderr } = await merge(path, '--run', 'new', '--expect', '2', '--wait', '1');
    assert.deepEqual([exitCode, stdout], [2, '']);
    assert.match(stderr, new RegExp(`^pod-0: ignored, it is of ${whose}, not of run new$`, 'm'));
    assert.match(stderr, /^waited 1 s: 0 of 2 instances of run new left their files$/m);
    assert.ok(!(await readdir(path)).some((name) => name.includes('merged')));
  }
});

test('of a mixed folder only the run that is named counts', async () => {
  const path = await instances('mixed', ['pod-0', 'pod-1'], { id: 'old' });
  await instances('mixed', ['pod-2', 'pod-3'], { id: 'new' });
  const { stdout, stderr } = await merge(path, '--run', 'new', '--expect', '2', '--wait', '60');
  assert.match(stdout, /merged by histograms/, stderr);
  const { run, metrics } = await resultIn(path);
  assert.deepEqual([run.id, run.instances, metrics.http_reqs?.values.count], ['new', { expected: 2, lost: 0 }, 40]);
});

test('one of two: the other is lost, not replaced by an earlier one', async () => {
  const path = await instances('partial', ['pod-0', 'pod-1'], { id: 'old' });
  await instances('partial', ['pod-2'], { id: 'new' });
  await merge(path, '--run', 'new', '--expect', '2', '--wait', '1');
  assert.deepEqual((await resultIn(path)).run.instances, { expected: 2, lost: 1 });
});

test('a run that has its verdict is not waited for again; its files may be merged again', async () => {
  const path = await instances('twice', ['pod-0'], { id: 'one' });
  const args = [path, '--run', 'one', '--expect', '1'];
  assert.notEqual((await merge(...args, '--wait', '9')).exitCode, 2);
  const again = await merge(...args, '--wait', '9');
  assert.equal(again.exitCode, 2);
  assert.match(again.stderr, /^run one has its verdict already: .*baseline\.merged\.report\.html; expected a new id/);
  assert.notEqual((await merge(...args)).exitCode, 2);
});

const LATER = { startedAt: '2026-01-31T13:00:00.000Z', endedAt: '2026-01-31T13:05:00.000Z' };
test('two starts with one id, and ids that differ, are one line each', async () => {
  const more = await instances('more', ['pod-0', 'pod-1', 'pod-2'], { id: 'x' });
  const apart = await instances('apart', ['pod-0'], { id: 'x' });
  await instances('apart', ['pod-1'], { id: 'x', ...LATER });
  const differ = await instances('differ', ['pod-0'], { id: 'x' });
  await instances('differ', ['pod-1'], { id: 'y' });
  const cases: [string[], RegExp][] = [
    [
      [more, '--run', 'x', '--expect', '2'],
      /^run x: 3 instances left results, 2 were expected: expected the files of one/,
    ],
    [[apart, '--run', 'x', '--expect', '2'], /^run x: one instance had ended before another began/],
    [[differ], /^pod-1: id is "y", the others have "x": expected instances of one run/],
    [[differ, '--expect', '2', '--wait', '9'], /^--wait without --run: files of an earlier run would count/],
  ];
  for (const [args, message] of cases) {
    const { exitCode, stderr } = await merge(...args);
    assert.equal(exitCode, 2);
    assert.match(stderr, message);
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
  }
});

const token = newUploadToken();
/** A collector that takes files, and an uploader for each of `pods`, whose k6 has ended. */
async function collected(dir: string, pods: readonly string[], from: string, expect: number, moving?: AbortController) {
  const sent: Promise<string | undefined>[] = [];
  const stderr = (text: string): void => {
    const [, port] = /^takes files of run new on port (\d+)$/m.exec(text) ?? [];
    if (port === undefined) return;
    const to = { url: `http://127.0.0.1:${port}/runs/new`, token, ended: AbortSignal.abort() };
    for (const name of pods)
      sent.push(upload({ folder: from, name, ...to, everyMs: 50, lastMs: 2000, note: () => {} }));
    Promise.all(sent).then(() => moving?.abort());
  };
  const args = [
    join(folder, dir),
    '--run',
    'new',
    '--expect',
    String(expect),
    '--wait',
    '30',
    '--listen',
    '127.0.0.1:0',
  ];
  const world = { stderr, env: { UPLOAD_TOKEN: token }, ...(moving && { signal: moving.signal }) };
  const result = await mergeIn(world, ...args);
  return { ...result, reasons: await Promise.all(sent) };
}

test('files that come by HTTP are judged as those of a volume; one whose k6 left nothing ends the wait', async () => {
  const from = await instances('pods', ['pod-0', 'pod-1'], { id: 'new' });
  const all = await collected('taken', ['pod-0', 'pod-1'], from, 2);
  assert.deepEqual(all.reasons, [undefined, undefined], all.stderr);
  const { run, metrics } = await resultIn(join(folder, 'taken'));
  assert.deepEqual([run.id, run.instances, metrics.http_reqs?.values.count], ['new', { expected: 2, lost: 0 }, 40]);
  const partly = await collected('lost', ['pod-0', 'pod-9'], from, 2);
  assert.match(partly.stderr, /^pod-9: not waited for any longer: k6 ended without its files$/m);
  assert.deepEqual((await resultIn(join(folder, 'lost'))).run.instances, { expected: 2, lost: 1 });
});

test('a collector that is interrupted judges nothing, and the next one goes on with what came', async () => {
  const from = await instances('moved', ['pod-0', 'pod-1'], { id: 'new' });
  const first = await collected('again', ['pod-0'], from, 2, new AbortController());
  assert.deepEqual([first.exitCode, first.stdout], [EXIT.interrupted, ''], first.stderr);
  assert.match(
    first.stderr,
    /interrupted with \d of 2 instances of run new: nothing is merged; start the command again/,
  );
  assert.ok(!(await readdir(join(folder, 'again'))).some((name) => name.includes('merged')));
  const second = await collected('again', ['pod-1'], from, 2);
  assert.match(second.stdout, /merged by histograms/, second.stderr);
  assert.deepEqual((await resultIn(join(folder, 'again'))).run.instances, { expected: 2, lost: 0 });
});

test('taking files needs a token, a time and a number', async () => {
  const args = [join(folder, 'none'), '--run', 'x', '--listen', '127.0.0.1:0'];
  assert.match((await merge(...args)).stderr, /^--listen needs --wait and --expect: how long/);
  assert.match((await merge(...args, '--wait', '9', '--expect', '1')).stderr, /^UPLOAD_TOKEN is missing or malformed/);
  assert.match((await merge(...[...args.slice(0, 4), 'pod'])).stderr, /read "pod", expected HOST:PORT or :PORT/);
});
