// The run record as every load script fills it in: what is its own, and what follows from its settings and its clock. Pure but for the time.
import type { Settings } from './env.ts';
import type { Timeline } from './load.ts';
import type { RunRecord } from './run-record.ts';

/** What differs between the kinds of test. */
type Own = Pick<RunRecord, 'type' | 'endpoints' | 'service' | 'target' | 'model' | 'peakVus'>;

/** The record of a run that ends now, after `durationMs`. */
export function recordOf(
  own: Own,
  { engine, timeScale, commit, leftOut }: Pick<Settings, 'engine' | 'timeScale' | 'commit' | 'leftOut'>,
  { load, phases, windows }: Timeline,
  durationMs: number,
): RunRecord {
  const endedAtMs = Date.now();
  const { type, endpoints, service, target, model, peakVus } = own;
  return {
    ...{ schema: 1, engine, type, endpoints },
    ...(leftOut && { leftOut }),
    ...(service !== undefined && { service }),
    ...{
      target,
      startedAt: new Date(endedAtMs - durationMs).toISOString(),
      endedAt: new Date(endedAtMs).toISOString(),
    },
    ...{ timeScale, commit, model, peakVus, load, phases, windows },
  };
}

/** When the planned load is over, seconds since it started; 0 where no plan is known. */
export function plannedLengthS({ load, phases }: Pick<RunRecord, 'load' | 'phases'>): number {
  return Math.max(0, ...load.map(({ atS }) => atS), ...phases.map(({ endS }) => endS));
}

/** A run that took less of its planned time than this ended early; 1 would call a timer's rounding an early end. */
const WHOLE_RATIO = 0.95;

/** Whether a run stopped before its planned load was over. A smoke test ends with its last request, whatever time it was given. */
export function endedEarly(run: Pick<RunRecord, 'load' | 'phases'> & { type: string }, durationMs: number): boolean {
  return run.type !== 'smoke' && durationMs < WHOLE_RATIO * 1000 * plannedLengthS(run);
}
