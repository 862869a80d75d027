// Recomputes k6's statistics from raw points, to the last bit: the same formulas over the same order of samples.
import { type MetricType, percentileOf } from 'k6-format/metrics';
import type { PointsTable } from './table.ts';

/** Statistics by k6's names. */
export type Statistics = Map<string, number>;

/** Statistics of a metric's samples with all of these tags; empty without samples or for a tag that was not asked for. */
export function statisticsOf(
  table: PointsTable,
  metric: string,
  type: MetricType,
  tags: ReadonlyMap<string, string>,
  stats: readonly string[],
): Statistics {
  const isMatching = table.matcher(tags);
  const samples: number[] = [];
  if (isMatching)
    table.columns(metric)?.forEach((value, _, group) => {
      if (isMatching(group)) samples.push(value);
    });
  return statisticsOfSamples(samples, type, stats);
}

/** Of samples in the order of the file; empty without any. */
export function statisticsOfSamples(
  samples: readonly number[],
  type: MetricType,
  stats: readonly string[],
): Statistics {
  const found: Statistics = new Map();
  if (samples.length === 0) return found;
  const simple = SIMPLE[type](samples);
  for (const stat of stats) if (simple[stat] !== undefined) found.set(stat, simple[stat]);
  if (type !== 'trend') return found;
  const sorted = Float64Array.from(samples).sort();
  for (const stat of stats) {
    const rank = percentileOf(stat);
    if (rank !== null) found.set(stat, percentile(sorted, rank));
  }
  return found;
}

const SIMPLE: Record<MetricType, (samples: readonly number[]) => Record<string, number>> = {
  trend: (samples) => ({ count: samples.length, avg: sumOf(samples) / samples.length, ...extremes(samples) }),
  counter: (samples) => ({ count: sumOf(samples) }),
  gauge: (samples) => ({ value: samples.at(-1)!, ...extremes(samples) }),
  rate: (samples) => {
    const passes = samples.reduce((sum, value) => sum + (value === 0 ? 0 : 1), 0);
    return { rate: passes / samples.length, passes, fails: samples.length - passes };
  },
};

/** In file order, which an average to the last bit needs. */
function sumOf(samples: readonly number[]): number {
  return samples.reduce((sum, value) => sum + value, 0);
}

function extremes(samples: readonly number[]): { min: number; max: number } {
  let [min, max] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of samples) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

/** Linear between the two nearest ranks: v[floor i] + (v[ceil i] - v[floor i]) x (i - floor i), i = p / 100 x (n - 1). */
export function percentile(sorted: ArrayLike<number>, rank: number): number {
  const position = (rank / 100) * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!];
  return low + (high - low) * (position - Math.floor(position));
}
