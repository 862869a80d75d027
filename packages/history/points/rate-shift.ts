// Two shares, such as those of failed requests: how far apart, and how far apart equal runs would be.
import { studentP, studentQuantile } from '../stats/distributions.ts';

export interface Share {
  /** 0 or another number for each sample, and the slice of time it belongs to. */
  values: readonly number[];
  slices: readonly number[];
}

export interface RateShift {
  /** Two-sided, not yet corrected for the number of tests. */
  p: number;
  /** 95 % interval of the difference. */
  low: number;
  high: number;
}

/** Failures come together, so the error is the larger one of the binomial and of that between slices of time. */
export function rateShift(base: Share, head: Share): RateShift {
  const [a, b] = [counted(base), counted(head)];
  const difference = b.share - a.share;
  const pooled = (a.hits + b.hits) / (a.samples + b.samples);
  const binomial = pooled * (1 - pooled) * (1 / a.samples + 1 / b.samples);
  const error = Math.sqrt(Math.max(binomial, a.variance + b.variance));
  const df = Math.max(2, a.slices + b.slices - 2);
  if (error === 0) return { p: difference === 0 ? 1 : 0, low: difference, high: difference };
  // Half a hit on either side: a share of few samples moves in steps.
  const steps = 0.5 * (1 / a.samples + 1 / b.samples);
  const half = studentQuantile(0.05, df) * error;
  const p = studentP(Math.max(0, Math.abs(difference) - steps) / error, df);
  return { p, low: difference - half, high: difference + half };
}

/** The variance of a ratio of sums over clusters (Cochran 1977, 6.3). */
function counted({ values, slices }: Share) {
  const perSlice = new Map<number, { hits: number; samples: number }>();
  let hits = 0;
  for (const [at, value] of values.entries()) {
    const one = perSlice.get(slices[at]!) ?? { hits: 0, samples: 0 };
    one.samples++;
    if (value !== 0) {
      one.hits++;
      hits++;
    }
    perSlice.set(slices[at]!, one);
  }
  const samples = values.length;
  const share = hits / samples;
  const squares = [...perSlice.values()].reduce((sum, one) => sum + (one.hits - share * one.samples) ** 2, 0);
  const variance = perSlice.size > 1 ? ((perSlice.size / (perSlice.size - 1)) * squares) / samples ** 2 : 0;
  return { hits, samples, share, variance, slices: perSlice.size };
}
