// Samples that follow each other in time: how much they repeat each other, and intervals that take it into account.
import { mean, standardDeviation } from 'simple-statistics';
import { indexBelow, type Random } from './random.ts';

/** Correlation of each value with the next, -1 to 1; 0 where it cannot be computed. */
export function lagOneCorrelation(values: readonly number[]): number {
  if (values.length < 4) return 0;
  const middle = mean([...values]);
  let [top, bottom] = [0, 0];
  for (const [index, value] of values.entries()) {
    bottom += (value - middle) ** 2;
    if (index > 0) top += (value - middle) * (values[index - 1]! - middle);
  }
  return bottom === 0 ? 0 : top / bottom;
}

/**
 * By how much the variance of a mean is larger than of independent values: (1 + r) / (1 - r), Bayley and Hammersley (1946). The
 * estimate of r is too low by about (1 + 4r) / n (Kendall 1954), which is put right first. At least 1.
 */
export function varianceInflation(values: readonly number[]): number {
  const raw = lagOneCorrelation(values);
  const r = Math.min(0.9, raw + (1 + 4 * raw) / Math.max(4, values.length));
  return Math.max(1, (1 + r) / (1 - r));
}

const RESAMPLES = 400;

export interface BlockError {
  /** Standard error of mean(b) - mean(a). */
  error: number;
  /** Degrees of freedom: whole blocks on both sides, less two means. */
  df: number;
}

/** Circular block bootstrap (Politis and Romano 1992), blocks of n^(1/3); the missing share of variance of few blocks is put back. */
export function blockError(a: readonly number[], b: readonly number[], random: Random): BlockError {
  const differences = Array.from({ length: RESAMPLES }, () => resampledMean(b, random) - resampledMean(a, random));
  const blocks = Math.floor(a.length / blockOf(a)) + Math.floor(b.length / blockOf(b));
  return {
    error: standardDeviation(differences) * Math.sqrt(blocks / Math.max(1, blocks - 2)),
    df: Math.max(2, blocks - 2),
  };
}

function blockOf({ length }: readonly number[]): number {
  return Math.max(1, Math.round(length ** (1 / 3)));
}

function resampledMean(values: readonly number[], random: Random): number {
  const { length } = values;
  const block = blockOf(values);
  let sum = 0;
  for (let taken = 0; taken < length; ) {
    const start = indexBelow(random, length);
    for (let step = 0; step < block && taken < length; step++, taken++) sum += values[(start + step) % length]!;
  }
  return sum / length;
}
