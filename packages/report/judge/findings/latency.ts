// Rules about response times: each reads the one description of what is slow, and speaks where its shape is its own.
import { digits, formatMs, formatRatio } from '../../text/format.ts';
import { clip } from '../../text/words.ts';
import type { Slowness } from '../causes/slowness.ts';
import { latencyAction } from './actions.ts';
import { type Case, type Finding, type FindingRule, share, weighed } from './finding.ts';
import { driftsOf } from './time.ts';
import { namesText, whenText } from './where.ts';

/** Some endpoints are slow all the time, the others are not. */
export const slowEndpoint: FindingRule = (run) =>
  slowBody(run, 'throughout', (slow) => {
    if (slow.isEverywhere || slow.isTransfer) return null;
    const names = namesOf(slow);
    return {
      rule: 'slow-endpoint',
      title: `${names} ${areSlow(slow)}, the others are not`,
      lookAt: `look at what only ${names} ${slow.scope.length === 1 ? 'does' : 'do'}: queries, cache, what is called`,
    };
  });

/** Every endpoint is slow all the time, under light load as well. */
export const slowEverywhere: FindingRule = (run) =>
  slowBody(run, 'throughout', (slow) =>
    slow.isEverywhere && !slow.isTransfer
      ? {
          rule: 'slow-everywhere',
          title: 'Every endpoint is slow, whatever the load',
          lookAt: 'look at what all endpoints share: network, proxy, database, the host itself',
        }
      : null,
  );

/** Slow in one stretch of the run, and not because of its load: something happened then. */
export const slowForATime: FindingRule = (run) =>
  slowBody(run, 'stretch', (slow) => {
    // The rules about recovery and drift have better words for theirs.
    if (isRecoveryOnly(run, slow) || (isToTheEnd(slow) && driftsOf(run).length > 0)) return null;
    return {
      rule: 'slow-for-a-time',
      title: `${slow.isEverywhere ? 'Every endpoint is slow' : `${namesOf(slow)} ${areSlow(slow)}`}${whenText(slow.shape)}`,
      lookAt: 'look at what happened then: a deployment, a job, a failover, a neighbor on the host',
    };
  });

/** The answer begins in time, and its body takes long. */
export const slowBodies: FindingRule = (run) =>
  slowBody(run, 'throughout', (slow) =>
    slow.isTransfer
      ? {
          rule: 'slow-body',
          title: `${slow.isEverywhere ? 'Every endpoint' : namesOf(slow)}: bodies arrive slowly`,
          lookAt: 'look at how bodies are sent: their size, compression, buffers of the proxy, bandwidth',
        }
      : null,
  );

interface Words {
  rule: string;
  title: string;
  lookAt: string;
}

function slowBody(run: Case, kind: Slowness['shape']['kind'], words: (slow: Slowness) => Words | null): Finding[] {
  const { slowness } = run;
  if (slowness?.part !== 'body' || slowness.shape.kind !== kind) return [];
  const found = words(slowness);
  if (!found) return [];
  return [
    {
      rule: found.rule,
      severity: weighed(run),
      title: found.title,
      evidence: slowText(slowness),
      action: latencyAction(run, found.lookAt),
      effect: share(run, slowness.cost),
    },
  ];
}

function isToTheEnd({ shape }: Slowness): boolean {
  return shape.kind === 'stretch' && shape.untilS === null;
}

function isRecoveryOnly({ recovery }: Case, { shape }: Slowness): boolean {
  return recovery !== null && shape.kind === 'stretch' && (shape.fromS ?? 0) >= recovery.spikeEndS - 1e-6;
}

const namesOf = (slow: Slowness): string => namesText(slow.scope.map(({ name }) => name));
const areSlow = (slow: Slowness): string => (slow.scope.length === 1 ? 'is slow' : 'are slow');

/** Endpoints that are listed with their figures. */
const MOST_TOLD = 3;

