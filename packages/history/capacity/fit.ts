// Throughput over concurrency: the Universal Scalability Law and the hard limit of a queue, whichever fits better, with an interval.
import { levenbergMarquardt } from 'ml-levenberg-marquardt';
import { mean, quantileSorted } from 'simple-statistics';
import { indexBelow, seeded } from '../stats/random.ts';

/** A stretch of the run: requests in the system (Little: throughput x response time) and finished requests per second. */
export interface LoadPoint {
  concurrency: number;
  throughputPerS: number;
}

export interface Curve {
  /** `usl`: Gunther's law. `hard-limit`: a straight line up to the limit of a queue (asymptotic bounds of operational analysis). */
  model: 'usl' | 'hard-limit';
  /** Throughput of one request at a time, per second. */
  perOne: number;
  /** Contention, 0..1: the share that cannot be done in parallel; 0 for a hard limit. */
  sigma: number;
  /** Coherency: what each pair of requests costs; above 0 throughput falls again beyond its peak. */
  kappa: number;
  /** Highest throughput of the curve, per second; Infinity where nothing limits it. */
  maxPerS: number;
  /** Concurrency at which the straight line meets the highest throughput: from here on requests wait. */
  knee: number;
  /** Root mean square of the residuals, per second. */
  errorPerS: number;
}

export interface Fit extends Curve {
  /** 95 % interval of the highest throughput, from resampled windows. */
  maxLowPerS: number;
  maxHighPerS: number;
  /** Highest throughput that was measured. */
  measuredMaxPerS: number;
  /** Whether the highest throughput lies beyond what was measured. */
  isExtrapolated: boolean;
}

export const FEWEST_POINTS = 6;
const RESAMPLES = 200;
/** Share of the hard limit's residuals below which the law is preferred. */
const CLEARLY_BETTER = 0.6;
/** How far beyond the knee the concurrency has to go before a level counts as a limit. */
const LEVEL_PASSED = 1.3;

/** Null for too few points, or points that do not spread over at least a factor of two in concurrency. */
export function fitCapacity(points: readonly LoadPoint[]): Fit | null {
  const sorted = [...points].sort((a, b) => a.concurrency - b.concurrency);
  const [first, last] = [sorted[0], sorted.at(-1)];
  if (sorted.length < FEWEST_POINTS || !first || !last || last.concurrency < 2 * first.concurrency) return null;
  const best = bestCurve(sorted);
  const random = seeded(1);
  const maxima: number[] = [];
  for (let round = 0; round < RESAMPLES; round++) {
    const drawn = Array.from(sorted, () => sorted[indexBelow(random, sorted.length)]!);
    drawn.sort((a, b) => a.concurrency - b.concurrency);
    maxima.push((best.model === 'usl' ? fitUsl(drawn) : fitHardLimit(drawn)).maxPerS);
  }
  maxima.sort((a, b) => a - b);
  const measuredMaxPerS = Math.max(...sorted.map(({ throughputPerS }) => throughputPerS));
  return {
    ...best,
    maxLowPerS: Math.min(best.maxPerS, quantileSorted(maxima, 0.025)),
    maxHighPerS: Math.max(best.maxPerS, quantileSorted(maxima, 0.975)),
    measuredMaxPerS,
    isExtrapolated: best.maxPerS > measuredMaxPerS * 1.1,
  };
}

/**
 * The law rounds the corner of a queue's limit and so puts its highest throughput too high: it has to fit clearly better.
 */
function bestCurve(points: readonly LoadPoint[]): Curve {
  const [usl, limit] = [fitUsl(points), fitHardLimit(points)];
  return usl.errorPerS < CLEARLY_BETTER * limit.errorPerS ? usl : limit;
}

function throughputAt({ model, perOne, sigma, kappa, maxPerS }: Curve, concurrency: number): number {
  if (model === 'hard-limit') return Math.min(perOne * concurrency, maxPerS);
  return (perOne * concurrency) / (1 + sigma * (concurrency - 1) + kappa * concurrency * (concurrency - 1));
}

