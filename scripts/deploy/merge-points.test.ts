// Parts of a run merged by their points are the run: counts, percentiles and verdicts, whatever the number of parts.

import assert from 'node:assert/strict';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { mergeChecks } from 'k6-history/merge/checks';
import { instancesIn, instancesOf, readResult } from 'k6-history/merge/instances';
import { type Instance, mergeInstances } from 'k6-history/merge/points';
import { testFolder } from 'k6-kit/folder.fixture';
import { judge } from 'k6-verdict/judge/judge';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import { SUMMARY_TREND_STATS } from '../../thresholds/derive.ts';

const folder = testFolder();

/** Latencies of a run: many quick ones, a long tail, the same for everybody. */
const LATENCIES = Array.from({ length: 2000 }, (_, n) => 5 + ((n * 7919) % 1000) / 10 + (n % 97 === 0 ? 400 : 0));
const THRESHOLDS = {
  http_req_duration: ['p(95)<120', 'p(99)<1'],
  'http_req_duration{endpoint:home}': ['avg<1000', { threshold: 'max>=0' }],
  'http_req_duration{endpoint:nobody}': ['p(95)<1'],
  http_req_failed: ['rate<0.01'],
  http_reqs: ['count>1999'],
};

const run = {
  ...{
    schema: 1,
    engine: 'k6 v2.3.0',
    type: 'stress',
    endpoints: ['home'],
    target: 'http://127.0.0.1:1',
    timeScale: 1,
  },
  ...{ startedAt: '2026-01-31T12:00:00.000Z', endedAt: '2026-01-31T12:00:10.000Z', commit: null, model: 'open' },
  ...{
    peakVus: 10,
    load: [
      { atS: 0, target: 200 },
      { atS: 10, target: 200 },
    ],
    phases: [],
    windows: [],
  },
};

/** Writes the files of one instance that has seen every `of`-th request, from `index` on. */
async function writeInstance(dir: string, index: number, of: number, change: object = {}): Promise<void> {
  const lines = ['http_reqs counter', 'http_req_duration trend', 'http_req_failed rate', 'iterations counter'].map(
    (text) => {
      const [metric, type] = text.split(' ');
      return { type: 'Metric', metric, data: { name: metric, type } };
    },
  );
  const point = (metric: string, value: number, n: number): object => ({
    ...{ type: 'Point', metric },
    data: {
      time: new Date(Date.UTC(2026, 0, 31, 12) + n).toISOString(),
      value,
      tags: { endpoint: n % 2 ? 'home' : 'health', name: 'x' },
    },
  });
  const points = LATENCIES.flatMap((latency, n) =>
    n % of === index
      ? [
          point('http_reqs', 1, n),
          point('iterations', 1, n),
          point('http_req_duration', latency, n),
          point('http_req_failed', n % 500 === 0 ? 1 : 0, n),
        ]
      : [],
  );
  await mkdir(dir, { recursive: true });
  const text = [...lines, ...points].map((line) => `${JSON.stringify(line)}\n`).join('');
  await writeFile(join(dir, `pod-${index}.points.json.gz`), gzipSync(text));
  const metric = (type: string): object => ({ type, contains: type === 'trend' ? 'time' : 'default', values: {} });
  const metrics = {
    http_reqs: metric('counter'),
    iterations: metric('counter'),
    http_req_duration: metric('trend'),
    http_req_failed: metric('rate'),
  };
  const vus = { type: 'gauge', contains: 'default', values: { value: 1, min: 1, max: 10 / of } };
  const result = { run: { ...run, ...change }, state: { testRunDurationMs: 10_000 }, metrics: { ...metrics, vus } };
  await writeFile(join(dir, `pod-${index}.json`), JSON.stringify(result));
}

async function merged(dir: string, expected: number) {
  const found = await instancesIn(dir);
  const instances: Instance[] = [];
  for (const { name, result, points } of found)
    if (result && points) instances.push({ name, points, result: await readResult(result) });
  const broken = found.filter(({ result, points }) => !result || !points).map(({ name }) => name);
  const [first, ...others] = instances as [Instance, ...Instance[]];
  const request = { expected, thresholds: THRESHOLDS, stats: SUMMARY_TREND_STATS };
  return { broken, result: await mergeInstances({ ...request, instances: [first, ...others] }) };
}

