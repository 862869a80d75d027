// The reference target with the rows of this suite's tables.
import type { TargetRows } from 'k6-target/rows';
import { startTarget as start, type Target, type TargetOptions } from 'k6-target/server';
import { endpoints, journeySteps, type StepName, serviceLimits } from '../../thresholds/baselines.ts';
import { plannedRow, plannedRows } from '../../thresholds/tasks.ts';
import { definitions } from './definitions.ts';

export type { Target };

/** Steps ask paths of endpoints; those that only they ask have rows of their own. */
const ownSteps = (Object.keys(journeySteps) as StepName[])
  .filter((step) => !Object.values<{ path: string }>(endpoints).some((row) => row.path === journeySteps[step].path))
  .map((step) => [step, { path: journeySteps[step].path, ...plannedRow(step) }] as const);

/** Compressing pays from where the guide's Nginx does it. */
export const OUR_ROWS = {
  rows: { ...plannedRows, ...Object.fromEntries(ownSteps) },
  definitions,
  gzipMinimumBytes: serviceLimits.gzipMinimumBytes.value,
} satisfies TargetRows;

/** Starts it; `options` may have other rows. */
export const startTarget = (options: Partial<TargetOptions> = {}): Promise<Target> =>
  start({ ...OUR_ROWS, ...options });
