// Several instances' runs as one by their raw points: counts added up, percentiles over all points, limits judged on the whole.

import { holds, parseExpression } from 'k6-format/expressions';
import { parseSelector } from 'k6-format/selectors';
import type { SummaryMetric } from 'k6-format/summary';
import { ADDED_GAUGES } from 'k6-local/histograms';
import { statisticsOf } from 'k6-verdict/points/statistics';
import { type PointsTable, readTable } from 'k6-verdict/points/table';
import type { AnyResult, InstanceResult } from './instances.ts';
import { durationMsOf, mergeRecords } from './record.ts';

/** What one instance left behind. */
export interface Instance<R extends AnyResult = InstanceResult> {
  name: string;
  result: R;
  /** Path of its raw points. */
  points: string;
}

export interface MergeRequest<R extends AnyResult = InstanceResult> {
  instances: readonly [Instance<R>, ...Instance<R>[]];
  /** How many there should be. */
  expected: number;
  /** k6's thresholds of the whole, by metric. */
  thresholds: Readonly<Record<string, readonly unknown[]>>;
  /** Statistics of trends. */
  stats: readonly string[];
}

/** The result of the whole, in the shape that a run on one machine has. Throws a UserError when the instances do not belong together. */
export async function mergeInstances<R extends AnyResult>({
  instances,
  expected,
  thresholds,
  stats,
}: MergeRequest<R>): Promise<R> {
  const note = `merged from the raw points of ${instances.length} load generators: counts and percentiles are exact`;
  const record = mergeRecords(instances, expected, note);
  const durationMs = durationMsOf(instances);
  const keys = [...Object.keys(thresholds), ...instances.flatMap(({ result }) => Object.keys(result.metrics))];
  const tags = [...new Set(keys.flatMap((key) => [...parseSelector(key).tags.keys()]))];
  const table = await readTable(
    instances.map(({ points }) => points),
    tags,
  );
  try {
    const metrics: Record<string, SummaryMetric> = {};
    for (const [key, contains] of seriesOf(table, instances, thresholds)) {
      const metric = mergeMetric(table, key, contains, durationMs, instances, stats);
      if (metric) metrics[key] = { ...metric, ...judged(metric, thresholds[key]) };
    }
    return { ...record, metrics } as R;
  } finally {
    table.close();
  }
}

/** Every metric that an instance has, and every series that a limit names; with k6's hint for the unit. */
function seriesOf(
  table: PointsTable,
  instances: readonly Instance<AnyResult>[],
  thresholds: MergeRequest['thresholds'],
): Map<string, string> {
  const series = new Map<string, string>();
  for (const { result } of instances)
    for (const [key, { contains }] of Object.entries(result.metrics)) series.set(key, contains);
  for (const key of Object.keys(thresholds)) {
    const { name } = parseSelector(key);
    if (table.declared.has(name)) series.set(key, series.get(name) ?? 'default');
  }
  return series;
}

function mergeMetric(
  table: PointsTable,
  key: string,
  contains: string,
  durationMs: number,
  instances: readonly Instance<AnyResult>[],
  stats: readonly string[],
): SummaryMetric | undefined {
  const { name, tags } = parseSelector(key);
  const type = table.declared.has(name) ? table.typeOf(name) : null;
  if (type === null) return undefined;
  if (type === 'gauge') return { type, contains, values: mergeGauge(key, instances) };
  const wanted = type === 'trend' ? stats : WANTED[type];
  const found = statisticsOf(table, name, type, tags, wanted);
  // k6 fills what has no sample with 0.
  const values = Object.fromEntries(found.size > 0 ? found : wanted.map((stat) => [stat, 0]));
  if (type === 'counter') values.rate = (values.count ?? 0) / (durationMs / 1000);
  return { type, contains, values };
}

const WANTED = { rate: ['rate', 'passes', 'fails'], counter: ['count'] } as const;

/** VUs add up; of other gauges the extremes count. */
export function mergeGauge(key: string, instances: readonly { result: AnyResult }[]): Record<string, number> {
  const all = instances.map(({ result }) => result.metrics[key]?.values ?? {});
  const of = (stat: string): number[] => all.map((values) => values[stat] ?? 0);
  if (ADDED_GAUGES.includes(key))
    return Object.fromEntries(['value', 'min', 'max'].map((stat) => [stat, of(stat).reduce((a, b) => a + b, 0)]));
  return { value: Math.max(...of('value')), min: Math.min(...of('min')), max: Math.max(...of('max')) };
}

/** k6's record of each limit: whether it held. */
function judged({ values }: SummaryMetric, limits: readonly unknown[] = []): Pick<SummaryMetric, 'thresholds'> {
  const entries = limits.map((limit) => {
    const text = typeof limit === 'string' ? limit : (limit as { threshold: string }).threshold;
    const expression = parseExpression(text);
    const actual = expression ? values[expression.stat] : undefined;
    return [text, { ok: expression !== null && actual !== undefined && holds(expression, actual) }] as const;
  });
  return entries.length > 0 ? { thresholds: Object.fromEntries(entries) } : {};
}
