// Sorts the metrics of a summary by what they measure, each with its sub-metrics behind it.
import type { Metric, Summary } from '../parse/model.ts';

/** `custom` are the script's own. */
export type MetricGroup = 'custom' | 'http' | 'grpc' | 'websocket' | 'browser' | 'execution';

/** In the order of a report. Scripts name their own metrics after k6's (`ws_paired_time`): its names are matched whole. */
const PATTERNS: readonly [MetricGroup, RegExp][] = [
  ['http', /^http_(?:reqs|req_(?:duration|failed|blocked|connecting|tls_handshaking|sending|waiting|receiving))$/],
  ['grpc', /^grpc_(?:reqs|req_duration|streams|streams_msgs_(?:sent|received))$/],
  ['websocket', /^ws_(?:connecting|session_duration|ping|sessions|msgs_(?:sent|received))$/],
  ['browser', /^browser_(?:data_(?:sent|received)|http_req_(?:duration|failed)|web_vital_[a-z]+)$/],
  [
    'execution',
    /^(?:(?:dropped_)?iterations|iteration_duration|vus|vus_max|checks|group_duration|data_(?:sent|received))$/,
  ],
];

export function groupOf({ name }: Metric): MetricGroup {
  return PATTERNS.find(([, pattern]) => pattern.test(name))?.[0] ?? 'custom';
}

/** Those with figures, by group and name: k6 writes them in no order. A metric as a whole comes before its sub-metrics. */
export function groupMetrics({ metrics }: Summary): { group: MetricGroup; metrics: Metric[] }[] {
  const measured = metrics.filter(({ stats }) => stats.size > 0);
  const sorted = measured.sort((a, b) => compare(a.name, b.name) || a.tags.size - b.tags.size || compare(a.key, b.key));
  return (['custom', ...PATTERNS.map(([group]) => group)] as const)
    .map((group) => ({ group, metrics: sorted.filter((metric) => groupOf(metric) === group) }))
    .filter((entry) => entry.metrics.length > 0);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
