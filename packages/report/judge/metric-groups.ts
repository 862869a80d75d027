// Sorts the metrics of a summary by what they measure, each with its sub-metrics behind it.
import type { Metric, Summary } from '../parse/model.ts';

/** `custom` are the script's own. */
export type MetricGroup = 'custom' | 'http' | 'grpc' | 'websocket' | 'browser' | 'execution';

/** In the order of a report. k6 names the metrics of a protocol by its prefix. */
const PREFIXES: readonly [MetricGroup, RegExp][] = [
  ['http', /^http_req/],
  ['grpc', /^grpc_/],
  ['websocket', /^ws_/],
  ['browser', /^(?:browser_|webvital_)/],
  [
    'execution',
    /^(?:iterations|iteration_duration|dropped_iterations|vus|vus_max|checks|group_duration|data_(?:sent|received))$/,
  ],
];

export function groupOf({ name }: Metric): MetricGroup {
  return PREFIXES.find(([, pattern]) => pattern.test(name))?.[0] ?? 'custom';
}

/** Those with figures, by group and name: k6 writes them in no order. A metric as a whole comes before its sub-metrics. */
export function groupMetrics({ metrics }: Summary): { group: MetricGroup; metrics: Metric[] }[] {
  const measured = metrics.filter(({ stats }) => stats.size > 0);
  const sorted = measured.sort((a, b) => compare(a.name, b.name) || a.tags.size - b.tags.size || compare(a.key, b.key));
  return (['custom', ...PREFIXES.map(([group]) => group)] as const)
    .map((group) => ({ group, metrics: sorted.filter((metric) => groupOf(metric) === group) }))
    .filter((entry) => entry.metrics.length > 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
