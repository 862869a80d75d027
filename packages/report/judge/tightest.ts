// How much of a limit is used, and which of several limits is the nearest.
import { EMERGENCY_STOP } from './limit-origin.ts';
import type { Verdict } from './verdict.ts';

/** A limit with less than this share of it to spare is nearly crossed. Baselines leave 10 %, so a run like its baseline is not. */
const NEAR_RATIO = 0.05;

/** The share of a limit that a value uses up: 1 is at the limit, more is over it. Null where that says nothing. */
export function usedRatio({ operator, limit, actual, unit }: Verdict): number | null {
  if (operator === null || limit === null || actual === null) return null;
  if (operator === '<' || operator === '<=') return limit > 0 ? Math.max(0, actual / limit) : null;
  if (operator !== '>' && operator !== '>=') return null;
  // Of a share that has to be high, what may be missing is used up.
  if (unit === 'ratio' && limit < 1) return (1 - actual) / (1 - limit);
  return limit > 0 && actual > 0 ? limit / actual : null;
}

/** A guard against empty figures, such as `count>0`: it says that something was measured, and is not a goal. */
export function isGuard({ stat, operator, limit }: Verdict): boolean {
  return stat === 'count' && operator === '>' && limit === 0;
}

export function isNear(verdict: Verdict): boolean {
  const used = usedRatio(verdict);
  return verdict.outcome === 'passed' && used !== null && used > 1 - NEAR_RATIO;
}

/** The limit that is used up most, of those that are chosen; null where none is. The one that ends a run early is not a goal. */
export function tightest(verdicts: readonly Verdict[], isChosen: (verdict: Verdict) => boolean): Verdict | null {
  let found: Verdict | null = null;
  for (const verdict of verdicts) {
    if (isGuard(verdict) || !isChosen(verdict)) continue;
    if (verdict.origin === EMERGENCY_STOP && verdict.outcome !== 'failed') continue;
    if (found === null || rank(verdict) > rank(found)) found = verdict;
  }
  return found;
}

/** Crossed limits before all others, and a limit without a share last. */
function rank(verdict: Verdict): number {
  return (verdict.outcome === 'failed' ? 1e9 : 0) + (usedRatio(verdict) ?? -1);
}
