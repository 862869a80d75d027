// One metric of one endpoint in two runs: by how much it moved, how sure that is, and how small a move would have been seen.
import { median } from 'simple-statistics';
import { type HistoryRun, WHOLE_RUN, type WindowRow } from '../run.ts';
import { type BlockError, blockError, varianceInflation } from '../stats/blocks.ts';
import { normalP, studentP, studentQuantile } from '../stats/distributions.ts';
import { seeded } from '../stats/random.ts';
import { hodgesLehmann, rankSum } from '../stats/rank-sum.ts';

/** Latencies that windows hold. */
export const LATENCIES = ['avgMs', 'p50Ms', 'p95Ms', 'p99Ms'] as const;
export type Latency = (typeof LATENCIES)[number];

export interface Shift {
  endpoint: string;
  metric: Latency | 'errorRatio';
  /** Typical value of a window (latencies), or the run's ratio. */
  base: number;
  head: number;
  /** Relative change of a latency (0.1 is 10 % slower); difference of the ratios for errors. */
  change: number;
  /** 95 % interval of the change. */
  low: number;
  high: number;
  /** Two-sided p of a shift beyond the noise within and between runs, not yet corrected for the number of tests. */
  p: number;
  /** The same without the noise between runs: whether these two runs differ, for whatever reason. */
  withinP: number;
  /** -1 to 1; null for errors. */
  cliffsDelta: number | null;
  /** The smallest change that this data shows in 4 of 5 cases (power 0.8 at 5 %). */
  visible: number;
}

/** Fewer windows than this on either side say nothing. */
export const FEWEST_WINDOWS = 8;
/** 1.96 + 0.84 standard errors: power of 0.8 at 5 % two-sided. */
export const POWER_FACTOR = 2.8;

/** Standard deviation of the logarithm's difference between two equal runs, by endpoint and metric. */
export type RunNoise = (endpoint: string, metric: Latency) => number;

export interface Shifts {
  shifts: Shift[];
  /** What one of the runs has too little of, with the reason. */
  missing: string[];
}

/** Latencies by the runs' windows. */
export function findShifts(base: HistoryRun, head: HistoryRun, noise: RunNoise): Shifts {
  return shiftsOf(base, head, (endpoint, missing) => windowShifts(base, head, endpoint, missing, noise));
}

/** The latencies of one endpoint or journey by the runs' windows. */
export function windowShifts(
  base: HistoryRun,
  head: HistoryRun,
  endpoint: string,
  missing: string[],
  noise: RunNoise,
): Shift[] {
  return LATENCIES.flatMap((metric) => {
    const [a, b] = [windowValues(base, endpoint, metric), windowValues(head, endpoint, metric)];
    if (Math.min(a.length, b.length) >= FEWEST_WINDOWS)
      return [latencyShift(endpoint, metric, a, b, noise(endpoint, metric))];
    missing.push(`${endpoint} ${metric}: ${a.length} and ${b.length} windows, expected ${FEWEST_WINDOWS} each`);
    return [];
  });
}

/** Latencies as they are given, and errors by the runs' own figures, of the endpoints that both runs have. */
export function shiftsOf(
  base: HistoryRun,
  head: HistoryRun,
  latencies: (endpoint: string, missing: string[]) => Shift[],
): Shifts {
  const missing: string[] = [];
  const shifts = base.endpoints
    .filter((name) => head.endpoints.includes(name))
    .flatMap((endpoint) => [...latencies(endpoint, missing), ...errorShift(base, head, endpoint)]);
  return { shifts, missing };
}

/** The plain shift of a latency: what pairs of runs are judged by, since their spread tells the error. */
export interface LogShift {
  endpoint: string;
  metric: Latency;
  base: number;
  head: number;
  /** Hodges-Lehmann shift of the logarithms. */
  log: number;
}

export function logShifts(base: HistoryRun, head: HistoryRun): LogShift[] {
  return base.endpoints.flatMap((endpoint) =>
    LATENCIES.flatMap((metric): LogShift[] => {
      const [a, b] = [windowValues(base, endpoint, metric), windowValues(head, endpoint, metric)];
      if (Math.min(a.length, b.length) < FEWEST_WINDOWS) return [];
      return [
        { endpoint, metric, base: median(a), head: median(b), log: hodgesLehmann(a.map(Math.log), b.map(Math.log)) },
      ];
    }),
  );
}

/** Values of the hold's windows in order; a window without a request has none. */
function windowValues(run: HistoryRun, endpoint: string, metric: Latency): number[] {
  return run.windows
    .filter((row: WindowRow) => row.endpoint === endpoint && row.phase === 'hold')
    .sort((x, y) => x.startS - y.startS)
    .flatMap((row) => {
      const value = row[metric];
      return value === null || value <= 0 ? [] : [value];
    });
}

