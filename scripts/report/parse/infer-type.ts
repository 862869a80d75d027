// Tells a metric's type from its statistics, for formats that do not name it.
import type { MetricType } from './model.ts';

/** Counters that k6 may write with a total only: a run of no length has no rate. */
const BUILT_IN_COUNTERS: ReadonlySet<string> = new Set([
  'iterations',
  'http_reqs',
  'dropped_iterations',
  'data_sent',
  'data_received',
]);

/** Rates have passes, counters count and rate, gauges value; everything else is a trend with the statistics asked for. */
export function inferType(key: string, stats: ReadonlyMap<string, number>): MetricType {
  if (stats.has('passes') || stats.has('fails')) return 'rate';
  if (stats.has('count') && (stats.has('rate') || (stats.size === 1 && isBuiltInCounter(key)))) return 'counter';
  return stats.has('value') ? 'gauge' : 'trend';
}

function isBuiltInCounter(key: string): boolean {
  return BUILT_IN_COUNTERS.has(key.split('{', 1)[0]!);
}
