// Which unit a statistic of a metric has: by k6's hint in the file, else by the name of a metric that k6 or the load scripts make.
// https://grafana.com/docs/k6/latest/using-k6/metrics/reference/ has k6's; `--summary-export` keeps no hints.
import { FINDING_BYTES, FINDING_MS, PAGE_BYTES, PAGE_VITALS, ROUND_TRIP_MS } from './load-names.ts';
import { BUILT_IN_METRICS, type MetricType } from './metrics.ts';

export type Unit =
  | 'ms'
  | 'bytes'
  | 'bytes-per-second'
  | 'ratio'
  | 'count'
  | 'per-second'
  | 'percent'
  | 'megabytes'
  | 'megabytes-per-second'
  | 'none';

/** What a metric holds, by its name; of those that are neither times nor data, nothing. */
const KNOWN = new Map<string, string>([
  ...BUILT_IN_METRICS.map(([name, , contains]) => [name, contains] as const),
  ...['grpc_req_duration', 'browser_http_req_duration', FINDING_MS, ROUND_TRIP_MS].map(
    (name) => [name, 'time'] as const,
  ),
  ...['fcp', 'fid', 'inp', 'lcp', 'ttfb'].map((vital) => [`browser_web_vital_${vital}`, 'time'] as const),
  ...Object.values(PAGE_VITALS).map(({ metric, isTime }) => [metric, isTime ? 'time' : 'default'] as const),
  ...['browser_data_sent', 'browser_data_received', PAGE_BYTES, FINDING_BYTES].map((name) => [name, 'data'] as const),
]);

/** Units that the observer's metrics carry in their names. */
const SUFFIXES: readonly [string, Unit][] = [
  ['_mb_per_s', 'megabytes-per-second'],
  ['_pct', 'percent'],
  ['_mb', 'megabytes'],
];

/** `stat` null: of the metric itself. `hints`: of all files that have the metric; only some formats keep k6's. */
export function unitOf(
  { name, type, contains }: { name: string; type: MetricType; contains: string | null },
  stat: string | null,
  hints: readonly (string | null)[] = [contains],
): Unit {
  if (type === 'rate') return 'ratio';
  if (type === 'trend' && stat === 'count') return 'count';
  const held = hints.find((hint) => hint === 'time' || hint === 'data') ?? KNOWN.get(name);
  // What is counted in a second: bytes where the counter counts bytes.
  if (type === 'counter' && stat === 'rate') return held === 'data' ? 'bytes-per-second' : 'per-second';
  if (held === 'data') return 'bytes';
  if (held === 'time') return 'ms';
  if (type === 'counter' && stat === 'count') return 'count';
  return SUFFIXES.find(([suffix]) => name.endsWith(suffix))?.[1] ?? 'none';
}
