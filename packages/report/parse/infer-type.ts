// Tells a metric's type from its statistics, for formats that do not name it.
import { BUILT_IN_METRICS, type MetricType } from 'k6-format/metrics';
import { parseSelector } from 'k6-format/selectors';

/** Rates have passes, counters count and rate, gauges value; everything else is a trend with the statistics asked for. */
export function inferType(key: string, stats: ReadonlyMap<string, number>): MetricType {
  if (stats.has('passes') || stats.has('fails')) return 'rate';
  if (stats.has('count') && (stats.has('rate') || (stats.size === 1 && isBuiltInCounter(key)))) return 'counter';
  return stats.has('value') ? 'gauge' : 'trend';
}

/** k6 may write them with a total only: a run of no length has no rate. */
function isBuiltInCounter(key: string): boolean {
  const { name } = parseSelector(key);
  return BUILT_IN_METRICS.some(([builtIn, type]) => builtIn === name && type === 'counter');
}
