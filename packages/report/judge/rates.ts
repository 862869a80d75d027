// Requests per second: of the run and of its phases, over the seconds that the run came to.
import type { Summary } from '../parse/model.ts';
import { requestsOf } from './samples.ts';

/** Length of the whole run with setup and teardown, s; null where nothing tells it. */
export function secondsOf({ durationMs }: Summary): number | null {
  return durationMs === null ? null : durationMs / 1000;
}

export interface Rate {
  perS: number | null;
  /** The phase that it is from; null for the whole run. */
  phase: string | null;
}

/**
 * Rate of requests in the phase that a run's figures are from, where the run record tells how long that was; else in the whole run,
 * of `requests`. `tags` are those of the requests in that phase.
 */
export function rateOfRequests(
  summary: Summary,
  { tags, phase }: { tags: Record<string, string>; phase: string | null },
  requests: number | null,
): Rate {
  const perS = phase === null ? null : perSecond(requestsOf(summary, tags), phaseSeconds(summary, phase));
  return perS === null ? { perS: perSecond(requests, secondsOf(summary)), phase: null } : { perS, phase };
}

/** Rate of all requests in the phases of this name; null where nothing tells. */
export function phaseRate(summary: Summary, phase: string): number | null {
  return perSecond(requestsOf(summary, { phase }), phaseSeconds(summary, phase));
}

/** Time spent in the phases of this name, s. A run that ended early ends in the middle of one. */
function phaseSeconds(summary: Summary, phase: string): number {
  const runS = secondsOf(summary) ?? Number.POSITIVE_INFINITY;
  const spans = (summary.run?.phases ?? []).filter(({ name }) => name === phase);
  return spans.reduce((sum, { startS, endS }) => sum + Math.max(0, Math.min(endS, runS) - startS), 0);
}

function perSecond(requests: number | null, seconds: number | null): number | null {
  return requests === null || seconds === null || seconds <= 0 ? null : requests / seconds;
}
