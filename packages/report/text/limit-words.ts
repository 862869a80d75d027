// A limit in words: its figure, its bound and what came of it.
import {
  JOURNEY_COMPLETED,
  JOURNEY_MS,
  MESSAGES_ANSWERED,
  PAGE_BYTES,
  PAGE_FAILED,
  PAGE_FILES,
  PAGE_MEASURED,
  PAGE_VISITS,
  PAGE_VITALS,
  type PageVital,
  ROUND_TRIP_MS,
  TALKS_COMPLETED,
} from 'k6-format/load-names';
import type { Verdict } from '../judge/verdict.ts';
import { formatBeside, formatLimit } from './format.ts';
import { clip } from './words.ts';

const METRICS: Record<string, string> = {
  http_req_duration: 'latency',
  http_req_failed: 'error rate',
  http_reqs: 'requests',
  iterations: 'iterations',
  checks: 'checks passed',
  over_limit: 'requests over the p95 limit',
  target_cpu_pct: 'CPU of the target',
  target_memory_mb: 'memory of the target',
  dropped_iterations: 'dropped iterations',
  service_op_duration: 'latency',
  service_op_failed: 'error rate',
  service_ops: 'operations',
  cache_hits: 'cache hit ratio',
  vector_recall: 'recall',
  connection_reused: 'requests on an open connection',
  [JOURNEY_MS]: 'duration',
  [JOURNEY_COMPLETED]: 'completed journeys',
  ws_connecting: 'connect time',
  ws_session_duration: 'session',
  ws_sessions: 'sessions',
  ws_msgs_sent: 'messages sent',
  ws_msgs_received: 'messages received',
  [ROUND_TRIP_MS]: 'round trip',
  [MESSAGES_ANSWERED]: 'answers',
  [TALKS_COMPLETED]: 'completed talks',
  [PAGE_FAILED]: 'failed visits',
  [PAGE_VISITS]: 'visits',
  [PAGE_MEASURED]: 'figures taken',
  [PAGE_BYTES]: 'weight of the page',
  [PAGE_FILES]: 'files of the page',
  ...Object.fromEntries(Object.values(PAGE_VITALS).flatMap(vitalWords)),
};

/** Ours by its label; k6's own figure of the same thing says whose it is. */
function vitalWords({ metric, k6Metric, label }: PageVital): [string, string][] {
  return [[metric, label], ...(k6Metric === null ? [] : [[k6Metric, `${label} (k6)`] as [string, string]])];
}

const STATS: Record<string, string> = { avg: 'average', med: 'p50', min: 'lowest', max: 'highest' };

/** `p95 latency`, `error rate`, `average iteration_duration`. */
export function statisticText(verdict: Pick<Verdict, 'metric' | 'stat' | 'source'>): string {
  const metric = Object.hasOwn(METRICS, verdict.metric) ? METRICS[verdict.metric]! : clip(verdict.metric);
  const { stat } = verdict;
  if (stat === null) return `${metric} (${clip(verdict.source.expression)})`;
  if (stat === 'rate' || stat === 'count' || stat === 'value') return metric;
  const percentile = /^p\((.+)\)$/.exec(stat);
  return `${percentile ? `p${percentile[1]}` : Object.hasOwn(STATS, stat) ? STATS[stat] : clip(stat)} ${metric}`;
}

/** The measured value, or why there is none. */
export function valueText({ actual, limit, note, unit }: Verdict): string {
  return actual === null ? (note ?? 'not recorded') : formatBeside(actual, limit, unit);
}

/** `< 93.5 ms (baseline + 10 %)`; k6's own text where it could not be read. */
export function limitText(verdict: Verdict): string {
  if (verdict.operator === null || verdict.limit === null) return clip(verdict.source.expression);
  const origin = verdict.origin === null ? '' : ` (${verdict.origin})`;
  return `${verdict.operator} ${formatLimit(verdict.limit, verdict.unit)}${origin}`;
}

const OUTCOMES = { passed: 'passed', failed: 'FAILED', 'not-measured': 'not measured' } as const;

export function outcomeText(outcome: Verdict['outcome']): string {
  return OUTCOMES[outcome];
}
