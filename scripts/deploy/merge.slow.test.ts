// `perf merge` by histograms: as many generators as one likes come to the figures of one run; what does not fit together is one line.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { SummaryMetric } from 'k6-format/summary';
import type { InstanceResult } from 'k6-history/merge/instances';
import { HALF_STEP, MAX_HISTOGRAM_BYTES, RELATIVE_ERROR } from 'k6-local/histograms';
import type { Thresholds } from '../../thresholds/derive.ts';
import { perf, ROOT } from '../perf.fixture.ts';
import { baselineThresholds, drawRequests, type Request, writeGenerator } from './generators.fixture.ts';

const REQUESTS = 4000;

let [folder, thresholds, requests]: [string, Thresholds, Request[]] = ['', {}, []];
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'merge-'));
  thresholds = await baselineThresholds(ROOT);
  requests = drawRequests(1, REQUESTS, thresholds);
});
after(() => rm(folder, { recursive: true }));

/** A folder with `of` generators that share the requests; leaves out those that `isThere` says are not there. */
async function generators(name: string, of: number, isThere = (_index: number): boolean => true): Promise<string> {
  const dir = join(folder, name);
  await mkdir(dir);
  for (let index = 0; index < of; index += 1) {
    const own = requests.filter((_, at) => at % of === index);
    if (isThere(index)) await writeGenerator(dir, `pod-${index}`, own, thresholds);
  }
  return dir;
}

async function merge(...args: string[]) {
  const world = { cwd: folder, now: () => new Date('2026-01-31T12:00:00Z') };
  const { code, out, err } = await perf(['merge', ...args], world);
  return { exitCode: code, stdout: out, stderr: err };
}

async function mergedIn(dir: string): Promise<InstanceResult> {
  return JSON.parse(await readFile(join(dir, 'baseline.merged.json'), 'utf8')) as InstanceResult;
}

test('one, two, four and eight generators: the same counts, limits, percentiles and exit code; all in the precision of one run', async () => {
  const results: { exitCode: number; metrics: Record<string, SummaryMetric> }[] = [];
  for (const count of [1, 2, 4, 8]) {
    const dir = await generators(`of-${count}`, count);
    const { exitCode, stdout, stderr } = await merge(dir, '--expect', String(count));
    assert.match(stdout, /merged by histograms/, stderr);
    results.push({ exitCode, metrics: (await mergedIn(dir)).metrics });
  }
  const [one, ...others] = results as [(typeof results)[0], ...typeof results];
  assert.ok(Object.keys(one.metrics).length > 400);
  assert.equal(one.metrics.http_reqs?.values.count, REQUESTS);
  // The figures of one run, each taken from all of its samples.
  const exact = JSON.parse(await readFile(join(folder, 'of-1', 'pod-0.json'), 'utf8')) as InstanceResult;
  const judged = Object.values(one.metrics).flatMap(({ thresholds: limits }) => Object.values(limits ?? {}));
  assert.ok(judged.some(({ ok }) => ok));
  for (const { exitCode, metrics } of [one, ...others]) {
    assert.equal(exitCode, one.exitCode);
    for (const [key, { type, values, thresholds: limits }] of Object.entries(one.metrics)) {
      const [mine, whole] = [metrics[key], exact.metrics[key]];
      assert.deepEqual(mine?.thresholds, limits, key);
      for (const [stat, value] of Object.entries(values)) {
        const is = mine?.values[stat] ?? Number.NaN;
        const near = (wanted: number, share: number): boolean => Math.abs(is - wanted) <= share * Math.max(1, wanted);
        // Averages have sums of other orders: their last digits differ. All else is the same to the bit.
        assert.ok(stat === 'avg' ? near(value, 1e-12) : is === value, `${key} ${stat}: ${is} for ${value}`);
        const wanted = whole?.values[stat] ?? 0;
        const allowed = Math.max(HALF_STEP, wanted * RELATIVE_ERROR) * 1.000001;
        assert.ok(
          type === 'trend' ? Math.abs(is - wanted) <= allowed : is === wanted,
          `${key} ${stat}: ${is}, ${wanted}`,
        );
      }
    }
  }
  const report = await readFile(join(folder, 'of-8', 'baseline.merged.report.md'), 'utf8');
  assert.match(report, /merged from the histograms of 8 load generators: counts are exact, percentiles within 0\.05 %/);
});

