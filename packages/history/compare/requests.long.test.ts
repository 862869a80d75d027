// Comparing request by request: the statistics are those of all requests, equal runs show nothing, a slower one is worse.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { inFolder } from 'k6-kit/folder.fixture';
import { percentile } from 'k6-verdict/statistics.fixture';
import { ROWS, syntheticRun } from '../runs.fixture.ts';
import { normal, seeded } from '../stats/random.ts';
import { type ComparedMetric, compareRuns } from './compare.ts';
import { requestShifts } from './request-shift.ts';
import {
  binOf,
  cliffsDeltaOf,
  type RequestTimes,
  readRequestTimes,
  type Slice,
  statisticsOf,
} from './request-times.ts';

const SLICES = 27;
const [{ p50Ms }, sigma] = [ROWS.front, 0.46];

/** Response times by slice: a factor for the run, one for each slice, and the requests' own spread. */
function drawnMs(seed: number, factor: number, perSlice: number): number[][] {
  const random = seeded(seed * 7919 + 29);
  const shared = factor * Math.exp(0.01 * normal(random));
  return Array.from({ length: SLICES }, () => {
    const own = shared * Math.exp(0.02 * normal(random));
    return Array.from({ length: perSlice }, () => own * p50Ms * Math.exp(sigma * normal(random)));
  });
}

function timesOf(slices: readonly (readonly number[])[]): RequestTimes {
  const all = slices.flat().sort((a, b) => a - b);
  const exact = {
    avgMs: all.reduce((sum, ms) => sum + ms, 0) / all.length,
    ...{ p50Ms: percentile(all, 50), p95Ms: percentile(all, 95), p99Ms: percentile(all, 99) },
  };
  return { requests: all.length, exact, slices: slices.map(sliceOf) };
}

function sliceOf(values: readonly number[]): Slice {
  const counted = new Map<number, number>();
  for (const ms of values) counted.set(binOf(ms), (counted.get(binOf(ms)) ?? 0) + 1);
  const pairs = [...counted].sort(([a], [b]) => a - b);
  return {
    sumMs: values.reduce((sum, ms) => sum + ms, 0),
    bins: pairs.map(([bin]) => bin),
    counts: pairs.map(([, count]) => count),
  };
}

const run = syntheticRun({ seed: 1, windows: 2, requestsPerWindow: 20, change: { endpoints: ['front'] } });
const again = { ...run, id: `${run.id}-again` };

function comparedOf(base: RequestTimes, head: RequestTimes): ComparedMetric[] {
  const pair = (times: RequestTimes) => new Map([['front', times]]);
  const shiftsOf = (noise: Parameters<typeof requestShifts>[2]) =>
    requestShifts([run, pair(base)], [again, pair(head)], noise);
  return compareRuns(run, [again], { practicalSize: 0.05, noise: null, allowed: [], shiftsOf }).metrics;
}

test('the same target twice: no evidence in at least 95 of 100 trials; 10 % slower: worse in at least 90', () => {
  let [falseAlarms, found] = [0, 0];
  for (let seed = 1; seed <= 100; seed++) {
    const base = timesOf(drawnMs(seed, 1, 120));
    const equal = comparedOf(base, timesOf(drawnMs(1000 + seed, 1, 120)));
    if (equal.some(({ word }) => word !== 'no evidence')) falseAlarms++;
    if (comparedOf(base, timesOf(drawnMs(2000 + seed, 1.1, 120))).some(({ word }) => word === 'worse')) found++;
  }
  if (process.env.PRINT_RATES) console.log({ requestAlarms: falseAlarms, requestFound: found });
  assert.ok(falseAlarms <= 5, `${falseAlarms} of 100 equal pairs were called different`);
  assert.ok(found >= 90, `found in ${found} of 100`);
});

test('statistics of bins are those of the requests, within a bin', () => {
  const slices = drawnMs(3, 1, 200);
  const { exact, slices: binned } = timesOf(slices);
  const { logs } = statisticsOf(binned);
  for (const metric of ['avgMs', 'p50Ms', 'p95Ms', 'p99Ms'] as const)
    assert.ok(
      Math.abs(Math.exp(logs[metric]) / exact[metric] - 1) < 0.015,
      `${metric} ${Math.exp(logs[metric])} ${exact[metric]}`,
    );
});

test("Cliff's delta counts all pairs", () => {
  const counts = (values: readonly number[]) => statisticsOf([sliceOf(values)]).counts;
  assert.equal(cliffsDeltaOf(counts([1, 2]), counts([10, 20])), 1);
  assert.equal(cliffsDeltaOf(counts([10, 20]), counts([1, 2])), -1);
  assert.equal(cliffsDeltaOf(counts([1, 10]), counts([1, 10])), 0);
  assert.equal(cliffsDeltaOf(counts([1, 10]), counts([10, 100])), 0.75);
});

const pointsOf = (slices: readonly (readonly number[])[]) =>
  slices
    .flatMap((values, index) =>
      values.map((value) => {
        const tags = { endpoint: 'front', phase: index === 0 ? 'ramp' : 'hold', window: `w${index}` };
        return JSON.stringify({
          metric: 'http_req_duration',
          type: 'Point',
          data: { time: '2026-01-01T00:00:00Z', value, tags },
        });
      }),
    )
    .join('\n');

test('from a file: exact figures of the hold', () =>
  inFolder(async (folder) => {
    const before = drawnMs(5, 1, 60);
    await writeFile(join(folder, 'a.points.json'), pointsOf(before));
    const front = (await readRequestTimes([join(folder, 'a.points.json')])).get('front')!;
    const held = timesOf(before.slice(1));
    assert.deepEqual([front.requests, front.slices.length], [held.requests, SLICES - 1]);
    for (const metric of ['avgMs', 'p50Ms', 'p95Ms', 'p99Ms'] as const)
      assert.ok(Math.abs(front.exact[metric] - held.exact[metric]) < 1e-6, metric);
  }));

test('points without endpoints are refused', () =>
  inFolder(async (folder) => {
    const data = { time: '2026-01-01T00:00:00Z', value: 1, tags: null };
    const file = join(folder, 'foreign.json');
    await writeFile(file, JSON.stringify({ metric: 'http_req_duration', type: 'Point', data }));
    await assert.rejects(readRequestTimes([file]), /no http_req_duration with the tag endpoint/);
  }));
