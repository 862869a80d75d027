// k6's metric types and built-in metrics (https://grafana.com/docs/k6/latest/using-k6/metrics/reference/).

export const METRIC_TYPES = ['counter', 'gauge', 'rate', 'trend'] as const;
export type MetricType = (typeof METRIC_TYPES)[number];

/** k6's hint for the unit: `time` is milliseconds, `data` bytes. */
export type Contains = 'default' | 'time' | 'data';

/** Those of every run, without the browser's. The local runner numbers them in this order, and counts on the first two. */
export const BUILT_IN_METRICS = [
  ['checks', 'rate', 'default'],
  ['group_duration', 'trend', 'time'],
  ['vus', 'gauge', 'default'],
  ['vus_max', 'gauge', 'default'],
  ['iterations', 'counter', 'default'],
  ['iteration_duration', 'trend', 'time'],
  ['dropped_iterations', 'counter', 'default'],
  ['http_reqs', 'counter', 'default'],
  ['http_req_failed', 'rate', 'default'],
  ['http_req_duration', 'trend', 'time'],
  ['http_req_blocked', 'trend', 'time'],
  ['http_req_connecting', 'trend', 'time'],
  ['http_req_tls_handshaking', 'trend', 'time'],
  ['http_req_sending', 'trend', 'time'],
  ['http_req_waiting', 'trend', 'time'],
  ['http_req_receiving', 'trend', 'time'],
  ['ws_connecting', 'trend', 'time'],
  ['ws_session_duration', 'trend', 'time'],
  ['ws_ping', 'trend', 'time'],
  ['ws_sessions', 'counter', 'default'],
  ['ws_msgs_sent', 'counter', 'default'],
  ['ws_msgs_received', 'counter', 'default'],
  ['data_sent', 'counter', 'data'],
  ['data_received', 'counter', 'data'],
] as const satisfies readonly (readonly [string, MetricType, Contains])[];

/** The percent of `p(95)`, and of `med`; null for other statistics and for what is no percentile. */
export function percentileOf(stat: string): number | null {
  if (stat === 'med') return 50;
  const percent = Number(/^p\((\d+(?:\.\d+)?)\)$/.exec(stat)?.[1] ?? Number.NaN);
  return percent <= 100 ? percent : null;
}
