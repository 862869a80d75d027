// Response times of single requests out of raw points, as counts by time slice: what resampling a run needs, in little memory.

import { UserError } from 'k6-kit/user-error';
import { samplesOf, valuesOf } from 'k6-verdict/points/requests';
import { percentile } from 'k6-verdict/points/statistics';
import { type PointsTable, readTable } from 'k6-verdict/points/table';
import type { Latency } from './shift.ts';

/** Width of a bin as a share of the response time: errors are found by bins, the figures themselves are exact. */
const BIN_RATIO = 0.01;
const LOG_STEP = Math.log1p(BIN_RATIO);
/** Shorter times share a bin, ms. */
const SHORTEST_MS = 0.01;
/** Slices where the points carry none of our windows. */
const SLICES = 30;

/** One endpoint in one run. */
export interface RequestTimes {
  requests: number;
  /** Exact statistics over all requests. */
  exact: Record<Latency, number>;
  /** Requests of one slice resemble each other. */
  slices: Slice[];
}

/** The requests of a stretch of time: how many by bin, and the sum of their times, ms. */
export interface Slice {
  sumMs: number;
  bins: number[];
  counts: number[];
}

/** By endpoint, of the hold where the points name phases; several files are one run. */
export async function readRequestTimes(files: readonly string[]): Promise<Map<string, RequestTimes>> {
  const table = await readTable(files, ['endpoint', 'phase', 'window']);
  try {
    const found = byEndpoint(table);
    if (found.size > 0) return found;
    throw new UserError(
      'E_COMPARE_POINTS',
      `${files.join(', ')}: no http_req_duration with the tag endpoint; expected raw points of a run of these load scripts`,
    );
  } finally {
    table.close();
  }
}

function byEndpoint(table: PointsTable): Map<string, RequestTimes> {
  const { ms, atMs, groups } = samplesOf(table, 'http_req_duration');
  const [endpoints, phases, windows] = ['endpoint', 'phase', 'window'].map((tag) => valuesOf(table, tag));
  const tagged = [...groups.keys()].filter((at) => endpoints![groups[at]!] !== '');
  const held = tagged.filter((at) => phases![groups[at]!] === 'hold');
  const used = held.length > 0 ? held : tagged;
  const sliceAt = slicer(used.map((at) => atMs[at]!));
  const series = new Map<string, { values: number[]; slices: (string | number)[] }>();
  for (const at of used) {
    const group = groups[at]!;
    const one = series.get(endpoints![group]!) ?? { values: [], slices: [] };
    one.values.push(ms[at]!);
    one.slices.push(windows![group] || sliceAt(atMs[at]!));
    series.set(endpoints![group]!, one);
  }
  return new Map([...series].map(([endpoint, { values, slices }]) => [endpoint, requestTimesOf(values, slices)]));
}

/** Which of `SLICES` equal stretches of time a moment is in. */
export function slicer(moments: readonly number[]): (at: number) => number {
  let [start, end] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const at of moments) [start, end] = [Math.min(start, at), Math.max(end, at)];
  return (at) => Math.min(SLICES - 1, Math.floor((SLICES * (at - start)) / Math.max(1, end - start)));
}

/** Of samples with the slice of time that each belongs to. */
export function requestTimesOf(values: readonly number[], slices: readonly (string | number)[]): RequestTimes {
  const sorted = Float64Array.from(values).sort();
  const avgMs = values.reduce((sum, value) => sum + value, 0) / values.length;
  const [p50Ms, p95Ms, p99Ms] = [50, 95, 99].map((rank) => percentile(sorted, rank));
  return {
    requests: values.length,
    exact: { avgMs, p50Ms: p50Ms!, p95Ms: p95Ms!, p99Ms: p99Ms! },
    slices: slicesOf(values, slices),
  };
}

function slicesOf(values: readonly number[], names: readonly (string | number)[]): Slice[] {
  const slices = new Map<string | number, { sumMs: number; counts: Map<number, number> }>();
  for (const [at, value] of values.entries()) {
    const one = slices.get(names[at]!) ?? { sumMs: 0, counts: new Map() };
    const bin = binOf(value);
    one.counts.set(bin, (one.counts.get(bin) ?? 0) + 1);
    one.sumMs += value;
    slices.set(names[at]!, one);
  }
  return [...slices.values()].map(({ sumMs, counts }) => {
    const bins = [...counts.keys()].sort((x, y) => x - y);
    return { sumMs, bins, counts: bins.map((bin) => counts.get(bin)!) };
  });
}

/** The bin of a response time, ms. */
export function binOf(ms: number): number {
  return Math.floor(Math.log(Math.max(ms, SHORTEST_MS) / SHORTEST_MS) / LOG_STEP);
}

/** Statistics of slices taken together, linear within a bin. */
export function statisticsOf(slices: readonly Slice[]): { counts: Float64Array; logs: Record<Latency, number> } {
  const counts = new Float64Array(1 + slices.reduce((most, { bins }) => Math.max(most, bins.at(-1) ?? 0), 0));
  let [total, sumMs] = [0, 0];
  for (const slice of slices) {
    sumMs += slice.sumMs;
    for (let index = 0; index < slice.bins.length; index++) {
      counts[slice.bins[index]!]! += slice.counts[index]!;
      total += slice.counts[index]!;
    }
  }
  const [p50Ms, p95Ms, p99Ms] = logQuantiles(counts, total, [0.5, 0.95, 0.99]);
  return { counts, logs: { avgMs: Math.log(sumMs / total), p50Ms: p50Ms!, p95Ms: p95Ms!, p99Ms: p99Ms! } };
}

/** Logarithms of quantiles in rising order. */
function logQuantiles(counts: Float64Array, total: number, quantiles: readonly number[]): number[] {
  const found: number[] = [];
  let [below, bin] = [0, 0];
  for (const quantile of quantiles) {
    const rank = quantile * total;
    while (bin < counts.length - 1 && below + counts[bin]! < rank) below += counts[bin++]!;
    const inside = counts[bin]! > 0 ? (rank - below) / counts[bin]! : 0;
    found.push(Math.log(SHORTEST_MS) + (bin + inside) * LOG_STEP);
  }
  return found;
}

/** P(b > a) - P(b < a) over all pairs of requests, -1 to 1: Mann and Whitney's U on a scale; ties in a bin count half. */
export function cliffsDeltaOf(a: Float64Array, b: Float64Array): number {
  const total = (counts: Float64Array) => counts.reduce((sum, count) => sum + count, 0);
  let [below, wins] = [0, 0];
  for (let bin = 0; bin < Math.max(a.length, b.length); bin++) {
    const [inA, inB] = [a[bin] ?? 0, b[bin] ?? 0];
    wins += inB * (below + inA / 2);
    below += inA;
  }
  return (2 * wins) / (total(a) * total(b)) - 1;
}
