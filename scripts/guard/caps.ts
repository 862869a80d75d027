// How much a run would load a target, read from its k6 options, compared with the environment's caps before any load.

import { parseDuration } from 'k6-kit/durations';
import { PACING_S } from '../../lib/load.ts';
import { isJourney, perUserPerS, requestsOf } from '../../thresholds/tasks.ts';
import type { PerfEnvironment } from './config.ts';
import { GuardRefusal } from './refusal.ts';

export interface LoadFigures {
  vus: number;
  ratePerS: number;
  minutes: number;
}

/** The parts of a k6 scenario that say how much it loads, whatever its executor. */
interface ScenarioShape {
  executor?: string;
  exec?: string;
  vus?: number;
  startVUs?: number;
  preAllocatedVUs?: number;
  maxVUs?: number;
  startRate?: number;
  rate?: number;
  timeUnit?: string;
  startTime?: string;
  maxDuration?: string;
  duration?: string;
  stages?: { duration: string; target: number }[];
}

/** How long a number of iterations may take where `maxDuration` does not say (Grafana k6 documentation, shared and per-VU iterations). */
const LONGEST_ITERATIONS = '10m';

/** Sum over the load's scenarios, which run side by side; the observer's requests go to monitoring and are no load. */
export function figuresOf(options: { scenarios?: unknown }): LoadFigures {
  const scenarios = Object.entries((options.scenarios ?? {}) as Record<string, ScenarioShape>);
  const total: LoadFigures = { vus: 0, ratePerS: 0, minutes: 0 };
  const rates: Rates[] = [];
  for (const [name, scenario] of scenarios) {
    if (scenario.exec === 'observe') continue;
    const peak = Math.max(0, ...(scenario.stages ?? []).map((stage) => stage.target));
    const openVus = scenario.maxVUs ?? scenario.preAllocatedVUs;
    const vus = openVus ?? scenario.vus ?? Math.max(peak, scenario.startVUs ?? 0);
    total.vus += vus;
    // Iterations of a journey are several requests each.
    const [perUserRate, perTurn] = isJourney(name) ? [perUserPerS(name), requestsOf(name).length] : [1 / PACING_S, 1];
    const perUnit = [scenario.startRate ?? scenario.rate ?? 0, ...(scenario.stages ?? []).map(({ target }) => target)];
    const perTarget = perTurn / secondsOf(scenario.timeUnit ?? '1s');
    rates.push({
      stages: `${scenario.startTime} ${(scenario.stages ?? []).map(({ duration }) => duration)}`,
      perS: openVus === undefined ? [vus * perUserRate] : perUnit.map((level) => level * perTarget),
    });
    const stagesS = (scenario.stages ?? []).reduce((sum, stage) => sum + secondsOf(stage.duration), 0);
    const defaultLength = scenario.executor?.endsWith('-iterations') ? LONGEST_ITERATIONS : '0s';
    const ownS = stagesS || secondsOf(scenario.maxDuration ?? scenario.duration ?? defaultLength);
    total.minutes = Math.max(total.minutes, (secondsOf(scenario.startTime ?? '0s') + ownS) / 60);
  }
  return { ...total, ratePerS: peakOf(rates) };
}

/** Requests per second of a scenario at the start and after each stage, or all the time; and when its stages are. */
interface Rates {
  stages: string;
  perS: number[];
}

/** The highest sum. Scenarios whose stages are at the same time are added up stage by stage, others as if all were at their highest at once. */
function peakOf(rates: readonly Rates[]): number {
  return [...new Set(rates.map(({ stages }) => stages))].reduce((sum, stages) => {
    const together = rates.filter((one) => one.stages === stages);
    const moments = Math.max(...together.map(({ perS }) => perS.length));
    const sums = Array.from({ length: moments }, (_, at) =>
      together.reduce((all, { perS }) => all + (perS.length === 1 ? (perS[0] ?? 0) : (perS[at] ?? 0)), 0),
    );
    return sum + Math.max(0, ...sums);
  }, 0);
}

/** k6's durations, such as `1m30s`. */
export function secondsOf(text: string): number {
  return parseDuration(text, 'a duration of the load') / 1000;
}

/** Refuses the first figure over its cap. */
export function refuseOverCaps(figures: LoadFigures, name: string, caps: PerfEnvironment['caps']): void {
  for (const key of ['vus', 'ratePerS', 'minutes'] as const) {
    if (figures[key] <= caps[key]) continue;
    const words = { vus: 'VUs', ratePerS: 'requests/s', minutes: 'minutes' }[key];
    throw new GuardRefusal(
      'E_CAP',
      `guard: the run has ${Number(figures[key].toFixed(2))} ${words} and the environment ${name} caps them at ${caps[key]}: expected less; take a smaller test or --time-scale, or change scale or caps.${key} in perf.config.ts`,
    );
  }
}

/** What may be called, and what is left out because it writes and the environment does not allow that. */
export interface Allowed {
  endpoints: string[];
  leftOut: string[];
}

/** Refuses what was chosen explicitly, or where nothing would be left; leaves out the rest of what writes. */
export function allowedEndpoints(
  asked: readonly string[],
  writing: readonly string[],
  isExplicit: boolean,
  writes: boolean,
  name: string,
): Allowed {
  const leftOut = writes ? [] : asked.filter((endpoint) => writing.includes(endpoint));
  const endpoints = asked.filter((endpoint) => !leftOut.includes(endpoint));
  if (leftOut.length === 0 || (!isExplicit && endpoints.length > 0)) return { endpoints, leftOut };
  throw new GuardRefusal(
    'E_WRITES',
    `guard: ${leftOut.join(', ')} writes and the environment ${name} does not allow that: expects writes: true in perf.config.ts; allow it, or choose other endpoints`,
  );
}
