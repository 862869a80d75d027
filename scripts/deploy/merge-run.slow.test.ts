// `perf merge --run`: files of another run in the folder neither decide the verdict nor hide that the new run has not come.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { InstanceResult } from 'k6-history/merge/instances';
import type { Thresholds } from '../../thresholds/derive.ts';
import { main } from '../cli.ts';
import { baselineThresholds, drawRequests, writeGenerator } from './generators.fixture.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
let [folder, thresholds]: [string, Thresholds] = ['', {}];
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'merge-run-'));
  thresholds = await baselineThresholds(root);
});
after(() => rm(folder, { recursive: true }));

/** Writes instances into `dir`; each has 20 requests and what `change` says of its record. */
async function instances(dir: string, names: readonly string[], change: object): Promise<string> {
  const path = join(folder, dir);
  await mkdir(path, { recursive: true });
  for (const name of names) await writeGenerator(path, name, drawRequests(1, 20, thresholds), thresholds, change);
  return path;
}

async function merge(...args: string[]) {
  const [out, error]: [string[], string[]] = [[], []];
  const io = {
    ...{ stdout: (text: string) => void out.push(text), stderr: (text: string) => void error.push(text) },
    ...{ isTty: false, cwd: folder, root, env: {}, now: () => new Date('2026-01-31T12:00:00Z') },
  };
  const exitCode = await main(['merge', ...args], io);
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
