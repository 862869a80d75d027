// Response times of single requests out of raw points, as counts by time slice: what resampling a run needs, in little memory.

import { UserError } from 'k6-kit/user-error';
import { loadPoints, type PointsStore } from 'k6-verdict/points/store';
import type { Latency } from './shift.ts';

/** Width of a bin as a share of the response time: errors are found by bins, the figures themselves are exact. */
const BIN_RATIO = 0.01;
const LOG_STEP = Math.log1p(BIN_RATIO);
/** Shorter times share a bin, ms. */
const SHORTEST_MS = 0.01;
/** Slices where the points carry no window of ours. */
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
  const store = await loadPoints(files, ['window']);
  try {
    const found = await readFrom(store);
    if (found.size > 0) return found;
    throw new UserError(
      'E_COMPARE_POINTS',
      `${files.join(', ')}: no http_req_duration with the tag endpoint; wants raw points of a run of our load scripts`,
    );
  } finally {
    await store.close();
  }
}

async function readFrom(store: PointsStore): Promise<Map<string, RequestTimes>> {
  const requests = "FROM points WHERE metric = 'http_req_duration' AND coalesce(endpoint, '') <> ''";
  const [{ held = 0 } = {}] = await store.query<{ held: number }>(
    `SELECT count(*) FILTER (phase = 'hold')::DOUBLE AS held ${requests}`,
  );
  const from = held > 0 ? `${requests} AND phase = 'hold'` : requests;
  const totals = await store.query<{ endpoint: string; requests: number } & Record<Latency, number>>(`
    SELECT endpoint, count(*)::DOUBLE AS requests, avg(value) AS "avgMs", quantile_cont(value, 0.5::DOUBLE) AS "p50Ms",
      quantile_cont(value, 0.95::DOUBLE) AS "p95Ms", quantile_cont(value, 0.99::DOUBLE) AS "p99Ms" ${from} GROUP BY endpoint`);
  const cells = await store.query<{ endpoint: string; slice: string; bin: number; n: number; sumMs: number }>(`
    WITH span AS (SELECT min(at_ns)::DOUBLE AS start, greatest(1, max(at_ns) - min(at_ns))::DOUBLE AS length ${from})
    SELECT endpoint, coalesce(nullif("window", ''), least(${SLICES - 1}, floor(${SLICES} * (at_ns - start) / length))::VARCHAR) AS slice,
      floor(ln(greatest(value, ${SHORTEST_MS}) / ${SHORTEST_MS}) / ${LOG_STEP})::INTEGER AS bin,
      count(*)::DOUBLE AS n, sum(value) AS "sumMs"
    FROM (SELECT * ${from}), span GROUP BY ALL ORDER BY slice, bin`);
  return new Map(
    totals.map(({ endpoint, requests, ...exact }) => {
      const own = cells.filter((cell) => cell.endpoint === endpoint);
      return [endpoint, { requests, exact, slices: slicesOf(own) }];
    }),
  );
}

function slicesOf(cells: readonly { slice: string; bin: number; n: number; sumMs: number }[]): Slice[] {
  const slices = new Map<string, Slice>();
  for (const { slice, bin, n, sumMs } of cells) {
    const one = slices.get(slice) ?? { sumMs: 0, bins: [], counts: [] };
    one.bins.push(bin);
    one.counts.push(n);
    one.sumMs += sumMs;
    slices.set(slice, one);
  }
  return [...slices.values()];
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
