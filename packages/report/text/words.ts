// The words of the report for k6's names.

import {
  PAGE_BYTES,
  PAGE_FAILED,
  PAGE_FILES,
  PAGE_MEASURED,
  PAGE_VISITS,
  PAGE_VITALS,
  type PageVital,
} from 'k6-format/load-names';
import type { Verdict } from '../judge/verdict.ts';
import { formatValue } from './format.ts';

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
  return `${percentile ? `p${percentile[1]}` : (STATS[stat] ?? stat)} ${metric}`;
}

/** `< 93.5 ms (baseline + 10 %)`; k6's own text where it could not be read. */
export function limitText(verdict: Verdict): string {
  if (verdict.operator === null || verdict.limit === null) return clip(verdict.source.expression);
  const origin = verdict.origin === null ? '' : ` (${verdict.origin})`;
  return `${verdict.operator} ${formatValue(verdict.limit, verdict.unit)}${origin}`;
}

const OUTCOMES = { passed: 'passed', failed: 'FAILED', 'not-measured': 'not measured' } as const;

export function outcomeText(outcome: Verdict['outcome']): string {
  return OUTCOMES[outcome];
}

/** `Baseline`, as the guide writes test types; `Page load under load`. */
export function typeText(type: string): string {
  const words = type.replaceAll('-', ' ');
  return words === '' ? words : `${words[0]!.toUpperCase()}${words.slice(1)}`;
}

/** A URL without what could be a secret: user, password, query, fragment. */
export function targetText(target: string): string {
  try {
    const url = new URL(target);
    return `${url.protocol}//${url.host}${url.pathname === '/' ? '' : url.pathname}`;
  } catch {
    return target.replace(/^[^/]*@/, '').split(/[?#]/, 1)[0]!;
  }
}

/** `1 limit`, `3 limits`. */
export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** `3 more endpoints are not listed`; null when all are. */
export function omitted(count: number, noun: string): string | null {
  if (count <= 0) return null;
  return count === 1 ? `1 more ${noun} is not listed` : `${count} more ${noun}s are not listed`;
}

/** A name as long as a table can bear. */
export function clip(name: string, length = 80): string {
  const characters = [...name];
  return characters.length <= length ? name : `${characters.slice(0, length - 1).join('')}…`;
}

/** The end of a path, which says most about it. */
export function clipStart(path: string, length = 80): string {
  const characters = [...path];
  return characters.length <= length ? path : `…${characters.slice(1 - length).join('')}`;
}

/** What the guard left out, for the end of a verdict: the other endpoints were asked more often for it. */
export function leftOutText(names: readonly string[] = []): string {
  return names.length === 0 ? '' : `; without ${names.join(', ')}: writing is not allowed in this environment`;
}
