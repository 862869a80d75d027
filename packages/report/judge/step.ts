// Tells a step from a slope: a level that changes at once, and what a straight line would leave unexplained.

export interface Step {
  /** Between the last value of the old level and the first of the new one. */
  atX: number;
  before: number;
  after: number;
}

/** Values on each side of a step. */
const FEWEST_BESIDE = 3;
/** A step has to leave less than this part of the squares that a level line leaves... */
const EXPLAINS_RATIO = 0.3;
/** ...and less than this part of what the best straight line leaves. */
const BETTER_RATIO = 0.6;
/** A smaller change of the level is none. */
const LEAST_CHANGE_RATIO = 0.05;

/** Null where a line or a level explains the values as well. */
export function findStep(points: readonly (readonly [x: number, y: number])[]): Step | null {
  const ys = points.map(([, y]) => y);
  let best: { at: number; left: number } | null = null;
  for (let at = FEWEST_BESIDE; at <= points.length - FEWEST_BESIDE; at++) {
    const left = squares(ys.slice(0, at)) + squares(ys.slice(at));
    if (best === null || left < best.left) best = { at, left };
  }
  if (!best || best.left > EXPLAINS_RATIO * squares(ys) || best.left > BETTER_RATIO * squaresOfLine(points))
    return null;
  const { at } = best;
  const [before, after] = [mean(ys.slice(0, at)), mean(ys.slice(at))];
  if (Math.abs(after - before) <= LEAST_CHANGE_RATIO * Math.abs(before)) return null;
  return { atX: (points[at - 1]![0] + points[at]![0]) / 2, before, after };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Sum of squared distances from the mean. */
function squares(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0);
}

/** Sum of squared distances from the line of least squares. */
function squaresOfLine(points: readonly (readonly [number, number])[]): number {
  const [xs, ys] = [points.map(([x]) => x), points.map(([, y]) => y)];
  const [middleX, middleY] = [mean(xs), mean(ys)];
  const covariance = points.reduce((sum, [x, y]) => sum + (x - middleX) * (y - middleY), 0);
  const variance = squares(xs);
  return variance === 0 ? squares(ys) : squares(ys) - covariance ** 2 / variance;
}