/** X(N) = λN / (1 + σ(N-1) + κN(N-1)), Gunther 2007. Started from several places: the surface has flat valleys. */
function fitUsl(points: readonly LoadPoint[]): Curve {
  const [x, y] = [points.map((point) => point.concurrency), points.map((point) => point.throughputPerS)];
  const perOne = Math.max(...points.map(({ concurrency, throughputPerS }) => throughputPerS / concurrency));
  const starts = [
    [0.001, 0.00001],
    [0.05, 0.0001],
    [0.3, 0.001],
  ] as const;
  const curves = starts.map(([sigma, kappa]) => {
    const { parameterValues } = levenbergMarquardt(
      { x, y },
      ([a = 0, b = 0, c = 0]) =>
        (n) =>
          (a * n) / (1 + b * (n - 1) + c * n * (n - 1)),
      {
        initialValues: [perOne, sigma, kappa],
        minValues: [perOne / 10, 0, 0],
        maxValues: [perOne * 10, 1, 1],
        damping: 0.1,
        gradientDifference: [perOne * 1e-4, 1e-6, 1e-8],
        maxIterations: 60,
        errorTolerance: 1e-9,
      },
    );
    const [a = perOne, b = sigma, c = kappa] = parameterValues;
    return uslCurve(a, b, c, points);
  });
  return curves.reduce((best, curve) => (curve.errorPerS < best.errorPerS ? curve : best));
}

function uslCurve(perOne: number, sigma: number, kappa: number, points: readonly LoadPoint[]): Curve {
  const curve: Curve = {
    model: 'usl',
    perOne,
    sigma,
    kappa,
    maxPerS: Number.POSITIVE_INFINITY,
    knee: Number.POSITIVE_INFINITY,
    errorPerS: 0,
  };
  const peak = kappa > 1e-9 ? Math.sqrt(Math.max(0, 1 - sigma) / kappa) : Number.POSITIVE_INFINITY;
  const maxPerS = Number.isFinite(peak)
    ? throughputAt(curve, Math.max(1, peak))
    : sigma > 1e-9
      ? perOne / sigma
      : Number.POSITIVE_INFINITY;
  return { ...curve, maxPerS, knee: maxPerS / perOne, errorPerS: errorOf(curve, points) };
}

/** Line through the origin, then level: tries every place where one may change to the other. */
function fitHardLimit(points: readonly LoadPoint[]): Curve {
  const last = points.at(-1)?.concurrency ?? 0;
  const curves = points.map((_, at): Curve => {
    const [rising, level] = [points.slice(0, at + 1), points.slice(at + 1)];
    const perOne =
      rising.reduce((sum, { concurrency: n, throughputPerS: x }) => sum + n * x, 0) /
      rising.reduce((sum, { concurrency: n }) => sum + n * n, 0);
    const levelPerS = mean(level.length === 0 ? [0] : level.map(({ throughputPerS }) => throughputPerS));
    // A level is the target's only when the load went on past it; else it is where the load itself stopped.
    const isPassed = level.length > 0 && last >= (LEVEL_PASSED * levelPerS) / perOne;
    const maxPerS = isPassed ? levelPerS : Number.POSITIVE_INFINITY;
    const curve: Curve = {
      model: 'hard-limit',
      perOne,
      sigma: 0,
      kappa: 0,
      maxPerS,
      knee: maxPerS / perOne,
      errorPerS: 0,
    };
    return { ...curve, errorPerS: errorOf(curve, points) };
  });
  return curves.reduce((best, curve) => (curve.errorPerS < best.errorPerS ? curve : best));
}

function errorOf(curve: Curve, points: readonly LoadPoint[]): number {
  const squares = points.map(
    ({ concurrency, throughputPerS }) => (throughputAt(curve, concurrency) - throughputPerS) ** 2,
  );
  return Math.sqrt(mean(squares));
}
