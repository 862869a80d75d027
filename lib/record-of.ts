// The run record as every load script fills it in: what is its own, and what follows from its settings and its clock. Pure but for the time.

import type { RunRecord } from 'k6-format/run-record';
import { policyOf } from '../thresholds/policy.ts';
import type { Settings } from './env.ts';
import type { Timeline } from './load.ts';

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
    policy: policyOf({ type, endpoints, service }),
  };
}
