// What a breakpoint or stress run says about capacity: the highest throughput, the users it is good for, and each growth row.

import { factorsText } from 'k6-format/scale';
import { UserError } from 'k6-kit/user-error';
import { type HistoryRun, WHOLE_RUN, type WindowRow } from '../run.ts';
import { FEWEST_POINTS, type Fit, fitCapacity } from './fit.ts';
import { littleFindings } from './little.ts';
import { type Demand, type GrowthRow, type Level, type Measured, scaledDemand } from './measured.ts';

/** Share of failed requests above which a window shows no throughput worth the name. */
const TOO_MANY_ERRORS = 0.05;

/** Users at which p95 reaches its limit: between the two neighbouring loads on either side. */
export interface UsersAtLimit {
  limitMs: number;
  low: number;
  /** Infinity where the limit was not reached. */
  high: number;
}

/** `not tested`: more than was put on, and no limit was seen below. */
export type Reach = 'reachable' | 'not reachable' | 'uncertain' | 'not tested';

/** A row of the growth table; `action` only where a limit is in the way of the row, or may be. */
export interface GrowthVerdict extends GrowthRow {
  reach: Reach;
}

export interface TableRow {
  metric: string;
  current: number;
  /** Null where the run measured nothing that tells. */
  maximum: number | null;
  /** No limit was seen: the maximum is what was tested. */
  isAtLeast: boolean;
  headroom: number | null;
  unit: string;
}

export interface Capacity {
  run: string;
  points: Measured[];
  fit: Fit;
  usersAtLimit: UsersAtLimit;
  /** Highest load that the system was shown to be under, requests per second. */
  testedPerS: number;
  /** Highest throughput that is both possible and within the p95 limit, with its interval; `highPerS` is Infinity where no limit was seen. */
  usable: { perS: number; lowPerS: number; highPerS: number };
  /** Journeys per second that complete at the usable throughput; empty where none was walked. */
  journeys: { name: string; perS: number }[];
  table: TableRow[];
  growth: GrowthVerdict[];
  /** Months until demand passes the usable throughput, or where no limit was seen what was tested; null where it does not within the table. */
  monthsLeft: number | null;
  findings: string[];
}

/** Throws a UserError for a run that cannot answer: of another test type, or with too few windows. */
export function judgeCapacity(run: HistoryRun, ofTables: Demand): Capacity {
  const demand = scaledDemand(ofTables, run.scale);
  const { climbing, perUserPerS, growth } = demand;
  if (!climbing.includes(run.type)) {
    const message = `${run.id}: a ${run.type} run does not load beyond its own level, so it says nothing of capacity; expected a ${climbing.join(' or ')} run`;
    throw new UserError('E_CAPACITY_TYPE', message);
  }
  const points = measuredPoints(run, perUserPerS);
  const fit = fitCapacity(points);
  if (!fit) {
    const message = `${run.id}: ${points.length} windows with requests and few errors, expected ${FEWEST_POINTS} whose load spreads over a factor of two: use a ${climbing.join(' or ')} run`;
    throw new UserError('E_CAPACITY_POINTS', message);
  }
  const usersAtLimit = findUsersAtLimit(points, demand.p95LimitMs);
  const testedPerS = testedLoad(fit, points, perUserPerS);
  const usable = usableThroughput(fit, usersAtLimit, testedPerS, perUserPerS);
  return {
    run: run.id,
    points,
    fit,
    usersAtLimit,
    testedPerS,
    usable,
    journeys: journeysAt(usable.perS, run, points, demand.journeys),
    table: tableOf(run, usable, demand),
    growth: growth.map((row) => judgeRow(row, usable, testedPerS)),
    monthsLeft: monthsUntil(usable.perS, growth),
    findings: [...scaleFindings(run), ...littleFindings(run, points, demand), ...fitFindings(fit, usersAtLimit)],
  };
}

function measuredPoints(run: HistoryRun, perUserPerS: number): Measured[] {
  const whole = run.windows.filter(({ endpoint }) => endpoint === WHOLE_RUN).sort((a, b) => a.startS - b.startS);
  const started = whole.flatMap((row) => startedIn(row, run, perUserPerS));
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
  perUserPerS: number,
): Started[] {
  if (avgMs === null || p95Ms === null || load === null || requests === 0 || endS <= startS) return [];
  const startedPerS = requests / (endS - startS);
  return [
    {
      window,
      startedPerS,
      concurrency: (startedPerS * avgMs) / 1000,
      users: run.model === 'open' ? load / perUserPerS : load,
      p95Ms,
      middleS: (startS + endS) / 2,
      errorRatio: errorRatio ?? 0,
    },
  ];
}

