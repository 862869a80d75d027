// Rules about response times: which endpoint is slow, how its tail stands to its body, the guide's trigger and target.
import { targets, triggers } from '../../../../thresholds/baselines.ts';
import { digits, formatMs } from '../../text/format.ts';
import { clip } from '../../text/words.ts';
import type { EndpointFacts } from '../facts.ts';
import { median } from '../theil-sen.ts';
import { triggerAction } from './actions.ts';
import { type FindingRule, weighed } from './finding.ts';

/** An endpoint is slow from this multiple of its baseline on... */
const SLOW_FACTOR = 1.5;
/** ...when it is that many times further off than the others (a slower machine slows all by a factor)... */
const STANDS_OUT_FACTOR = 1.5;
/** ...and lost that many times more time than they did (a queue that all wait in delays all by the same time). */
const STANDS_OUT_EXCESS = 3;
/** Less is no loss. */
const LEAST_EXCESS_MS = 2;

/** One endpoint is far over its baseline while the others are not. */
export const slowEndpoint: FindingRule = (run) => {
  const losses = run.facts.endpoints.flatMap((endpoint) => lossOf(endpoint) ?? []);
  return losses.flatMap(({ endpoint, factor, excessMs }) => {
    const others = losses.filter((other) => other.endpoint !== endpoint);
    const usualMs = middle(others.map((other) => other.excessMs)) ?? 0;
    const usual = middle(others.map((other) => other.factor)) ?? 1;
    if (factor < SLOW_FACTOR || factor < usual * STANDS_OUT_FACTOR) return [];
    if (excessMs < STANDS_OUT_EXCESS * Math.max(LEAST_EXCESS_MS, usualMs)) return [];
    const { latency, baseline } = endpoint;
    return [
      {
        rule: 'slow-endpoint',
        severity: weighed(run),
        title: `${clip(endpoint.name)} is slow, the others are not`,
        evidence: `p50 ${formatMs(latency!.p50Ms)} and p95 ${formatMs(latency!.p95Ms)}, baseline ${baseline!.p50Ms} and ${baseline!.p95Ms} ms: ${digits(factor)} times its baseline, the others ${digits(usual)} times`,
        action: `${triggerAction('responseTimeP95')}: look at what only ${clip(endpoint.name)} does: its queries, its cache, what it calls`,
        effect: Math.min(1, 0.87 + factor / 100),
      },
    ];
  });
};

interface Loss {
  endpoint: EndpointFacts;
  /** Multiple of the baseline, in body and p95 alike, so that a tail alone does not count. */
  factor: number;
  /** Median against the baseline's. */
  excessMs: number;
}

function lossOf(endpoint: EndpointFacts): Loss | null {
  const { latency, baseline } = endpoint;
  if (!latency || !baseline || latency.p95Ms === null || latency.p50Ms === null) return null;
  const factor = Math.min(latency.p95Ms / baseline.p95Ms, latency.p50Ms / baseline.p50Ms);
  return { endpoint, factor, excessMs: latency.p50Ms - baseline.p50Ms };
}

function middle(values: readonly number[]): number | null {
  return values.length === 0 ? null : median([...values].sort((a, b) => a - b));
}

/** A p99 of this many p95, and... */
const TAIL_RATIO = 3;
/** ...this many times what the baseline's tail is, is no longer the endpoint's nature. */
const TAIL_AGAINST_BASELINE = 1.8;
/** A p99 of fewer samples is one request. */
const FEWEST_SAMPLES = 200;

/** A few requests take very much longer than the others. */
export const tailAboveBody: FindingRule = ({ facts }) =>
  facts.endpoints.flatMap(({ name, latency, baseline }) => {
    if (!latency || latency.p95Ms === null || latency.p99Ms === null || latency.p95Ms === 0) return [];
    const ratio = latency.p99Ms / latency.p95Ms;
    const usual = baseline ? baseline.p99Ms / baseline.p95Ms : 1;
    if (ratio < TAIL_RATIO || ratio < usual * TAIL_AGAINST_BASELINE || (latency.samples ?? 0) < FEWEST_SAMPLES)
      return [];
    return [
      {
        rule: 'tail-above-body',
        severity: 'minor' as const,
        title: `${clip(name)}: the slowest requests are far slower than the rest`,
        evidence: `p99 ${formatMs(latency.p99Ms)} is ${digits(ratio)} times p95 ${formatMs(latency.p95Ms)}${baseline ? `, in the baseline ${digits(usual)} times` : ''}`,
        action: `${triggerAction('responseTimeP95')}: find what the slowest requests of ${clip(name)} share (locks, cold caches, pauses)`,
        effect: Math.min(1, ratio / 20),
      },
    ];
  });

/** The scaling trigger: p95 above 500 ms. */
export const p95OverTrigger: FindingRule = ({ facts }) => {
  const p95Ms = facts.latency?.p95Ms ?? null;
  if (p95Ms === null || p95Ms <= triggers.responseTimeP95.aboveMs) return [];
  return [
    {
      rule: 'p95-over-trigger',
      severity: 'serious',
      title: 'Response times are over the scaling trigger',
      evidence: `p95 ${formatMs(p95Ms)}${facts.phase ? ` in the ${facts.phase} phase` : ''}, trigger ${formatMs(triggers.responseTimeP95.aboveMs)}`,
      action: triggerAction('responseTimeP95'),
      effect: 0.6,
    },
  ];
};

/** Endpoints whose baseline misses the API target already: known, listed, no news. */
export const aboveTarget: FindingRule = ({ facts }) => {
  const { limitMs } = targets.apiResponseTime;
  const above = facts.endpoints.filter(
    ({ baseline, latency }) => baseline && baseline.p95Ms >= limitMs && (latency?.p95Ms ?? 0) >= limitMs,
  );
  if (above.length === 0) return [];
  return [
    {
      rule: 'above-target',
      severity: 'info',
      title: `${above.map((endpoint) => endpoint.name).join(' and ')} stay above the API target, as in their baselines`,
      evidence: above
        .map(
          ({ name, baseline, latency }) =>
            `${name} p95 ${formatMs(latency!.p95Ms)} (baseline ${baseline!.p95Ms} ms, target ${limitMs} ms)`,
        )
        .join('; '),
      action: null,
      effect: 0,
    },
  ];
};
