// How long a system takes after a spike until every endpoint is back inside its limit, and stays there.

import { allowedOverLimit } from 'k6-format/over-limit';
import { type Policy, p95LimitOf } from 'k6-format/policy';
import type { Summary } from '../parse/model.ts';
import type { EndpointWindow, WindowFacts } from './series.ts';

export interface Recovery {
  /** When the spike ended, seconds into the run. */
  spikeEndS: number;
  /** From the end of the spike until back inside; null when the run ended before. */
  recoveredAfterS: number | null;
  /** The policy's allowance on the clock of this run; null without a policy. */
  allowedS: number | null;
  /** From the start of the spike to the first window with a failed request; null without one. */
  firstErrorAfterS: number | null;
  peakErrorRatio: number | null;
  peakErrorWindow: string | null;
  /** Endpoints that were the last to come back, or had not by the end. */
  lastEndpoints: string[];
  /** Width of the recovery's windows: no answer is finer than that. */
  resolutionS: number;
  /** Whether requests were outside of their limits before the spike about as often as after the allowed time. */
  wasOutside: boolean;
}

/** Null for runs without a spike. */
export function judgeRecovery(summary: Summary, series: readonly WindowFacts[]): Recovery | null {
  const spike = summary.run?.phases.find((phase) => phase.name === 'spike');
  const after = spike ? series.filter((window) => window.startS >= spike.endS - 1e-6) : [];
  // Phases and windows come from a file and need not fit each other.
  if (!spike || after.length === 0 || spike.startS > spike.endS) return null;
  const { policy } = summary;
  const lastBad = lastSlow(
    policy,
    after,
    slowIn(policy, series[series.indexOf(after[0]!) - 1] ?? after[0]!).length > 0,
  );
  const isRecovered = lastBad < after.length - 1;
  const back = after[lastBad + 1];
  const fromSpike = series.filter((window) => window.startS >= spike.startS - 1e-6);
  const firstError = fromSpike.find((window) => (window.errorRatio ?? 0) > 0);
  const worst = fromSpike.reduce((a, b) => ((b.errorRatio ?? 0) > (a.errorRatio ?? 0) ? b : a));
  const allowedS = summary.policy.recoveryS * (summary.run?.timeScale ?? 1);
  return {
    spikeEndS: spike.endS,
    recoveredAfterS: isRecovered && back ? Math.max(0, back.startS - spike.endS) : null,
    allowedS: Number.isFinite(allowedS) ? allowedS : null,
    firstErrorAfterS: firstError ? firstError.startS - spike.startS : null,
    peakErrorRatio: worst.errorRatio,
    peakErrorWindow: (worst.errorRatio ?? 0) > 0 ? worst.id : null,
    lastEndpoints: lastBad < 0 ? [] : endpointsOver(policy, after[lastBad]!),
    resolutionS: after[0]!.endS - after[0]!.startS,
    wasOutside: isAsBad(
      series.filter((window) => window.endS <= spike.startS + 1e-6),
      after.filter((window) => window.startS >= spike.endS + allowedS - 1e-6),
    ),
  };
}

/** A trouble that was there before the spike is none of its effects from half of its later size on. */
function isAsBad(before: readonly WindowFacts[], late: readonly WindowFacts[]): boolean {
  const of = (windows: readonly WindowFacts[]) => counted(windows.flatMap(({ endpoints }) => [...endpoints]));
  const [was, is] = [of(before), of(late)];
  if (was.requests === 0 || was.over / was.requests < allowedOverLimit(was.requests)) return false;
  return is.requests === 0 || was.over / was.requests >= 0.5 * (is.over / is.requests);
}

/**
 * The last window that was slow, or -1. Slow answers leave few requests in a window, too few for evidence of their own: after a
 * slow window the next is slow as well while most of its requests are over the limit.
 */
function lastSlow(policy: Policy, windows: readonly WindowFacts[], wasSlow: boolean): number {
  let [isSlow, last] = [wasSlow, -1];
  for (const [index, window] of windows.entries()) {
    isSlow = slowIn(policy, window).length > 0 || (isSlow && overShare(window) > 0.5);
    if (isSlow) last = index;
  }
  return last;
}

/** Share of a window's requests over their endpoint's limit, 0 without any. */
function overShare({ endpoints }: WindowFacts): number {
  const { requests, over } = counted([...endpoints]);
  return requests === 0 ? 0 : over / requests;
}

/** Endpoints with evidence against them, else all that had a request over the limit. */
function endpointsOver(policy: Policy, window: WindowFacts): string[] {
  const slow = slowIn(policy, window);
  if (slow.length > 0) return slow;
  return [...window.endpoints].filter(([, { overLimitRatio }]) => (overLimitRatio ?? 0) > 0).map(([name]) => name);
}

/** Requests of a window whose share over the limit is known, and how many of them were over it. */
function counted(endpoints: [string, EndpointWindow][]): { requests: number; over: number } {
  const known = endpoints.filter(([, { samples, overLimitRatio }]) => (samples ?? 0) > 0 && overLimitRatio !== null);
  return {
    requests: known.reduce((sum, [, { samples }]) => sum + (samples ?? 0), 0),
    over: known.reduce((sum, [, { samples, overLimitRatio }]) => sum + (samples ?? 0) * (overLimitRatio ?? 0), 0),
  };
}

/**
 * Endpoints that were outside of their limit in a window. An endpoint without requests in it says nothing; where each has too
 * few to say anything (a compressed run), all of them together may.
 */
function slowIn(policy: Policy, window: WindowFacts): string[] {
  const slow = [...window.endpoints].filter(([name, figures]) => isSlow(policy, name, figures)).map(([name]) => name);
  return slow.length > 0 ? slow : slowTogether([...window.endpoints]);
}

function slowTogether(endpoints: [string, EndpointWindow][]): string[] {
  const { requests, over } = counted(endpoints);
  if (requests === 0 || over / requests < allowedOverLimit(requests)) return [];
  return endpoints.filter(([, { overLimitRatio }]) => (overLimitRatio ?? 0) > 0).map(([name]) => name);
}

/** Few requests make a p95 that is little more than their maximum, so the share over the limit is judged where it was counted. */
function isSlow(policy: Policy, name: string, { samples, overLimitRatio, p95Ms }: EndpointWindow): boolean {
  if (overLimitRatio !== null) return overLimitRatio >= allowedOverLimit(Math.max(1, samples ?? 1));
  return p95Ms !== null && p95Ms >= p95LimitOf(policy, name);
}
