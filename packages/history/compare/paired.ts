// Two targets under load in turn, block by block on one machine: what changes from hour to hour hits both alike and cancels out.

import { UserError } from 'k6-kit/user-error';
import { mean, sampleStandardDeviation } from 'simple-statistics';
import type { HistoryRun } from '../run.ts';
import { studentP, studentQuantile } from '../stats/distributions.ts';
import { holm } from '../stats/holm.ts';
import { differences } from './comparable.ts';
import { type ComparedMetric, type Comparison, wordFor } from './compare.ts';
import { type LogShift, logShifts, POWER_FACTOR, type Shift } from './shift.ts';

export interface Pair {
  base: HistoryRun;
  head: HistoryRun;
}

/** Fewer pairs than this cannot be clear about twenty metrics at once. */
export const FEWEST_BLOCKS = 4;
/** Share of the pairs that have to show a change before it counts as repeated. */
const REPEATED = 0.75;

/**
 * Runs pairs in the order base head, head base, base head...: a drift of the machine does not favour either. It ends earlier where
 * `onPair` returns false.
 */
export async function runPairs(
  blocks: number,
  base: () => Promise<HistoryRun>,
  head: () => Promise<HistoryRun>,
  onPair: (done: number) => unknown,
): Promise<Pair[]> {
  const pairs: Pair[] = [];
  for (let block = 0; block < blocks; block++) {
    if (block % 2 === 0) {
      const first = await base();
      pairs.push({ base: first, head: await head() });
    } else {
      const first = await head();
      pairs.push({ base: await base(), head: first });
    }
    if (onPair(block + 1) === false) break;
  }
  return pairs;
}

export function comparePairs(pairs: readonly Pair[], practicalSize: number): Comparison {
  const [first] = pairs;
  if (!first || pairs.length < FEWEST_BLOCKS) {
    throw new UserError('E_PAIRED_BLOCKS', `${pairs.length} blocks, expected at least ${FEWEST_BLOCKS}`);
  }
  const reasons = new Set(pairs.flatMap(({ base, head }) => differences(base, head, ['target'])));
  const byPair = pairs.map(({ base, head }) => logShifts(base, head));
  const combined = byPair[0]!.flatMap((shift) => combine(shift, byPair));
  const corrected = holm(combined.map(({ p }) => p));
  const metrics = combined.map(({ signs, ...shift }, index): ComparedMetric => {
    const correctedP = corrected[index]!;
    const shown = signs.filter((sign) => sign === Math.sign(shift.change)).length;
    return { ...shift, correctedP, ...wordFor(shift, correctedP), repeated: { shown, of: pairs.length } };
  });
  const brokenInBase = [...new Set(pairs.flatMap(({ base }) => limitNames(base)))];
  const brokenLimits = brokenEveryTime(pairs, brokenInBase);
  const regressions = metrics
    .filter(
      ({ word, change, repeated }) =>
        word === 'worse' && change >= practicalSize && repeated!.shown >= REPEATED * repeated!.of,
    )
    .map(({ endpoint, metric }) => `${endpoint} ${metric}`);
  return {
    base: `${first.base.target} (${pairs.length} blocks)`,
    heads: [`${first.head.target} (${pairs.length} blocks)`],
    notComparable: metrics.length === 0 ? ['no metric has enough windows on both sides'] : [...reasons],
    metrics,
    missing: [],
    noise: 'paired',
    source: 'windows',
    brokenInBase,
    gate: {
      isShut: brokenLimits.length + regressions.length > 0,
      brokenLimits,
      regressions,
      unconfirmed: [],
      practicalSize,
    },
  };
}

/** Student's t over the pairs' shifts; a metric that one pair lacks is left out. */
function combine(like: LogShift, byPair: readonly (readonly LogShift[])[]): (Shift & { signs: number[] })[] {
  const shifts = byPair.flatMap((pair) =>
    pair.filter(({ endpoint, metric }) => endpoint === like.endpoint && metric === like.metric),
  );
  if (shifts.length < byPair.length) return [];
  const logs = shifts.map(({ log }) => log);
  const [middle, df] = [mean(logs), logs.length - 1];
  const error = sampleStandardDeviation(logs) / Math.sqrt(logs.length);
  const half = studentQuantile(0.05, df) * error;
  const p = error > 0 ? studentP(middle / error, df) : middle === 0 ? 1 : 0;
  return [
    {
      endpoint: like.endpoint,
      metric: like.metric,
      base: mean(shifts.map(({ base }) => base)),
      head: mean(shifts.map(({ head }) => head)),
      change: Math.expm1(middle),
      low: Math.expm1(middle - half),
      high: Math.expm1(middle + half),
      p,
      withinP: 1,
      cliffsDelta: null,
      visible: Math.expm1((POWER_FACTOR * error * studentQuantile(0.05, df)) / 1.959964),
      signs: logs.map(Math.sign),
    },
  ];
}

/** Limits that HEAD broke in every block and BASE in none: scaled blocks cross limits by chance. */
function brokenEveryTime(pairs: readonly Pair[], inBase: readonly string[]): string[] {
  const [first, ...others] = pairs.map(({ head }) => limitNames(head));
  return (first ?? []).filter((name) => !inBase.includes(name) && others.every((broken) => broken.includes(name)));
}

/** Without their figures, which differ from block to block. */
function limitNames({ brokenLimits }: HistoryRun): string[] {
  return brokenLimits.map((text) => text.split(', is ', 1)[0]!);
}
