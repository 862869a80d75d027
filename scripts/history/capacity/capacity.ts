// What a breakpoint or stress run says about capacity: the highest throughput, the users it is good for, and each growth row.
import { capacity as capacityTable, growth, resources, triggers } from '../../../thresholds/baselines.ts';
import { UserError } from '../../user-error.ts';
import { type HistoryRun, WHOLE_RUN, type WindowRow } from '../store/record.ts';
import { FEWEST_POINTS, type Fit, fitCapacity, type LoadPoint } from './fit.ts';

/** A user's requests per second: the capacity table's own ratio (50 users make 100/s). */
const PER_USER_PER_S = capacityTable.requestsSecond.current / capacityTable.concurrentUsers.current;
/** Share of failed requests above which a window shows no throughput worth the name. */
const TOO_MANY_ERRORS = 0.05;
/** How far Little's law and the load may be apart: windows are short and the load moves within them. */
const LITTLE_TOLERANCE = 0.25;

export interface Measured extends LoadPoint {
  window: string;
  /** Requests that started in the window, per second. */
  startedPerS: number;
  /** Users that the planned load stands for. */
  users: number;
  p95Ms: number;
}

/** Users at which p95 reaches its limit: between the two neighbouring loads on either side. */
export interface UsersAtLimit {
  limitMs: number;
  low: number;
  /** Infinity where the limit was not reached. */
  high: number;
}

export type Reach = 'reachable' | 'not reachable' | 'uncertain';

export interface GrowthVerdict {
  period: string;
  users: number;
  requestsPerS: number;
  reach: Reach;
  /** What the table asks for, where the row is not plainly reachable. */
  action: string | null;
}

export interface TableRow {
  metric: string;
  current: number;
  /** Null where the run measured nothing that tells. */
  maximum: number | null;
  headroom: number | null;
  unit: string;
}

export interface Capacity {
  run: string;
  points: Measured[];
  fit: Fit;
  usersAtLimit: UsersAtLimit;
  /** Highest throughput that is both possible and within the p95 limit, with its interval. */
  usable: { perS: number; lowPerS: number; highPerS: number };
  table: TableRow[];
  growth: GrowthVerdict[];
  /** Months until demand passes the usable throughput; null where it does not within the table. */
  monthsLeft: number | null;
  findings: string[];
}

export function judgeCapacity(run: HistoryRun): Capacity {
  const points = measuredPoints(run);
  const fit = fitCapacity(points);
  if (!fit) {
    const message = `${run.id}: ${points.length} windows with requests and few errors, wants ${FEWEST_POINTS} whose load spreads over a factor of two: give a breakpoint or stress run`;
    throw new UserError('E_CAPACITY_POINTS', message);
  }
  const usersAtLimit = findUsersAtLimit(points);
  const usable = usableThroughput(fit, usersAtLimit);
  return {
    run: run.id,
    points,
    fit,
    usersAtLimit,
    usable,
    table: tableOf(run, usable.perS),
    growth: growth.map((row) => judgeRow(row, usable)),
    monthsLeft: monthsUntil(usable.perS),
    findings: [...littleFindings(run, points), ...fitFindings(fit, usersAtLimit)],
  };
}

function measuredPoints(run: HistoryRun): Measured[] {
  const whole = run.windows.filter(({ endpoint }) => endpoint === WHOLE_RUN).sort((a, b) => a.startS - b.startS);
  const started = whole.flatMap((row) => startedIn(row, run));
  return started.flatMap((point, at) => {
    if (point.errorRatio > TOO_MANY_ERRORS) return [];
    const [before, after] = [started[at - 1] ?? point, started[at + 1] ?? point];
    const spanS = after.middleS - before.middleS;
    // Windows count requests that start in them. While a queue builds up, fewer end than start: by how fast it grows.
    const growthPerS = spanS > 0 ? (after.concurrency - before.concurrency) / spanS : 0;
    return [{ ...point, throughputPerS: Math.max(0, point.startedPerS - growthPerS) }];
  });
}

interface Started extends Omit<Measured, 'throughputPerS'> {
  middleS: number;
  errorRatio: number;
}

function startedIn(
  { window, startS, endS, load, requests, avgMs, p95Ms, errorRatio }: WindowRow,
  run: HistoryRun,
): Started[] {
  if (avgMs === null || p95Ms === null || load === null || requests === 0 || endS <= startS) return [];
  const startedPerS = requests / (endS - startS);
  return [
    {
      window,
      startedPerS,
      concurrency: (startedPerS * avgMs) / 1000,
      users: run.model === 'open' ? load / PER_USER_PER_S : load,
      p95Ms,
      middleS: (startS + endS) / 2,
      errorRatio: errorRatio ?? 0,
    },
  ];
}

/** p95 over users made rising first (pool adjacent violators), so that one lucky window does not hide the crossing. */
function findUsersAtLimit(points: readonly Measured[]): UsersAtLimit {
  const limitMs: number = triggers.responseTimeP95.aboveMs;
  const sorted = [...points].sort((a, b) => a.users - b.users);
  const rising = poolAdjacent(sorted.map(({ p95Ms }) => p95Ms));
  const first = rising.findIndex((p95Ms) => p95Ms >= limitMs);
  if (first < 0) return { limitMs, low: sorted.at(-1)!.users, high: Number.POSITIVE_INFINITY };
  return { limitMs, low: first === 0 ? 0 : sorted[first - 1]!.users, high: sorted[first]!.users };
}

