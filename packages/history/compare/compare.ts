// Compares runs: a verdict per endpoint and metric, and a gate with two keys.

import type { HistoryRun } from '../run.ts';
import { holm } from '../stats/holm.ts';
import type { NoiseRecord } from '../store/store.ts';
import { type Allowed, differences } from './comparable.ts';
import { findShifts, POWER_FACTOR, type RunNoise, type Shift, type Shifts } from './shift.ts';

export type Word = 'better' | 'worse' | 'no evidence';

export interface ComparedMetric extends Shift {
  /** Corrected for all tests of this comparison (Holm). */
  correctedP: number;
  word: Word;
  /** Why the word is not stronger, where that is not obvious. */
  note: string | null;
  /** In how many of the further runs it shows again; null without such runs. */
  repeated: { shown: number; of: number } | null;
}

export interface Comparison {
  base: string;
  heads: string[];
  /** Why the runs may not be compared; nothing else is reported then. */
  notComparable: string[];
  metrics: ComparedMetric[];
  missing: string[];
  /** Where the noise between runs is known from. */
  noise: 'calibrated' | 'assumed' | 'paired';
  /** What latencies are compared by: the runs' windows, or each request of raw points. */
  source: 'windows' | 'requests';
  gate: Gate;
  /** Limits that the base broke, which open or shut no gate. */
  brokenInBase: string[];
}

export interface Gate {
  isShut: boolean;
  /** Key 1: limits that the newest run broke. */
  brokenLimits: string[];
  /** Key 2: clearly worse, by more than the practical size, and so again in every further run. */
  regressions: string[];
  /** Clear and large, but there was no further run to repeat it. */
  unconfirmed: string[];
  practicalSize: number;
}

export interface CompareSettings {
  /** A smaller change than this is of no practical importance, as a share (tolerances table). */
  practicalSize: number;
  noise: NoiseRecord | null;
  allowed: readonly Allowed[];
  /** What the shift between base and the first head is taken from; default: their windows. */
  shiftsOf?: ((noise: RunNoise) => Shifts) | undefined;
}

/**
 * Family-wise chance of a false alarm in a comparison of equal runs. Together 3.5 %, so that out of a hundred such comparisons more
 * than five false alarms are themselves rare.
 */
const ALPHA = { latencies: 0.025, errors: 0.01 } as const;
/** A difference of error ratios below this is of no practical importance: the baseline test's own error limit is 0.1 %. */
const PRACTICAL_ERRORS = 0.001;

/** `heads[0]` is compared with `base`; the others say whether it repeats. */
export function compareRuns(base: HistoryRun, heads: readonly HistoryRun[], settings: CompareSettings): Comparison {
  const noise = settings.noise ? 'calibrated' : 'assumed';
  const reasons = [
    ...new Set([...heads.flatMap((head) => differences(base, head, settings.allowed)), ...holdless(base)]),
  ];
  const source = settings.shiftsOf ? 'requests' : 'windows';
  const { id, brokenLimits } = base;
  const empty = { base: id, heads: heads.map((head) => head.id), noise, source, brokenInBase: brokenLimits } as const;
  if (reasons.length > 0) {
    return { ...empty, notComparable: reasons, metrics: [], missing: [], gate: gateOf([], heads, settings) };
  }
  const noiseOf = runNoise(settings);
  const [first, ...further] = heads.map((head, index) =>
    judgeShifts(index === 0 && settings.shiftsOf ? settings.shiftsOf(noiseOf) : findShifts(base, head, noiseOf)),
  );
  const metrics = (first?.metrics ?? []).map((metric) => ({ ...metric, repeated: repetition(metric, further) }));
  const missing = first?.missing ?? [];
  const notComparable = metrics.length === 0 ? ['no metric has enough windows on both sides', ...missing] : [];
  return { ...empty, notComparable, metrics, missing, gate: gateOf(metrics, heads, settings) };
}

/** Windows under different loads are no repetitions of each other. */
function holdless(run: HistoryRun): string[] {
  if (run.windows.some(({ phase }) => phase === 'hold')) return [];
  return [`${run.type} has no stretch of constant load to compare (capacity reads a breakpoint run)`];
}

function judgeShifts({ shifts, missing }: Shifts) {
  // Latencies and errors are two families: a broken endpoint must not make it harder to see a slow one.
  const isError = ({ metric }: Shift) => metric === 'errorRatio';
  const corrected = new Map<Shift, number>();
  for (const family of [shifts.filter(isError), shifts.filter((shift) => !isError(shift))]) {
    for (const [index, p] of holm(family.map((shift) => shift.p)).entries()) corrected.set(family[index]!, p);
  }
  const metrics = shifts.map((shift): ComparedMetric => {
    const correctedP = corrected.get(shift)!;
    return { ...shift, correctedP, ...wordFor(shift, correctedP), repeated: null };
  });
  return { metrics, missing };
}

/**
 * Measured by calibration. Where it is not, the practical size is taken for the smallest change that two runs can show
 * (power 0.8): less noise than that would be a claim, more would blind the comparison.
 */
function runNoise({ noise, practicalSize }: CompareSettings): RunNoise {
  const assumed = Math.log1p(practicalSize) / POWER_FACTOR;
  return (endpoint, metric) => noise?.spreads[`${endpoint} ${metric}`] ?? assumed;
}

export function wordFor(
  { change, low, high, withinP, metric }: Pick<Shift, 'change' | 'low' | 'high' | 'withinP' | 'metric'>,
  correctedP: number,
): { word: Word; note: string | null } {
  const isClear = correctedP < (metric === 'errorRatio' ? ALPHA.errors : ALPHA.latencies) && (low > 0 || high < 0);
  if (!isClear) {
    const isWithinNoise = withinP < 0.001 && metric !== 'errorRatio';
    return {
      word: 'no evidence',
      note: isWithinNoise ? 'these two runs differ, but not by more than equal runs may' : null,
    };
  }
  if (metric === 'errorRatio' && Math.abs(change) < PRACTICAL_ERRORS) return { word: 'no evidence', note: null };
  return { word: change > 0 ? 'worse' : 'better', note: null };
}

function repetition(metric: ComparedMetric, further: readonly { metrics: ComparedMetric[] }[]) {
  if (further.length === 0) return null;
  const again = further.filter(({ metrics }) =>
    metrics.some((one) => one.endpoint === metric.endpoint && one.metric === metric.metric && one.word === metric.word),
  );
  return { shown: again.length, of: further.length };
}

function gateOf(metrics: readonly ComparedMetric[], heads: readonly HistoryRun[], settings: CompareSettings): Gate {
  const { practicalSize } = settings;
  const large = metrics.filter(
    ({ word, change, metric }) =>
      word === 'worse' && change >= (metric === 'errorRatio' ? PRACTICAL_ERRORS : practicalSize),
  );
  const name = ({ endpoint, metric }: ComparedMetric) => `${endpoint} ${metric}`;
  const regressions = large.filter(({ repeated }) => repeated !== null && repeated.shown === repeated.of).map(name);
  const unconfirmed = large.filter(({ repeated }) => repeated === null).map(name);
  const brokenLimits = heads.at(-1)?.brokenLimits ?? [];
  return {
    isShut: brokenLimits.length + regressions.length > 0,
    brokenLimits,
    regressions,
    unconfirmed,
    practicalSize,
  };
}