/** Latencies are compared as logarithms: a change is then a factor, the same for a fast and a slow endpoint. */
function latencyShift(
  endpoint: string,
  metric: Latency,
  a: readonly number[],
  b: readonly number[],
  noiseBetween: number,
): Shift {
  const [logA, logB] = [a.map(Math.log), b.map(Math.log)];
  const inflation = (varianceInflation(logA) + varianceInflation(logB)) / 2;
  const { p: withinP, cliffsDelta } = rankSum(logA, logB, inflation);
  const shift = hodgesLehmann(logA, logB);
  const within = blockError(winsorised(logA), winsorised(logB), seeded(seedOf(endpoint, metric)));
  const judged = withInterval(shift, within, noiseBetween, withinP);
  return {
    endpoint,
    metric,
    base: median([...a]),
    head: median([...b]),
    ...judged,
    // Two ways to be wrong, windows that are not normal and runs that differ by themselves: the larger p stands.
    p: Math.max(withinP, judged.p),
    withinP,
    cliffsDelta,
  };
}

/** A shift of logarithms as a change with its interval. Only the error within the runs is an estimate (Welch and Satterthwaite). */
export function withInterval(shift: number, within: BlockError, noiseBetween: number, withinP: number) {
  const error = Math.hypot(within.error, noiseBetween);
  const df = within.error > 0 ? (within.df * error ** 4) / within.error ** 4 : within.df;
  const half = studentQuantile(0.05, df) * error;
  return {
    change: Math.expm1(shift),
    low: Math.expm1(shift - half),
    high: Math.expm1(shift + half),
    p: error > 0 ? studentP(shift / error, df) : withinP,
    visible: Math.expm1(POWER_FACTOR * error),
  };
}

/** Pulls values that lie farther than 3 robust standard deviations from the median back to there: a stall must not hide a shift. */
function winsorised(values: readonly number[]): number[] {
  const middle = median([...values]);
  const spread = 1.4826 * median(values.map((value) => Math.abs(value - middle)));
  if (spread === 0) return [...values];
  return values.map((value) => Math.min(middle + 3 * spread, Math.max(middle - 3 * spread, value)));
}

/** Two proportions, with Newcombe's interval of the difference (1998, method 10). */
function errorShift(base: HistoryRun, head: HistoryRun, endpoint: string): Shift[] {
  const [a, b] = [ratioOf(base, endpoint), ratioOf(head, endpoint)];
  if (!a || !b) return [];
  const change = b.ratio - a.ratio;
  const pooled = (a.ratio * a.n + b.ratio * b.n) / (a.n + b.n);
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / a.n + 1 / b.n));
  const [wilsonA, wilsonB] = [wilson(a.ratio, a.n), wilson(b.ratio, b.n)];
  const shift: Shift = {
    endpoint,
    metric: 'errorRatio',
    base: a.ratio,
    head: b.ratio,
    change,
    low: change - Math.hypot(b.ratio - wilsonB.low, wilsonA.high - a.ratio),
    high: change + Math.hypot(wilsonB.high - b.ratio, a.ratio - wilsonA.low),
    p: error === 0 ? 1 : normalP(change / error),
    withinP: error === 0 ? 1 : normalP(change / error),
    cliffsDelta: null,
    visible: POWER_FACTOR * Math.max(error, Math.sqrt(0.001 / Math.min(a.n, b.n))),
  };
  return [shift];
}

function ratioOf(run: HistoryRun, endpoint: string): { ratio: number; n: number } | null {
  const figure = run.figures.find((one) => one.endpoint === endpoint && one.metric === 'errorRatio');
  return figure && figure.samples > 0 ? { ratio: figure.value, n: figure.samples } : null;
}

function wilson(ratio: number, n: number): { low: number; high: number } {
  const z = 1.959964;
  const middle = ratio + (z * z) / (2 * n);
  const half = z * Math.sqrt((ratio * (1 - ratio)) / n + (z * z) / (4 * n * n));
  const scale = 1 + (z * z) / n;
  return { low: Math.max(0, (middle - half) / scale), high: Math.min(1, (middle + half) / scale) };
}

/** The interval of a metric is the same whenever it is computed from the same data. */
export function seedOf(endpoint: string, metric: string): number {
  return [...`${endpoint} ${metric}`, WHOLE_RUN].reduce((hash, letter) => (hash * 31 + letter.charCodeAt(0)) >>> 0, 7);
}