test('merged histograms are merged again, and come to the same', async () => {
  const dir = await generators('again', 4);
  const name = (index: number, ending: string): string => join(dir, `pod-${index}${ending}`);
  await merge(name(0, '.hdr.gz'), name(1, '.hdr.gz'), '--out', join(dir, 'a'));
  await merge(name(2, '.hdr.gz'), name(3, '.hdr.gz'), '--out', join(dir, 'b'));
  await merge(
    join(dir, 'a', 'baseline.merged.hdr.gz'),
    join(dir, 'b', 'baseline.merged.json'),
    '--out',
    join(dir, 'both'),
  );
  await merge(dir);
  const [both, all] = [await mergedIn(join(dir, 'both')), await mergedIn(dir)];
  const figures = ({ metrics }: InstanceResult): unknown =>
    Object.entries(metrics).map(
      ([
        key,
        {
          values: { avg: _, ...exact },
          thresholds: limits,
        },
      ]) => [key, exact, limits],
    );
  assert.deepEqual(figures(both), figures(all));
});

test('a generator that left no histograms is lost; the rest is judged, and the report calls itself incomplete', async () => {
  const dir = await generators('lost', 4, (index) => index !== 2);
  await rm(join(dir, 'pod-3.hdr.gz'));
  const { stdout, stderr } = await merge(dir, '--expect', '4', '--json');
  assert.match(stderr, /pod-3: lost, it left its result only/);
  const { by, lost } = JSON.parse(stdout) as { by: string; lost: string[] };
  assert.deepEqual([by, lost], ['histograms', ['pod-3']]);
  const { run, metrics } = await mergedIn(dir);
  assert.deepEqual(run.instances, { expected: 4, lost: 2 });
  assert.equal(metrics.http_reqs?.values.count, REQUESTS / 2);
  const report = await readFile(join(dir, 'baseline.merged.report.md'), 'utf8');
  assert.match(report, /incomplete: 2 of 4 load generators left no result/);
});

test('files are instances as a folder is: histograms, results, and in any order the same result', async () => {
  const dir = await generators('files', 3);
  const files = [0, 1, 2].map((index) => join(dir, `pod-${index}.hdr.gz`));
  const results: InstanceResult[] = [];
  for (const [index, places] of [
    [dir],
    files,
    files.toReversed(),
    files.map((f) => f.replace('.hdr.gz', '.json')),
  ].entries()) {
    const out = join(folder, `files-${index}`);
    const { stderr } = await merge(...places, '--out', out);
    assert.equal(stderr, '');
    assert.deepEqual((await readdir(out)).sort(), [
      ...['baseline.merged.hdr.gz', 'baseline.merged.json'],
      ...['baseline.merged.report.html', 'baseline.merged.report.md'],
    ]);
    results.push(await mergedIn(out));
  }
  for (const result of results) assert.deepEqual(result, results[0]);
});