/** `health p50 310 ms and p95 325 ms (baseline 10 and 25 ms); 100 % of requests over the p95 limit`. */
export function slowText(slow: Slowness): string {
  const isWhole = slow.shape.kind === 'throughout';
  // Not the figures of the table of endpoints, which are of the whole hold.
  const place = slow.shape.kind === 'with-load' ? ' under full load' : ' then';
  const told = slow.scope.slice(0, MOST_TOLD).map(({ name, p50Ms, facts: { latency, baseline } }) => {
    const measured = isWhole
      ? `p50 ${formatMs(latency!.p50Ms)} and p95 ${formatMs(latency!.p95Ms)}`
      : `p50 ${formatMs(p50Ms)}${place}`;
    const row = isWhole ? `${baseline!.p50Ms} and ${baseline!.p95Ms} ms` : `${baseline!.p50Ms} ms`;
    return `${clip(name)} ${measured} (baseline ${row})`;
  });
  const rest = slow.scope.length - told.length;
  return `${told.join(', ')}${rest > 0 ? `, and ${rest} more` : ''}; ${formatRatio(slow.ratio)} of requests over the p95 limit`;
}

/** A p99 of this many p95, and... */
const TAIL_RATIO = 3;
/** ...this many times what the baseline's tail is, is not the endpoint's nature any more. */
const TAIL_AGAINST_BASELINE = 1.8;
/** A p99 of fewer samples is one request. */
const FEWEST_SAMPLES = 200;
/** Where at least this share failed, the slowest requests may be those that failed late. */
const FAILED_RATIO = 0.003;

/** A part of the requests takes very much longer than the others. */
export const tailAboveBody: FindingRule = (run) => {
  const { slowness, facts, summary } = run;
  if (slowness?.part === 'tail') return [tailFinding(run, slowness)];
  if (slowness) return [];
  return facts.endpoints.flatMap(({ name, latency, baseline, errorRatio }) => {
    if (!latency || latency.p95Ms === null || latency.p99Ms === null || latency.p95Ms === 0) return [];
    const ratio = latency.p99Ms / latency.p95Ms;
    const usual = baseline ? baseline.p99Ms / baseline.p95Ms : 1;
    if (ratio < TAIL_RATIO || ratio < usual * TAIL_AGAINST_BASELINE || (latency.samples ?? 0) < FEWEST_SAMPLES)
      return [];
    if ((errorRatio ?? 0) >= FAILED_RATIO) return [];
    return [
      {
        rule: 'tail-above-body',
        severity: 'minor' as const,
        title: `${clip(name)}: the slowest requests are far slower than the rest`,
        evidence: `p99 ${formatMs(latency.p99Ms)} is ${digits(ratio)} times p95 ${formatMs(latency.p95Ms)}${baseline ? `, in the baseline ${digits(usual)} times` : ''}`,
        action: latencyAction(
          { summary, facts },
          `find what the slowest requests of ${clip(name)} share (locks, cold caches, pauses)`,
        ),
        effect: Math.min(1, ratio / 20),
      },
    ];
  });
};

function tailFinding(run: Case, slow: Slowness): Finding {
  const names = namesOf(slow);
  const who = slow.isEverywhere ? 'every endpoint' : names;
  const figures = slow.scope
    .slice(0, MOST_TOLD)
    .map(
      ({ name, facts: { latency } }) =>
        `${clip(name)} p50 ${formatMs(latency!.p50Ms)}, p99 ${formatMs(latency!.p99Ms)}`,
    );
  return {
    rule: 'tail-above-body',
    severity: weighed(run),
    title: `A part of the requests to ${who} is far slower than the rest${whenText(slow.shape)}`,
    evidence: `${formatRatio(slow.ratio)} of requests over the p95 limit, while the middle one is as fast as it should be: ${figures.join('; ')}`,
    action: latencyAction(
      run,
      `find what the slow requests to ${who} share (locks, cold caches, pauses, one bad instance)`,
    ),
    effect: share(run, slow.cost),
  };
}

/** The scaling trigger: p95 above 500 ms. What is slow, and where, is what the rules above say where the baselines allow it. */
export const p95OverTrigger: FindingRule = ({ facts, slowness, summary }) => {
  const p95Ms = facts.latency?.p95Ms ?? null;
  if (slowness || p95Ms === null || p95Ms <= summary.policy.triggers.p95Ms) return [];
  return [
    {
      rule: 'p95-over-trigger',
      severity: 'serious',
      title: 'Response times are over the scaling trigger',
      evidence: `p95 ${formatMs(p95Ms)}${facts.phase ? ` in the ${facts.phase} phase` : ''}, trigger ${formatMs(summary.policy.triggers.p95Ms)}`,
      action: latencyAction({ summary, facts }, 'find out which requests are slow'),
      effect: 0.05,
    },
  ];
};
