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

/** Of an open model: the area under its rate. */
export function plannedIterations({ load }: Pick<RunRecord, 'load'>): number {
  let area = 0;
  for (let index = 1; index < load.length; index++) {
    const [from, to] = [load[index - 1]!, load[index]!];
    area += ((to.atS - from.atS) * (from.target + to.target)) / 2;
  }
  return area;
}
