// How long a run was planned to be, and whether it came to that end.
import type { PolicyTest } from './policy.ts';
import type { RunRecord } from './run-record.ts';

/** When the planned load is over, seconds since it started; 0 where no plan is known. */
export function plannedLengthS({ load, phases }: Pick<RunRecord, 'load' | 'phases'>): number {
  return Math.max(0, ...load.map(({ atS }) => atS), ...phases.map(({ endS }) => endS));
}

/** A run that took less of its planned time than this ended early; 1 would call a timer's rounding an early end. */
const WHOLE_RATIO = 0.95;

/** What the policy says of a test that ends with its last request, whatever time it was given. */
type Ends = { policy?: { test: Pick<PolicyTest, 'endsByItself'> } | null | undefined };

/** Whether a run stopped before its planned load was over. */
export function endedEarly(run: Pick<RunRecord, 'load' | 'phases'> & Ends, durationMs: number): boolean {
  return !run.policy?.test.endsByItself && durationMs < WHOLE_RATIO * 1000 * plannedLengthS(run);
}