/** p95 over users made rising first (pool adjacent violators), so that one lucky window does not hide the crossing. */
function findUsersAtLimit(points: readonly Measured[], limitMs: number): UsersAtLimit {
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

/** A throughput within this of the planned load is that load: users pace themselves by chance. */
const FOLLOWS_RATIO = 0.95;

/** The planned load at its highest where the throughput followed it, else the highest throughput. */
function testedLoad({ measuredMaxPerS }: Fit, points: readonly Measured[], perUserPerS: number): number {
  const plannedPerS = Math.max(...points.map(({ users }) => users)) * perUserPerS;
  return measuredMaxPerS >= FOLLOWS_RATIO * plannedPerS ? Math.max(plannedPerS, measuredMaxPerS) : measuredMaxPerS;
}

/** Whether the throughput itself met a limit: a curve's end beyond what was measured is a wish. */
export function isMaximumSeen({ maxPerS, isExtrapolated }: Fit): boolean {
  return Number.isFinite(maxPerS) && !isExtrapolated;
}

function usableThroughput(
  fit: Fit,
  { low, high }: UsersAtLimit,
  testedPerS: number,
  perUserPerS: number,
): Capacity['usable'] {
  const [limitLow, limitHigh] = [low * perUserPerS, high * perUserPerS];
  const byLatency = Number.isFinite(high)
    ? { perS: (limitLow + limitHigh) / 2, lowPerS: limitLow, highPerS: limitHigh }
    : { perS: Number.POSITIVE_INFINITY, lowPerS: Number.POSITIVE_INFINITY, highPerS: Number.POSITIVE_INFINITY };
  const byThroughput = isMaximumSeen(fit)
    ? { perS: fit.maxPerS, lowPerS: fit.maxLowPerS, highPerS: fit.maxHighPerS }
    : { perS: testedPerS, lowPerS: testedPerS, highPerS: Number.POSITIVE_INFINITY };
  return {
    perS: Math.min(byThroughput.perS, byLatency.perS),
    lowPerS: Math.min(byThroughput.lowPerS, byLatency.lowPerS),
    highPerS: Math.min(byThroughput.highPerS, byLatency.highPerS),
  };
}

/** A journey is several requests: as many complete of each request as in the windows that count. */
function journeysAt(
  perS: number,
  run: HistoryRun,
  points: readonly Measured[],
  names: readonly string[],
): Capacity['journeys'] {
  const windows = new Set(points.map(({ window }) => window));
  const requestsOf = (name: string) =>
    run.windows
      .filter(({ endpoint, window }) => endpoint === name && windows.has(window))
      .reduce((sum, { requests }) => sum + requests, 0);
  const walked = names.filter((name) => run.endpoints.includes(name));
  return walked.map((name) => ({ name, perS: (perS * requestsOf(name)) / requestsOf(WHOLE_RUN) }));
}

function tableOf(run: HistoryRun, { perS, highPerS }: Capacity['usable'], demand: Demand): TableRow[] {
  const { users, requestsPerS, dbConnections, memoryMb, perUserPerS } = demand;
  const isAtLeast = !Number.isFinite(highPerS);
  const row = ({ label, current }: Omit<Level, 'maximum'>, maximum: number): TableRow => ({
    metric: label,
    ...{ current, maximum, isAtLeast, headroom: maximum - current, unit: '' },
  });
  const resource = ({ label, current, maximum }: Level, metric: string, unit: string): TableRow => {
    const peak = run.resources.find((one) => one.window === '' && one.metric === metric)?.peak ?? null;
    const known = { metric: label, current: peak ?? current, isAtLeast: false, unit };
    return peak === null
      ? { ...known, maximum: null, headroom: null }
      : { ...known, maximum, headroom: maximum - peak };
  };
  return [
    row(users, Math.floor(perS / perUserPerS)),
    row(requestsPerS, Math.floor(perS)),
    resource(dbConnections, 'target_db_connections', ''),
    resource(memoryMb, 'target_memory_mb', 'MB'),
  ];
}

function judgeRow(row: GrowthRow, usable: Capacity['usable'], testedPerS: number): GrowthVerdict {
  const { period, users, requestsPerS, action } = row;
  const reach = reachOf(requestsPerS, usable, testedPerS);
  const isLimited = reach === 'not reachable' || reach === 'uncertain';
  return { period, users, requestsPerS, reach, action: isLimited ? action : null };
}

function reachOf(perS: number, { lowPerS, highPerS }: Capacity['usable'], testedPerS: number): Reach {
  if (perS <= lowPerS) return 'reachable';
  if (perS > highPerS) return 'not reachable';
  return Number.isFinite(highPerS) || perS <= testedPerS ? 'uncertain' : 'not tested';
}

/** Demand between two rows grows in a straight line; `3 months` is 3, `Current` 0. */
function monthsUntil(perS: number, growth: readonly GrowthRow[]): number | null {
  const rows = growth.map(({ period, requestsPerS }) => ({ months: Number.parseInt(period, 10) || 0, requestsPerS }));
  const next = rows.findIndex((row) => row.requestsPerS > perS);
  if (next < 0) return null;
  if (next === 0) return 0;
  const [from, to] = [rows[next - 1]!, rows[next]!];
  return from.months + ((to.months - from.months) * (perS - from.requestsPerS)) / (to.requestsPerS - from.requestsPerS);
}

function scaleFindings({ scale }: HistoryRun): string[] {
  return scale ? [`a scaled environment: what is asked of it is scaled, too (${factorsText(scale)})`] : [];
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
