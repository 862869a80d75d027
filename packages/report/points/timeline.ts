// The run over time out of its points, for results that have no windows of their own: by equal stretches, as wide as the run needs.
import { failedOf, type Requests, samplesOf } from './requests.ts';
import { percentile } from './statistics.ts';
import type { PointsTable } from './table.ts';

/** A stretch of time; null where nothing was measured in it. */
export interface Stretch {
  startS: number;
  endS: number;
  requests: number;
  errorRatio: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  /** Highest number of VUs at work. */
  vus: number | null;
}

/** More stretches than these are no easier to read. */
const MOST = 120;
/** k6 notes its VUs once a second, and CSV has whole seconds. */
const SHORTEST_S = 1;

/** From the first point on, of whatever metric. Empty for a run that is over within a few stretches. */
export function timelineOf(table: PointsTable, requests: Requests): Stretch[] {
  const vus = samplesOf(table, 'vus');
  const [startMs, endMs] = rangeOf([requests.atMs, vus.atMs]);
  const lengthS = Math.max(SHORTEST_S, Math.ceil((endMs - startMs) / 1000 / MOST));
  const count = Math.floor((endMs - startMs) / 1000 / lengthS) + 1;
  if (!Number.isFinite(count) || count < 2) return [];
  const placeOf = (atMs: number) => Math.floor((atMs - startMs) / 1000 / lengthS);
  const samples: number[][] = Array.from({ length: count }, () => []);
  const failures = new Float64Array(count);
  const most: (number | null)[] = Array.from({ length: count }, () => null);
  const isFailed = failedOf(table);
  for (const [at, ms] of requests.ms.entries()) {
    const place = placeOf(requests.atMs[at]!);
    samples[place]!.push(ms);
    if (isFailed[requests.groups[at]!]) failures[place]!++;
  }
  for (const [at, value] of vus.ms.entries()) {
    const place = placeOf(vus.atMs[at]!);
    most[place] = Math.max(most[place] ?? 0, value);
  }
  return samples.map((ms, index) => {
    const sorted = Float64Array.from(ms).sort();
    const rank = (percent: number) => (sorted.length > 0 ? percentile(sorted, percent) : null);
    const span = { startS: index * lengthS, endS: Math.min((index + 1) * lengthS, (endMs - startMs) / 1000) };
    const errorRatio = ms.length > 0 ? failures[index]! / ms.length : null;
    return {
      ...span,
      requests: ms.length,
      errorRatio,
      p50Ms: rank(50),
      p95Ms: rank(95),
      p99Ms: rank(99),
      vus: most[index]!,
    };
  });
}

function rangeOf(columns: readonly Float64Array[]): [number, number] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const column of columns) for (const at of column) [first, last] = [Math.min(first, at), Math.max(last, at)];
  return [first, last];
}