/** The nearest rising sequence (least squares). */
export function poolAdjacent(values: readonly number[]): number[] {
  const pools: { sum: number; count: number }[] = [];
  for (const value of values) {
    pools.push({ sum: value, count: 1 });
    for (;;) {
      const [before, last] = [pools.at(-2), pools.at(-1)!];
      if (!before || before.sum / before.count <= last.sum / last.count) break;
      pools.splice(-2, 2, { sum: before.sum + last.sum, count: before.count + last.count });
    }
  }
  return pools.flatMap(({ sum, count }) => Array<number>(count).fill(sum / count));
}

function usableThroughput(fit: Fit, { low, high }: UsersAtLimit): Capacity['usable'] {
  // Beyond the measured range an open-ended curve is a wish: what was measured counts.
  const cap = (perS: number) => (Number.isFinite(perS) ? perS : fit.measuredMaxPerS);
  const limitLow = low * PER_USER_PER_S;
  const limitHigh = high * PER_USER_PER_S;
  const middle = Number.isFinite(high) ? (limitLow + limitHigh) / 2 : Number.POSITIVE_INFINITY;
  return {
    perS: Math.min(cap(fit.maxPerS), middle),
    lowPerS: Math.min(cap(fit.maxLowPerS), Number.isFinite(high) ? limitLow : Number.POSITIVE_INFINITY),
    highPerS: Math.min(cap(fit.maxHighPerS), limitHigh),
  };
}

function tableOf(run: HistoryRun, usablePerS: number): TableRow[] {
  const { concurrentUsers, requestsSecond, databaseConnections, memoryUsage } = capacityTable;
  const peak = (metric: string) =>
    run.resources.find((row) => row.window === '' && row.metric === metric)?.peak ?? null;
  const row = (metric: string, current: number, maximum: number | null, unit: string): TableRow => ({
    metric,
    current,
    maximum,
    headroom: maximum === null ? null : maximum - current,
    unit,
  });
  const [connections, memoryMb] = [peak('target_db_connections'), peak('target_memory_mb')];
  return [
    row(concurrentUsers.label, concurrentUsers.current, Math.floor(usablePerS / PER_USER_PER_S), ''),
    row(requestsSecond.label, requestsSecond.current, Math.floor(usablePerS), ''),
    row(
      databaseConnections.label,
      connections ?? databaseConnections.current,
      connections === null ? null : databaseConnections.maximum,
      '',
    ),
    row(
      memoryUsage.label,
      memoryMb ?? memoryUsage.currentMb,
      memoryMb === null ? null : resources.memory.limitMb,
      'MB',
    ),
  ];
}

function judgeRow(row: (typeof growth)[number], usable: Capacity['usable']): GrowthVerdict {
  const { period, users, requestsPerS } = row;
  const reach =
    requestsPerS <= usable.lowPerS ? 'reachable' : requestsPerS > usable.highPerS ? 'not reachable' : 'uncertain';
  return {
    period,
    users,
    requestsPerS,
    reach,
    action: reach === 'reachable' || row.action === 'None' ? null : row.action,
  };
}

/** Demand between two rows grows in a straight line; `3 months` is 3, `Current` 0. */
function monthsUntil(perS: number): number | null {
  const rows = growth.map(({ period, requestsPerS }) => ({ months: Number.parseInt(period, 10) || 0, requestsPerS }));
  const next = rows.findIndex((row) => row.requestsPerS > perS);
  if (next < 0) return null;
  if (next === 0) return 0;
  const [from, to] = [rows[next - 1]!, rows[next]!];
  return from.months + ((to.months - from.months) * (perS - from.requestsPerS)) / (to.requestsPerS - from.requestsPerS);
}

/** Little's law against the load: more requests in the system than users, or a throughput that the users cannot have made. */
function littleFindings(run: HistoryRun, points: readonly Measured[]): string[] {
  const contradicting = points.flatMap((point) => {
    const text = contradiction(run, point);
    return text === null ? [] : [`window ${point.window}: ${text}`];
  });
  // A window or two at the start of a ramp say nothing: users that join begin at once.
  if (contradicting.length <= points.length / 10) return [];
  const example = contradicting[0]!;
  return [
    `Little's law contradicts ${contradicting.length} of ${points.length} windows; ${example}: the load generator or its clock is not to be trusted there`,
  ];
}

function contradiction(run: HistoryRun, { users, concurrency, startedPerS }: Measured): string | null {
  const most = run.model === 'open' ? run.peakVus : Math.max(1, users);
  if (concurrency > most * (1 + LITTLE_TOLERANCE)) {
    return `${concurrency.toFixed(1)} requests in the system, but only ${most.toFixed(0)} users to make them`;
  }
  if (run.model === 'open') return null;
  // A user makes a request per pacing period, or one after the other when answers take longer.
  const waiting = concurrency / startedPerS;
  const expected = users / Math.max(1 / PER_USER_PER_S, waiting);
  const isSteady = users >= 10;
  if (!isSteady || Math.abs(startedPerS / expected - 1) <= LITTLE_TOLERANCE) return null;
  return `${startedPerS.toFixed(1)} requests/s where ${users.toFixed(0)} users make ${expected.toFixed(1)}`;
}

function fitFindings(fit: Fit, { limitMs, high }: UsersAtLimit): string[] {
  const findings: string[] = [];
  if (!Number.isFinite(fit.maxPerS)) {
    findings.push(
      `throughput still grew with the load: the maximum is at least ${fit.measuredMaxPerS.toFixed(0)}/s, load further to find it`,
    );
  } else if (fit.isExtrapolated) {
    findings.push(
      `the maximum lies beyond the measured ${fit.measuredMaxPerS.toFixed(0)}/s: it is an extrapolation, load further to confirm it`,
    );
  }
  if (!Number.isFinite(high)) findings.push(`p95 stayed under ${limitMs} ms at every load`);
  return findings;
}
