// How sure the change of a figure is: by resampling slices of time, since requests of one slice share its circumstances.
import { latencyShifts } from '../compare/request-shift.ts';
import { requestTimesOf } from '../compare/request-times.ts';
import { FEWEST_WINDOWS, type Latency, POWER_FACTOR, type Shift } from '../compare/shift.ts';
import type { PointFigure } from './point-figures.ts';
import { PRACTICAL_SIZE } from './practical-size.ts';
import { rateShift } from './rate-shift.ts';
import type { Samples } from './samples.ts';

export interface Tested {
  /** Two-sided, not yet corrected for the number of tests. */
  p: number;
  /** 95 % interval of head - base, in the unit of the figure. */
  low: number;
  high: number;
}

/** A figure is tested, or there is a reason why it cannot be. */
export type Outcome = Tested | { reason: string };

/** The statistics of trends that have a test, by the names that windows use. */
const LATENCY: Readonly<Record<string, Latency>> = { avg: 'avgMs', med: 'p50Ms', 'p(95)': 'p95Ms', 'p(99)': 'p99Ms' };
/** Ten samples lie beyond the percentile; an average of fewer than 30 is the luck of a few. */
const FEWEST: Readonly<Record<string, number>> = { avg: 30, med: 30, 'p(95)': 200, 'p(99)': 1000, rate: 30 };

/** Two runs differ by more than what their requests show: by so much that the practical size is visible at all. */
export const ASSUMED_NOISE = Math.log1p(PRACTICAL_SIZE) / POWER_FACTOR;

export function hasTest({ metric, stat }: PointFigure): boolean {
  return metric.type === 'rate' || (metric.type === 'trend' && LATENCY[stat] !== undefined);
}

/** Tests figures; those of one series share their draws. `noise` is that between runs, as a standard deviation of logarithms. */
export function tester(noise = ASSUMED_NOISE): (figure: PointFigure) => Outcome {
  const drawn = new Map<string, Shift[]>();
  return (figure) => {
    const { metric, stat, samples, isRest, base, head } = figure;
    if (isRest) return { reason: 'which values are in it may differ' };
    const reason = tooFew(stat, samples);
    if (reason !== null) return { reason };
    if (metric.type === 'rate') return rateShift(samples[0], samples[1]);
    if (base <= 0 || head <= 0) return { reason: 'a value of 0 has no change in percent' };
    const shifts = drawn.get(figure.key) ?? shiftsOf(figure, noise);
    drawn.set(figure.key, shifts);
    const { p, low, high } = shifts.find((shift) => shift.metric === LATENCY[stat])!;
    return { p, low: low * base, high: high * base };
  };
}

function tooFew(stat: string, samples: readonly Samples[]): string | null {
  const fewest = FEWEST[stat]!;
  const counts = samples.map(({ values }) => values.length);
  if (Math.min(...counts) < fewest) return `${counts.join(' and ')} samples, ${fewest} needed on each side`;
  const slices = samples.map((side) => new Set(side.slices).size);
  if (Math.min(...slices) >= FEWEST_WINDOWS) return null;
  return `samples in ${slices.join(' and ')} slices of time, ${FEWEST_WINDOWS} needed on each side`;
}

/** Bins are made for milliseconds: smaller values are counted in a smaller unit. */
const USUAL_SIZE = 100;

function shiftsOf({ key, samples }: PointFigure, noise: number): Shift[] {
  const mean = ({ values }: Samples) => values.reduce((sum, value) => sum + Math.abs(value), 0) / values.length;
  const size = mean(samples[0]);
  const factor = size > 0 && size < 1 ? USUAL_SIZE / size : 1;
  const [a, b] = samples.map(({ values, slices }) =>
    requestTimesOf(
      values.map((value) => value * factor),
      slices,
    ),
  );
  return latencyShifts(key, a!, b!, () => noise);
}
