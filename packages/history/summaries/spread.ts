// How far apart two sides are, as a multiple of what equal runs differ by; for as few runs as people make.
import { mean, sum } from 'simple-statistics';
import { studentQuantile } from '../stats/distributions.ts';

/** Family-wise chance that any judged figure of equal runs is called better or worse. */
export const FALSE_ALARM_RATE = 0.05;

/** Fewer degrees of freedom than this, runs of both sides less two, and the spread is a guess. */
const FEWEST_DEGREES = 2;

/** One figure of every run; `samples` where each run's figure is a share of so many. */
export interface SideValues {
  values: readonly number[];
  samples: number | null;
}

export interface Distance {
  /** Geometric mean of a side's runs where values are compared as factors, else the mean. */
  base: number;
  head: number;
  isFactor: boolean;
  /** On the scale that is compared: of logarithms for factors. */
  difference: number;
  standardError: number;
}

export function degreesOfFreedom(baseRuns: number, headRuns: number): number | null {
  const degrees = baseRuns + headRuns - 2;
  return degrees >= FEWEST_DEGREES ? degrees : null;
}

/** The pooled standard error, as in Student's t; a share of few samples is never surer than its binomial error. */
export function distanceOf(base: SideValues, head: SideValues, isShare: boolean): Distance {
  const isFactor = !isShare && [...base.values, ...head.values].every((value) => value > 0);
  const [before, after] = [base, head].map(({ values }) => (isFactor ? values.map(Math.log) : values));
  const [a, b] = [average(before!), average(after!)];
  const degrees = before!.length + after!.length - 2;
  const squares = sum([...before!.map((value) => (value - a) ** 2), ...after!.map((value) => (value - b) ** 2)]);
  const variance = degrees > 0 ? (squares / degrees) * (1 / before!.length + 1 / after!.length) : 0;
  const back = (value: number) => (isFactor ? Math.exp(value) : value);
  const values = { base: given(base, back(a)), head: given(head, back(b)) };
  const standardError = Math.sqrt(Math.max(variance, isShare ? binomial(base, head) : 0));
  return { ...values, isFactor, difference: b - a, standardError };
}

/** Equal values stay what they are to the last digit. */
function average(values: readonly number[]): number {
  return values.every((value) => value === values[0]) ? values[0]! : mean([...values]);
}

/** Of one run, or of equal ones: the value itself, not its logarithm's exponential. */
function given({ values }: SideValues, typical: number): number {
  return values.every((value) => value === values[0]) ? values[0]! : typical;
}

function binomial(base: SideValues, head: SideValues): number {
  if (base.samples === null || head.samples === null) return 0;
  const hits = average(base.values) * base.samples + average(head.values) * head.samples;
  const share = hits / (base.samples + head.samples);
  return share * (1 - share) * (1 / base.samples + 1 / head.samples);
}

/** How many standard errors a difference has to be beyond, with so many figures judged at once (Bonferroni). */
export function criticalT(judged: number, degrees: number): number {
  return studentQuantile(FALSE_ALARM_RATE / Math.max(1, judged), degrees);
}

/** The smallest rise that is beyond the noise, in the unit of the figure. */
export function visibleRise({ base, isFactor, standardError }: Distance, critical: number): number {
  return isFactor ? base * Math.expm1(critical * standardError) : critical * standardError;
}

export function isBeyond({ difference, standardError }: Distance, critical: number): boolean {
  return difference !== 0 && Math.abs(difference) > critical * standardError;
}