/** What one of two generators may look like, and what the merge says. */
const REFUSED: [what: string, spoil: (dir: string) => Promise<void>, message: RegExp][] = [
  [
    'points here and histograms there',
    async (dir) => {
      await rm(join(dir, 'pod-1.hdr.gz'));
      await writeFile(join(dir, 'pod-1.points.json.gz'), gzipSync(''));
    },
    /pod-0 left histograms, pod-1 points: expected one kind from all; --by points or --by histograms/,
  ],
  [
    'another target',
    (dir) => writeGenerator(dir, 'pod-1', requests.slice(0, 50), thresholds, { target: 'http://127.0.0.1:2' }),
    /pod-1: target is "http:\/\/127\.0\.0\.1:2", the others have "http:\/\/127\.0\.0\.1:1"/,
  ],
  [
    'a test that nobody knows',
    async (dir) => {
      const change = { type: '../../etc/passwd' };
      for (const name of ['pod-0', 'pod-1']) await writeGenerator(dir, name, requests.slice(0, 9), thresholds, change);
    },
    /the instances ran "\.\.\/\.\.\/etc\/passwd": expected a test type of this suite/,
  ],
  [
    'series that were not kept',
    async (dir) => {
      for (const name of ['pod-0', 'pod-1']) await writeGenerator(dir, name, requests.slice(0, 9), {});
    },
    /no instance has histograms of .*, which a limit of the test names: expected instances .* without --no-thresholds/,
  ],
  [
    'half of a histogram file',
    async (dir) => {
      const file = join(dir, 'pod-1.hdr.gz');
      await writeFile(file, (await readFile(file)).subarray(0, 500));
    },
    /pod-1\.hdr\.gz: it is damaged or cut off; expected histograms that the local runner wrote/,
  ],
  [
    'half of what is in it',
    async (dir) => {
      const file = join(dir, 'pod-1.hdr.gz');
      const whole = gunzipSync(await readFile(file));
      await writeFile(file, gzipSync(whole.subarray(0, whole.length / 2)));
    },
    /pod-1\.hdr\.gz: it is cut off|pod-1\.hdr\.gz: its first line/,
  ],
  [
    'a small file that unpacks without end',
    (dir) => writeFile(join(dir, 'pod-1.hdr.gz'), gzipSync(Buffer.alloc(4 * MAX_HISTOGRAM_BYTES))),
    /pod-1\.hdr\.gz: it unpacks to more than \d+ bytes/,
  ],
  [
    'a result that is cut off',
    async (dir) => {
      const file = join(dir, 'pod-1.json');
      await writeFile(file, (await readFile(file, 'utf8')).slice(0, -100));
    },
    /pod-1\.json: cut off/,
  ],
  [
    'a result of somebody else',
    (dir) => writeFile(join(dir, 'pod-1.json'), '{"metrics":{}}'),
    /pod-1\.json is not a result of this suite/,
  ],
  [
    'a result whose record is odd',
    (dir) => writeFile(join(dir, 'pod-1.json'), '{"run":{"schema":1,"load":"x"},"state":{},"metrics":{}}'),
    /pod-1\.json is not a result of this suite: .*the run record cannot be read \(run\./,
  ],
];
for (const [what, spoil, message] of REFUSED) {
  test(`${what}: one line, exit code 2, and nothing is written`, async () => {
    const dir = await mkdtemp(join(folder, 'refused-'));
    for (const name of ['pod-0', 'pod-1']) await writeGenerator(dir, name, requests.slice(0, 50), thresholds);
    await spoil(dir);
    const { exitCode, stderr } = await merge(dir);
    assert.equal(exitCode, 2, stderr);
    assert.match(stderr, message);
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    assert.ok(!(await readdir(dir)).some((file) => file.includes('merged')));
  });
}

test('a record that leaves out what it may, and odd checks and generators beside it, are merged all the same', async () => {
  const dir = await generators('sparse', 2);
  const file = join(dir, 'pod-0.json');
  const { run, metrics } = JSON.parse(await readFile(file, 'utf8')) as InstanceResult;
  const { load: _, phases: __, windows: ___, ...sparse } = run;
  const state = { testRunDurationMs: 300_000, generator: 'x' };
  await writeFile(file, JSON.stringify({ run: sparse, root_group: { groups: 1 }, state, metrics }));
  const { exitCode, stderr } = await merge(dir);
  assert.notEqual(exitCode, 1, stderr);
  assert.equal((await mergedIn(dir)).metrics.http_reqs?.values.count, REQUESTS);
});

test('what the guard left out of a distributed run stands beside the verdict of the whole', async () => {
  const dir = await generators('left-out', 2);
  for (const name of ['pod-0', 'pod-1']) {
    const file = join(dir, `${name}.json`);
    const { run, ...rest } = JSON.parse(await readFile(file, 'utf8')) as InstanceResult;
    await writeFile(file, JSON.stringify({ run: { ...run, leftOut: ['biometric-analyze'] }, ...rest }));
  }
  const { stdout, stderr } = await merge(dir);
  assert.match(stdout, /; without biometric-analyze: writing is not allowed in this environment\n/, stderr);
  assert.deepEqual((await mergedIn(dir)).run.leftOut, ['biometric-analyze']);
});

test('what is not there, a folder among files and an empty folder are one line each', async () => {
  const empty = await mkdtemp(join(folder, 'empty-'));
  const cases: [string[], RegExp][] = [
    [[empty], /nothing to merge/],
    [[join(folder, 'nowhere')], /cannot be read: expected the folder/],
    [[join(folder, 'nowhere.hdr.gz')], /nowhere\.hdr\.gz is not there/],
    [[empty, join(folder, 'x.json')], /is a folder: expected one folder alone, or files/],
  ];
  for (const [places, message] of cases) {
    const { exitCode, stderr } = await merge(...places);
    assert.equal(exitCode, 2);
    assert.match(stderr, message);
  }
});

test('--by takes those that have that kind, and calls the others lost', async () => {
  const dir = await generators('by', 2);
  await rm(join(dir, 'pod-1.hdr.gz'));
  await writeFile(join(dir, 'pod-1.points.json.gz'), gzipSync(''));
  const { stderr, stdout } = await merge(dir, '--by', 'histograms', '--json');
  assert.match(stderr, /pod-1: lost, it left no histograms/);
  assert.match(stdout, /"by":"histograms","lost":\["pod-1"\]/);
});
