// Where a series changed its level: E-divisive (Matteson and James 2014) in windows, kept only where a t-test agrees, as Apache Otava does.
import { mean, variance } from 'simple-statistics';
import { studentP } from './distributions.ts';

export interface ChangePoint {
  /** First index of the new level. */
  index: number;
  /** Two-sided p of Student's t between the levels on either side. */
  p: number;
}

export interface ChangePointSettings {
  /** A change is kept below this p. Splits are looked for everywhere, so it is far stricter than for one test. */
  maxP: number;
  /** Values that are looked at together; half of them again in the next window. */
  window: number;
  /** Fewest values of a level. */
  fewest: number;
}

/** Otava's p and window; three nights are the fewest that tell a level from a bad night. */
export const DEFAULT_SETTINGS: ChangePointSettings = { maxP: 0.001, window: 50, fewest: 3 };

/** Fewer values than two levels have cannot show a change. */
export const FEWEST_VALUES = 2 * DEFAULT_SETTINGS.fewest;

/** Candidates are taken ten times more loosely than they are kept: a neighbour that is found later can make one clear. */
const CANDIDATE_FACTOR = 10;

export function findChangePoints(values: readonly number[], settings = DEFAULT_SETTINGS): ChangePoint[] {
  const candidates = new Set<number>();
  const step = Math.max(1, Math.floor(settings.window / 2));
  for (let start = 0; start === 0 || start + step < values.length; start += step) {
    split(values, start, Math.min(values.length, start + settings.window), settings, candidates);
  }
  return keepClear(
    values,
    [...candidates].sort((a, b) => a - b),
    settings,
  );
}

/** Halves a stretch where its parts differ most, then its parts. */
function split(
  values: readonly number[],
  start: number,
  end: number,
  settings: ChangePointSettings,
  found: Set<number>,
): void {
  const at = bestSplit(values, start, end, settings.fewest);
  if (at === null || pBetween(values, start, at, end) >= settings.maxP * CANDIDATE_FACTOR) return;
  found.add(at);
  split(values, start, at, settings, found);
  split(values, at, end, settings, found);
}

/** The split with the largest energy distance nm/(n+m) (2 E|X-Y| - E|X-X'| - E|Y-Y'|); sums are carried on from split to split. */
function bestSplit(values: readonly number[], start: number, end: number, fewest: number): number | null {
  if (end - start < 2 * fewest) return null;
  const distances = (index: number, from: number, to: number) => {
    let sum = 0;
    for (let other = from; other < to; other++) sum += Math.abs(values[index]! - values[other]!);
    return sum;
  };
  let [within, between, withinRight] = [0, 0, 0];
  for (let index = start; index < end; index++) withinRight += distances(index, start, index);
  let best: { at: number; q: number } | null = null;
  for (let at = start + 1; at < end; at++) {
    // The value before `at` changes sides.
    const [toLeft, toRight] = [distances(at - 1, start, at - 1), distances(at - 1, at, end)];
    within += toLeft;
    withinRight -= toRight;
    between += toRight - toLeft;
    const [n, m] = [at - start, end - at];
    if (n < fewest || m < fewest) continue;
    const pairs = (size: number) => (size * (size - 1)) / 2;
    const q = ((n * m) / (n + m)) * ((2 * between) / (n * m) - within / pairs(n) - withinRight / pairs(m));
    if (best === null || q > best.q) best = { at, q };
  }
  return best?.at ?? null;
}

/** Drops the weakest until every change is clear between its neighbours. */
function keepClear(values: readonly number[], candidates: number[], settings: ChangePointSettings): ChangePoint[] {
  for (;;) {
    const bounds = [0, ...candidates, values.length];
    const judged = candidates.map((index, at) => {
      const [before, after] = [bounds[at]!, bounds[at + 2]!];
      const isShort = index - before < settings.fewest || after - index < settings.fewest;
      return { index, p: isShort ? 1 : pBetween(values, before, index, after) };
    });
    const weakest = judged.reduce<ChangePoint | null>(
      (worst, one) => (worst === null || one.p > worst.p ? one : worst),
      null,
    );
    if (weakest === null || weakest.p < settings.maxP) return judged;
    candidates = candidates.filter((index) => index !== weakest.index);
  }
}

/** Student's t with a common variance; two constant levels that differ are a change without any doubt. */
function pBetween(values: readonly number[], start: number, at: number, end: number): number {
  const [left, right] = [values.slice(start, at), values.slice(at, end)];
  const df = left.length + right.length - 2;
  const difference = mean(right) - mean(left);
  const pooled = (variance(left) * left.length + variance(right) * right.length) / df;
  if (pooled < 1e-18) return Math.abs(difference) < 1e-9 ? 1 : 0;
  return studentP(difference / Math.sqrt(pooled * (1 / left.length + 1 / right.length)), df);
}
