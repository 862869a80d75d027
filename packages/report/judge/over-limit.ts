// How many requests were over a failed latency limit: counted where the run counted them, else bounded by percentiles.
import { percentileOf } from 'k6-format/metrics';
import { p95LimitOf } from 'k6-format/policy';
import { metricKey } from 'k6-format/selectors';
import { findMetric, type Metric, type Summary, statOf } from '../parse/model.ts';
import { missingSamples } from './samples.ts';
import type { Verdict } from './verdict.ts';

/** A share of requests, 0..1, between two bounds; equal bounds are a count. */
export interface Share {
  atLeast: number;
  atMost: number;
  /** `counted` by the run itself, `bounded` by the percentiles around the limit. */
  kind: 'counted' | 'bounded';
}

/** Null where the verdict is not about latency or the summary cannot tell. */
export function shareOver(summary: Summary, verdict: Verdict): Share | null {
  if (verdict.unit !== 'ms' || verdict.limit === null || verdict.stat === 'count') return null;
  const counted = countedShare(summary, verdict);
  if (counted !== null) return { atLeast: counted, atMost: counted, kind: 'counted' };
  const metric = summary.byKey.get(metricKey(verdict.metric, verdict.tags));
  return metric ? boundedShare(metric, verdict.limit) : null;
}

/** The rate `over_limit` counts requests over the endpoint's p95 limit, so it only answers for that limit. */
function countedShare(summary: Summary, verdict: Verdict): number | null {
  const endpoint = verdict.tags.get('endpoint');
  if (endpoint === undefined || verdict.limit === null) return null;
  const countedAtMs = p95LimitOf(summary.policy, endpoint);
  if (!(Math.abs(verdict.limit - countedAtMs) <= 0.001 * countedAtMs)) return null;
  const metric = findMetric(summary, 'over_limit', Object.fromEntries(verdict.tags));
  return metric && missingSamples(summary, metric) === null ? statOf(metric, 'rate') : null;
}

/** If p90 is under the limit and p95 over it, between 5 and 10 % of requests were over. */
function boundedShare(metric: Metric, limitMs: number): Share {
  let atLeast = 0;
  let atMost = 1;
  for (const [stat, valueMs] of metric.stats) {
    const rank = rankOf(stat);
    if (rank === null) continue;
    const above = (100 - rank) / 100;
    if (valueMs >= limitMs) atLeast = Math.max(atLeast, above);
    else atMost = Math.min(atMost, above);
  }
  return { atLeast: Math.min(atLeast, atMost), atMost, kind: 'bounded' };
}

/** The share of samples at or below a statistic, in percent; of an average none is known. */
function rankOf(stat: string): number | null {
  return stat === 'min' ? 0 : stat === 'max' ? 100 : percentileOf(stat);
}