test('one, two, four and eight instances come to the same figures and verdicts', async () => {
  const results = [];
  for (const count of [1, 2, 4, 8]) {
    const dir = join(folder, `of-${count}`);
    for (let index = 0; index < count; index += 1) await writeInstance(dir, index, count);
    results.push((await merged(dir, count)).result.metrics);
  }
  const [one, ...others] = results;
  assert.equal(one?.http_reqs?.values.count, 2000);
  assert.equal(one?.http_reqs?.values.rate, 200);
  assert.equal(one?.http_req_failed?.values.rate, 4 / 2000);
  assert.deepEqual(one?.http_req_duration?.thresholds, { 'p(95)<120': { ok: true }, 'p(99)<1': { ok: false } });
  // k6 takes a series without samples for 0; the report calls it not measured.
  assert.deepEqual(one?.['http_req_duration{endpoint:nobody}']?.thresholds, { 'p(95)<1': { ok: true } });
  const sorted = [...LATENCIES].sort((a, b) => a - b);
  const place = 0.95 * 1999;
  const exact = sorted[1899]! + (sorted[1900]! - sorted[1899]!) * (place - 1899);
  assert.ok(Math.abs((one?.http_req_duration?.values['p(95)'] ?? 0) - exact) < 1e-9);
  for (const metrics of others)
    for (const [key, { values, thresholds }] of Object.entries(one ?? {})) {
      assert.deepEqual(metrics[key]?.thresholds, thresholds, key);
      // Sums of other orders differ in their last digit.
      for (const [stat, value] of Object.entries(values).filter(([name]) => !(key === 'vus' && name !== 'max')))
        assert.ok(
          Math.abs((metrics[key]?.values[stat] ?? Number.NaN) - value) < 1e-9 * Math.max(1, value),
          `${key} ${stat}`,
        );
    }
});

test('an instance that left one file only is lost; the rest is judged, and the verdict says that it is incomplete', async () => {
  const dir = join(folder, 'lost');
  for (const index of [0, 1, 2, 3]) await writeInstance(dir, index, 4);
  await rm(join(dir, 'pod-3.json'));
  const { broken, result } = await merged(dir, 4);
  assert.deepEqual(broken, ['pod-3']);
  assert.equal(result.metrics.http_reqs?.values.count, 1500);
  assert.deepEqual(result.run.instances, { expected: 4, lost: 1 });
  const { validity } = judge(parseSummary('merged.json', JSON.parse(JSON.stringify(result)), []));
  assert.deepEqual(
    validity.reasons.map(({ rule, level, message }) => [rule, level, message]),
    [['instances-lost', 'WARN', 'incomplete: 1 of 4 load generators left no result']],
  );
});

test('instances of different runs are refused by name and field', async () => {
  const dir = join(folder, 'mixed');
  await writeInstance(dir, 0, 2);
  await writeInstance(dir, 1, 2, { timeScale: 0.5 });
  await assert.rejects(
    merged(dir, 2),
    /^\w*Error: pod-1: timeScale is 0.5, the others have 1: expected instances of one run/,
  );
  await writeInstance(dir, 1, 2, { scale: { users: 0.5, rate: 1, limits: 1 } });
  await assert.rejects(merged(dir, 2), /^\w*Error: pod-1: scale is \{"users":0.5/);
});

test("points in k6's own name, NAME.json.gz, make an instance with the result beside them", async () => {
  const dir = join(folder, 'named');
  for (const index of [0, 1]) await writeInstance(dir, index, 2);
  const file = join(dir, 'pod-1.json.gz');
  await rename(join(dir, 'pod-1.points.json.gz'), file);
  const found = await instancesOf([file, join(dir, 'pod-0.json'), file]);
  assert.deepEqual(found, [
    { name: 'pod-0', result: join(dir, 'pod-0.json'), points: join(dir, 'pod-0.points.json.gz') },
    { name: 'pod-1', points: file, result: join(dir, 'pod-1.json') },
  ]);
  await assert.rejects(instancesOf([dir]), /expected a name that ends in/);
});

test('checks are added up by group and name', () => {
  const tree = (passes: number, names: string[]): object => ({
    ...{ name: '', path: '', id: 'r', groups: [] },
    checks: names.map((name) => ({ name, path: `::${name}`, id: name, passes, fails: 1 })),
  });
  const sum = mergeChecks([tree(2, ['a', 'b']), tree(3, ['b', 'c']), undefined]);
  assert.deepEqual(
    sum?.checks.map(({ name, passes, fails }) => [name, passes, fails]),
    [
      ['a', 2, 1],
      ['b', 5, 2],
      ['c', 3, 1],
    ],
  );
  const odd = [undefined, null, 'x', tree(1, [undefined as never]), { ...tree(1, []), groups: [null] }];
  assert.equal(mergeChecks(odd), undefined);
  assert.equal(mergeChecks([...odd, tree(2, ['a'])])?.checks[0]?.passes, 2);
});
