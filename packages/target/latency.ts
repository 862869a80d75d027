// How slow the target is: a log-normal fitted to each baseline row, and the fixed sequence of draws from it.
import { createHash } from 'node:crypto';

/** A row: what a client measures, in ms. */
export interface LatencyRow {
  avgMs: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
}

/** A log-normal: `median * exp(sigma * z)` with z standard normal. */
export interface LogNormal {
  medianMs: number;
  /** Standard deviation of the logarithm, 0 for a constant. */
  sigma: number;
}

/**
 * No draw lies beyond this quantile. Without the cut, the p99 of a hundred requests hangs on one or two draws and can
 * leave its row by 13 % in an unlucky stretch; with it, p99 stays within 5 % of its row however few the requests.
 */
export const highestQuantile = 0.9925;

/**
 * What a client on loopback measures on top of the target's wait: connection, parsing and writing, both ends, in ms.
 * Rows are a client's figures, so the target waits this much less than it drew.
 */
export const clientAllowanceMs = 1;

/** The golden ratio's fractional part: steps of it fill the unit interval more evenly than any other step. */
const goldenStep = (Math.sqrt(5) - 1) / 2;

/**
 * The widest log-normal around the row's median whose p95, p99 and mean all stay within the row: a healthy target is
 * within its rows by construction. (A least-squares fit exceeds the p95 of a row of 250, 200, 450 and 800 ms by 11 %.)
 */
export function fitLogNormal(row: LatencyRow): LogNormal {
  const spread = (valueMs: number) => Math.max(0, Math.log(valueMs / row.p50Ms));
  const sigma = Math.min(
    spread(row.p95Ms) / inverseNormal(0.95),
    spread(row.p99Ms) / inverseNormal(0.99),
    Math.sqrt(2 * spread(row.avgMs)),
  );
  return { medianMs: row.p50Ms, sigma };
}

/** The value below which the share `quantile` (0-1, ends excluded) of the distribution lies, in ms. */
export function quantileMs(fit: LogNormal, quantile: number): number {
  return fit.medianMs * Math.exp(fit.sigma * inverseNormal(quantile));
}

/** Mean of the whole distribution, in ms. */
export function meanMs(fit: LogNormal): number {
  return fit.medianMs * Math.exp(fit.sigma ** 2 / 2);
}

/**
 * Quantile function of the standard normal distribution; relative error below 1.2e-9.
 * Source: P. J. Acklam, "An algorithm for computing the inverse normal cumulative distribution function", 2003.
 */
export function inverseNormal(quantile: number): number {
  if (!(quantile > 0 && quantile < 1)) throw new RangeError(`quantile ${quantile}, expected one between 0 and 1`);
  const tail = 0.02425;
  if (quantile > 1 - tail) return -inverseNormal(1 - quantile);
  if (quantile < tail) {
    const q = Math.sqrt(-2 * Math.log(quantile));
    return horner(tailNumerator, q) / (horner(tailDenominator, q) * q + 1);
  }
  const q = quantile - 0.5;
  const r = q * q;
  return (horner(centreNumerator, r) * q) / (horner(centreDenominator, r) * r + 1);
}

const centreNumerator = [
  -3.969683028665376e1, 2.209460984245205e2, -2.759285104469687e2, 1.38357751867269e2, -3.066479806614716e1,
  2.506628277459239,
];
const centreDenominator = [
  -5.447609879822406e1, 1.615858368580409e2, -1.556989798598866e2, 6.680131188771972e1, -1.328068155288572e1,
];
const tailNumerator = [
  -7.784894002430293e-3, -3.223964580411365e-1, -2.400758277161838, -2.549732539343734, 4.374664141464968,
  2.938163982698783,
];
const tailDenominator = [7.784695709041462e-3, 3.224671290700398e-1, 2.445134137142996, 3.754408661907416];

/** Value of a polynomial, highest power first. */
function horner(coefficients: readonly number[], x: number): number {
  return coefficients.reduce((sum, coefficient) => sum * x + coefficient, 0);
}

/** A number in [0, 1) that depends on nothing but the seed and the label. */
export function seededFraction(seed: number, label: string): number {
  return createHash('sha256').update(`${seed}/${label}`).digest().readUIntBE(0, 6) / 2 ** 48;
}

/**
 * The index-th (from 0) point of the golden-ratio sequence from `start` (0-1), in (0, highestQuantile]. Quasi-random draws
 * reduce variance: any hundred of them in a row spread over the distribution as a thousand random ones would.
 */
export function quantileOfDraw(start: number, index: number): number {
  const point = (start + index * goldenStep) % 1;
  return Math.min(Math.max(point, 1e-6), highestQuantile);
}

/** Draws the latency of each endpoint's requests; the n-th request of an endpoint always gets the n-th draw. */
export class LatencyModel {
  private readonly sources: ReadonlyMap<string, { fit: LogNormal; start: number; drawn: number }>;

  constructor(seed: number, rows: Readonly<Record<string, LatencyRow>>) {
    this.sources = new Map(
      Object.entries(rows).map(([name, row]) => [
        name,
        { fit: fitLogNormal(row), start: seededFraction(seed, name), drawn: 0 },
      ]),
    );
  }

  /** Latency of the endpoint's next request as its client should measure it, in ms. */
  next(endpoint: string): number {
    const source = this.sources.get(endpoint);
    if (source === undefined) throw new RangeError(`endpoint "${endpoint}" has no row`);
    return quantileMs(source.fit, quantileOfDraw(source.start, source.drawn++));
  }
}
