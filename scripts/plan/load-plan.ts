// What a run will send, from the k6 options of its bundle: requests per endpoint and step, and the rate over time. Pure.
import { PACING_S } from '../../lib/load.ts';
import { isTask, perUserPerS, type RequestName, requestsOf, type TaskName } from '../../thresholds/tasks.ts';
import { secondsOf } from '../guard/caps.ts';

/** Requests per second at a moment, seconds since the load started. */
export interface RatePoint {
  atS: number;
  perS: number;
}

export interface LoadPlan {
  /** Requests by endpoint and step, rounded. */
  requests: Partial<Record<RequestName, number>>;
  /** Straight lines between the points; empty for a single pass, which has no rate. */
  curve: RatePoint[];
}

interface Scenario {
  executor?: string;
  exec?: string;
  startVUs?: number;
  startRate?: number;
  timeUnit?: string;
  iterations?: number;
  stages?: { duration: string; target: number }[];
  options?: { browser?: unknown };
}

/** A VU's first turn comes at once and not after a period: on average half a request more for each VU that starts. */
const FIRST_TURN = 0.5;

/** `chosen`: what a single pass goes through. The observer's requests go to monitoring and are no load; what a browser asks is the page's choice. */
export function loadPlan(options: { scenarios?: unknown }, chosen: readonly TaskName[]): LoadPlan {
  const requests: LoadPlan['requests'] = {};
  const curves: RatePoint[][] = [];
  for (const [name, scenario] of Object.entries((options.scenarios ?? {}) as Record<string, Scenario>)) {
    if (scenario.exec === 'observe' || scenario.options?.browser !== undefined) continue;
    if (scenario.iterations !== undefined) {
      for (const request of chosen.flatMap(requestsOf)) requests[request] = scenario.iterations / chosen.length;
      continue;
    }
    const curve = curveOf(scenario, name);
    curves.push(curve);
    if (!isTask(name)) continue;
    const own = requestsOf(name);
    const turns = areaUnder(curve) / own.length + FIRST_TURN * startedVus(scenario);
    for (const request of own) requests[request] = Math.round(turns);
  }
  return { requests, curve: sumOf(curves) };
}

/** Requests per second: the planned rate of an open model, VUs by their period in a closed one. */
function curveOf(scenario: Scenario, name: string): RatePoint[] {
  const isOpen = scenario.executor === 'ramping-arrival-rate';
  const turnsPerTarget = 1 / secondsOf(scenario.timeUnit ?? '1s');
  const perUserRate = isTask(name) ? perUserPerS(name) : 1 / PACING_S;
  const perTarget = isOpen ? turnsPerTarget * (isTask(name) ? requestsOf(name).length : 1) : perUserRate;
  const curve = [{ atS: 0, perS: (isOpen ? scenario.startRate : scenario.startVUs) ?? 0 }];
  for (const { duration, target } of scenario.stages ?? []) {
    curve.push({ atS: (curve.at(-1)?.atS ?? 0) + secondsOf(duration), perS: target });
  }
  return curve.map(({ atS, perS }) => ({ atS, perS: perS * perTarget }));
}

function startedVus({ executor, startVUs = 0, stages = [] }: Scenario): number {
  if (executor !== 'ramping-vus') return 0;
  const levels = [0, startVUs, ...stages.map(({ target }) => target)];
  return levels.slice(1).reduce((sum, level, at) => sum + Math.max(0, level - (levels[at] ?? 0)), 0);
}

function areaUnder(curve: readonly RatePoint[]): number {
  return curve.slice(1).reduce((sum, { atS, perS }, at) => {
    const before = curve[at] ?? { atS, perS };
    return sum + ((atS - before.atS) * (perS + before.perS)) / 2;
  }, 0);
}

/** The rate at a moment; at a jump the higher side, so that a peak without width is not lost. */
export function rateAt(curve: readonly RatePoint[], atS: number): number {
  let rate = 0;
  for (const [at, point] of curve.entries()) {
    const next = curve[at + 1] ?? point;
    if (atS < point.atS || atS > next.atS) continue;
    const widthS = next.atS - point.atS;
    const share = widthS === 0 ? 1 : (atS - point.atS) / widthS;
    rate = Math.max(rate, point.perS + (next.perS - point.perS) * share);
  }
  return rate;
}

function sumOf(curves: readonly RatePoint[][]): RatePoint[] {
  const [first, ...others] = curves;
  if (first === undefined) return [];
  // The stages of all endpoints begin and end together: scenarios differ in height only.
  return first.map(({ atS, perS }, at) => ({
    atS,
    perS: others.reduce((sum, curve) => sum + (curve[at]?.perS ?? 0), perS),
  }));
}
