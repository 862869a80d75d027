// How much a run would load a target, read from its k6 options, held against the environment's caps before any load.

import { PACING_S } from '../../lib/load.ts';
import type { EndpointName } from '../../thresholds/baselines.ts';
import type { PerfEnvironment } from './config.ts';
import { GuardRefusal } from './refusal.ts';

/** Endpoints that write; a test holds them against `writes: true` in tests/endpoints/ (whose files only k6 can load). */
export const WRITING: readonly EndpointName[] = ['biometric-analyze'];

export interface LoadFigures {
  vus: number;
  ratePerS: number;
  minutes: number;
}

/** The parts of a k6 scenario that this suite's load scripts use. */
interface ScenarioShape {
  exec?: string;
  vus?: number;
  startVUs?: number;
  maxVUs?: number;
  startRate?: number;
  iterations?: number;
  maxDuration?: string;
  duration?: string;
  stages?: { duration: string; target: number }[];
}

/** Sum over the load's scenarios, which run side by side; the observer's requests go to monitoring and are no load. */
export function figuresOf(options: { scenarios?: unknown }): LoadFigures {
  const scenarios = Object.values((options.scenarios ?? {}) as Record<string, ScenarioShape>);
  const total: LoadFigures = { vus: 0, ratePerS: 0, minutes: 0 };
  for (const scenario of scenarios) {
    if (scenario.exec === 'observe') continue;
    const peak = Math.max(0, ...(scenario.stages ?? []).map((stage) => stage.target));
    const isOpen = scenario.maxVUs !== undefined;
    const vus = scenario.maxVUs ?? scenario.vus ?? Math.max(peak, scenario.startVUs ?? 0);
    total.vus += vus;
    total.ratePerS += isOpen ? Math.max(peak, scenario.startRate ?? 0) : vus / PACING_S;
    const stagesS = (scenario.stages ?? []).reduce((sum, stage) => sum + secondsOf(stage.duration), 0);
    const minutes = (stagesS || secondsOf(scenario.maxDuration ?? scenario.duration ?? '0s')) / 60;
    total.minutes = Math.max(total.minutes, minutes);
  }
  return total;
}

/** `90s`, `1m30s`, `250ms`: k6's durations. */
export function secondsOf(text: string): number {
  const UNITS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 };
  let total = 0;
  for (const [, value, unit] of text.matchAll(/([\d.]+)(ms|[smhd])/g))
    total += Number(value) * (UNITS[unit ?? ''] ?? 0);
  return total;
}

/** Refuses the first figure over its cap. */
export function refuseOverCaps(figures: LoadFigures, name: string, caps: PerfEnvironment['caps']): void {
  for (const key of ['vus', 'ratePerS', 'minutes'] as const) {
    if (figures[key] <= caps[key]) continue;
    const words = { vus: 'VUs', ratePerS: 'requests/s', minutes: 'minutes' }[key];
    throw new GuardRefusal(
      'E_CAP',
      `guard: the run has ${Number(figures[key].toFixed(2))} ${words} and the environment ${name} caps them at ${caps[key]}: wants less; take a smaller test or --time-scale, or raise caps.${key} in perf.config.ts`,
    );
  }
}

/** The endpoints that may be called: those that write only where writes are allowed. */
export function allowedEndpoints(
  asked: readonly EndpointName[],
  writing: readonly EndpointName[],
  isExplicit: boolean,
  writes: boolean,
  name: string,
): EndpointName[] {
  const refused = asked.filter((endpoint) => writing.includes(endpoint));
  if (writes || refused.length === 0) return [...asked];
  if (isExplicit) {
    throw new GuardRefusal(
      'E_WRITES',
      `guard: ${refused.join(', ')} writes and the environment ${name} does not allow that: wants writes: true in perf.config.ts; allow it, or choose other endpoints`,
    );
  }
  return asked.filter((endpoint) => !writing.includes(endpoint));
}
