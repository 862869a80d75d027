// How far equal runs are apart: the noise floor of every comparison, and the limits that are tighter than it.

import { UserError } from 'k6-kit/user-error';
import type { HistoryRun } from '../run.ts';
import { studentQuantile } from '../stats/distributions.ts';
import type { NoiseRecord } from '../store/store.ts';
import { differences, kindOf } from './comparable.ts';
import { LATENCIES, logShifts, POWER_FACTOR } from './shift.ts';

/** Fewer pairs than this would make a lucky pair the truth. */
const FEWEST_PAIRS = 3;
const Z95 = 1.959964;

/**
 * The noise of runs 1 and 2, 3 and 4, and so on. A spread is the root mean square of the pairs' log differences, larger by
 * Student's factor for so few pairs.
 */
export function noiseOfPairs(runs: readonly HistoryRun[], now: Date): NoiseRecord {
  const pairs = Math.floor(runs.length / 2);
  if (pairs < FEWEST_PAIRS) {
    throw new UserError('E_CALIBRATE_PAIRS', `${runs.length} runs, expected at least ${2 * FEWEST_PAIRS} equal ones`);
  }
  const reasons = runs.slice(1).flatMap((run) => differences(runs[0]!, run).map((reason) => `${run.id}: ${reason}`));
  if (reasons.length > 0) throw new UserError('E_CALIBRATE_UNLIKE', `the runs are not alike: ${reasons[0]}`);
  const squares = new Map<string, number[]>();
  for (let pair = 0; pair < pairs; pair++) {
    for (const { endpoint, metric, log } of logShifts(runs[2 * pair]!, runs[2 * pair + 1]!)) {
      const key = `${endpoint} ${metric}`;
      squares.set(key, [...(squares.get(key) ?? []), log ** 2]);
    }
  }
  const complete = [...squares].filter(([, values]) => values.length === pairs);
  if (complete.length === 0) {
    throw new UserError(
      'E_CALIBRATE_WINDOWS',
      'no metric has enough windows in every run; expected runs with a stretch of constant load',
    );
  }
  const factor = studentQuantile(0.05, pairs) / Z95;
  const spreads = complete.map(([key, values]): [string, number] => [
    key,
    factor * Math.sqrt(values.reduce((sum, value) => sum + value, 0) / pairs),
  ]);
  return { key: kindOf(runs[0]!), measuredAt: now.toISOString(), pairs, spreads: Object.fromEntries(spreads) };
}

/** Smallest change that two runs show in 4 of 5 cases, as a share. */
export function visibleChange(spread: number): number {
  return Math.expm1(POWER_FACTOR * spread);
}

/** Limits of endpoint rows that equal runs cross by chance: one run's noise is larger than the room above the row (5 % one-sided). */
export function limitsWithinNoise({ spreads }: NoiseRecord, rowToleranceRatio: number): string[] {
  const room = Math.log1p(rowToleranceRatio);
  return Object.entries(spreads).flatMap(([key, spread]) => {
    const single = (1.645 * spread) / Math.SQRT2;
    if (single <= room || !LATENCIES.some((metric) => key.endsWith(` ${metric}`))) return [];
    const percent = (ratio: number) => `${(Math.expm1(ratio) * 100).toFixed(1)} %`;
    return [`${key}: its limit leaves ${percent(room)} above the row, equal runs stray by ${percent(single)}`];
  });
}
