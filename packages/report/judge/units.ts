// Which unit a metric's statistic has; in exports without `contains` k6's own metric names decide.
import { FINDING_BYTES, FINDING_MS, PAGE_BYTES, PAGE_VITALS } from 'k6-format/load-names';
import type { Metric } from '../parse/model.ts';

export type Unit =
  | 'ms'
  | 'bytes'
  | 'ratio'
  | 'count'
  | 'per-second'
  | 'percent'
  | 'megabytes'
  | 'megabytes-per-second'
  | 'none';

const TIME_METRICS =
  /^(?:http_req_(?:duration|blocked|connecting|tls_handshaking|sending|waiting|receiving)|iteration_duration|group_duration|ws_connecting|ws_session_duration|ws_ping|grpc_req_duration|browser_http_req_duration|browser_web_vital_(?:fcp|inp|lcp|ttfb|fid))$/;
const PAGE_TIMES: ReadonlySet<string> = new Set([
  FINDING_MS,
  ...Object.values(PAGE_VITALS).flatMap(({ metric, isTime }) => (isTime ? [metric] : [])),
]);
const PAGE_WEIGHTS: ReadonlySet<string> = new Set([PAGE_BYTES, FINDING_BYTES]);
const DATA_METRICS = /^(?:browser_)?data_(?:sent|received)$/;

/** Units that the observer's metrics carry in their names. */
const SUFFIXES: readonly [string, Unit][] = [
  ['_mb_per_s', 'megabytes-per-second'],
  ['_pct', 'percent'],
  ['_mb', 'megabytes'],
];

export function unitOf(metric: Metric, stat: string | null): Unit {
  if (metric.type === 'rate') return 'ratio';
  if (stat === 'count' && (metric.type === 'trend' || (metric.type === 'counter' && !isData(metric)))) return 'count';
  if (metric.type === 'counter' && stat === 'rate') return 'per-second';
  if (isData(metric)) return 'bytes';
  if (metric.contains === 'time' || TIME_METRICS.test(metric.name) || PAGE_TIMES.has(metric.name)) return 'ms';
  return SUFFIXES.find(([suffix]) => metric.name.endsWith(suffix))?.[1] ?? 'none';
}

function isData(metric: Metric): boolean {
  return metric.contains === 'data' || DATA_METRICS.test(metric.name) || PAGE_WEIGHTS.has(metric.name);
}
