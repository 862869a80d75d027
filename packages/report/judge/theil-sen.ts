// A slope that a few wild windows cannot bend: Theil-Sen, with Sen's confidence interval from Kendall's variance.

export interface Slope {
  /** Change per unit of x. */
  perX: number;
  /** 95 % confidence interval of the slope. */
  low: number;
  high: number;
  /** The line's value at x = 0. */
  intercept: number;
}

/** Fewer points than this make an interval that says nothing. */
export const FEWEST_POINTS = 8;

/** Two-sided 95 %. */
const Z = 1.959963984540054;

/** Null for too few points or a single x. Ties in x are left out, as in Sen (1968). */
export function theilSen(points: readonly (readonly [x: number, y: number])[]): Slope | null {
  if (points.length < FEWEST_POINTS) return null;
  const slopes: number[] = [];
  for (const [index, [x1, y1]] of points.entries()) {
    for (const [x2, y2] of points.slice(index + 1)) if (x1 !== x2) slopes.push(difference(y1, y2) / (x2 - x1));
  }
  if (slopes.length === 0) return null;
  slopes.sort((a, b) => a - b);
  const perX = median(slopes);
  const spread = Z * Math.sqrt(kendallVariance(points));
  const low = Math.max(0, Math.round((slopes.length - spread) / 2) - 1);
  const high = Math.min(slopes.length - 1, Math.round((slopes.length + spread) / 2));
  const ys = points.map(([, y]) => y).sort((a, b) => a - b);
  const xs = points.map(([x]) => x).sort((a, b) => a - b);
  return { perX, low: slopes[low]!, high: slopes[high]!, intercept: median(ys) - perX * median(xs) };
}

/** What the rounding of floating-point sums leaves between equal values is neither a difference nor growth. */
const ROUNDING = 1e-9;

function difference(from: number, to: number): number {
  return Math.abs(to - from) <= ROUNDING * Math.max(Math.abs(from), Math.abs(to)) ? 0 : to - from;
}

/** Variance of Kendall's S, smaller where y values are equal. */
function kendallVariance(points: readonly (readonly [number, number])[]): number {
  const n = points.length;
  const ties = new Map<number, number>();
  for (const [, y] of points) ties.set(y, (ties.get(y) ?? 0) + 1);
  const tied = [...ties.values()].reduce((sum, t) => sum + t * (t - 1) * (2 * t + 5), 0);
  return (n * (n - 1) * (2 * n + 5) - tied) / 18;
}

export function median(sorted: readonly number[]): number {
  const middle = sorted.length / 2;
  return sorted.length % 2 === 1 ? sorted[Math.floor(middle)]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
