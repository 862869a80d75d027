// The load of a test as data, and what follows from it: k6 scenarios, phases, windows and the plan for the report. Pure.
import type { Scenario } from 'k6/options';
import { capacity, type EndpointName, endpoints } from '../thresholds/baselines.ts';
import type { PlannedWindow } from '../thresholds/derive.ts';
import type { LoadPoint, Phase, PhaseName, Window } from './run-record.ts';

/** A stage of a closed model: a `ramp` climbs to `vus` in a straight line, every other phase jumps there and stays. */
export interface VuStage {
  phase: PhaseName;
  durationS: number;
  vus: number;
  /** How many windows the stage is cut into; all stages together at most 30. */
  windows: number;
}

/** A stage of an open model: the arrival rate climbs in a straight line to `ratePerS`. */
export interface RateStage {
  phase: PhaseName;
  durationS: number;
  ratePerS: number;
  windows: number;
}

/** Each endpoint once, by one VU. */
export interface SingleLoad {
  model: 'single';
  maxDurationS: number;
}

/** VUs that start an iteration every `PACING_S` on average. */
export interface ClosedLoad {
  model: 'closed';
  startVus: number;
  stages: readonly VuStage[];
}

/** Iterations that start at a planned rate, whether or not earlier ones have ended. */
export interface OpenLoad {
  model: 'open';
  startRatePerS: number;
  maxVus: number;
  stages: readonly RateStage[];
}

export type Load = SingleLoad | ClosedLoad | OpenLoad;

/**
 * Mean time between two iterations of a VU, seconds. The guide's capacity and growth tables agree on 2 requests per second
 * and user (50 users 100, 200 users 400, 1000 users 2000).
 */
export const PACING_S = capacity.concurrentUsers.current / capacity.requestsSecond.current;

/** A load on the clock of one run: durations scaled, windows numbered. */
export interface Timeline {
  phases: Phase[];
  windows: Window[];
  load: LoadPoint[];
  endS: number;
}

/** Lays the stages of `load` on the clock, with all durations multiplied by `timeScale`. */
export function timelineOf(load: Load, timeScale: number): Timeline {
  if (load.model === 'single') return singleTimeline(load.maxDurationS * timeScale);
  const timeline: Timeline = { phases: [], windows: [], load: [], endS: 0 };
  let level = load.model === 'closed' ? load.startVus : load.startRatePerS;
  for (const stage of load.stages) {
    const startS = timeline.endS;
    const endS = startS + stage.durationS * timeScale;
    const target = 'vus' in stage ? stage.vus : stage.ratePerS;
    const climbs = load.model === 'open' || stage.phase === 'ramp';
    timeline.load.push({ atS: startS, target: climbs ? level : target }, { atS: endS, target });
    timeline.phases.push({ name: stage.phase, startS, endS });
    timeline.windows.push(...cut(stage, startS, endS, timeline.windows.length));
    timeline.endS = endS;
    level = target;
  }
  return timeline;
}

function singleTimeline(endS: number): Timeline {
  return {
    phases: [{ name: 'hold', startS: 0, endS }],
    windows: [{ id: 'w01', phase: 'hold', startS: 0, endS }],
    load: [
      { atS: 0, target: 1 },
      { atS: endS, target: 1 },
    ],
    endS,
  };
}

function cut(stage: VuStage | RateStage, startS: number, endS: number, before: number): Window[] {
  const widthS = (endS - startS) / stage.windows;
  return Array.from({ length: stage.windows }, (_, index) => ({
    id: `w${String(before + index + 1).padStart(2, '0')}`,
    phase: stage.phase,
    startS: startS + index * widthS,
    endS: startS + (index + 1) * widthS,
  }));
}

/** The window that `elapsedS` seconds into the run lie in; before the start the first, after the end the last. */
export function windowAt(windows: readonly Window[], elapsedS: number): Window {
  let [low, high] = [0, windows.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((windows[middle] as Window).endS > elapsedS) high = middle;
    else low = middle + 1;
  }
  return windows[low] as Window;
}

/** Splits `total` by weight into whole parts that add up to it (largest remainder); nobody goes empty while there is enough. */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map(Math.floor);
  const byRemainder = exact.map((share, index) => ({ index, rest: share - Math.floor(share) }));
  byRemainder.sort((a, b) => b.rest - a.rest || a.index - b.index);
  const missing = total - parts.reduce((a, b) => a + b, 0);
  for (const { index } of byRemainder.slice(0, missing)) parts[index] = (parts[index] ?? 0) + 1;
  while (total >= parts.length && parts.includes(0)) {
    parts[parts.indexOf(Math.max(...parts))]! -= 1;
    parts[parts.indexOf(0)] = 1;
  }
  return parts;
}

/** One k6 scenario per endpoint, named after it; for a single pass one scenario that walks through the endpoints. */
export function scenariosOf(load: Load, names: readonly EndpointName[], timeScale: number): Record<string, Scenario> {
  if (load.model === 'single') {
    const maxDuration = seconds(load.maxDurationS);
    return { smoke: { executor: 'shared-iterations', vus: 1, iterations: names.length, maxDuration } };
  }
  const split = load.model === 'closed' ? splitClosed : splitOpen;
  return split(load as ClosedLoad & OpenLoad, names, timeScale);
}

function splitClosed(load: ClosedLoad, names: readonly EndpointName[], timeScale: number): Record<string, Scenario> {
  const weights = names.map((name) => endpoints[name].weightPct);
  const startVus = apportion(load.startVus, weights);
  const levels = load.stages.map((stage) => apportion(stage.vus, weights));
  return byName(names, (index) => ({
    executor: 'ramping-vus',
    startVUs: startVus[index] ?? 0,
    stages: load.stages.flatMap((stage, position) => {
      const target = levels[position]?.[index] ?? 0;
      const hold = { duration: seconds(stage.durationS * timeScale), target };
      return stage.phase === 'ramp' ? [hold] : [{ duration: '0s', target }, hold];
    }),
  }));
}

function splitOpen(load: OpenLoad, names: readonly EndpointName[], timeScale: number): Record<string, Scenario> {
  const weights = names.map((name) => endpoints[name].weightPct);
  const startRates = apportion(load.startRatePerS, weights);
  const levels = load.stages.map((stage) => apportion(stage.ratePerS, weights));
  // A slow endpoint needs more VUs for the same rate (Little's law).
  const maxVus = apportion(
    load.maxVus,
    names.map((name) => endpoints[name].weightPct * endpoints[name].avgMs),
  );
  return byName(names, (index) => {
    const peak = Math.max(...levels.map((level) => level[index] ?? 0));
    const busy = Math.ceil((peak * endpoints[names[index] as EndpointName].p95Ms) / 1000) + 1;
    return {
      executor: 'ramping-arrival-rate',
      startRate: startRates[index] ?? 0,
      timeUnit: '1s',
      preAllocatedVUs: Math.min(busy, maxVus[index] ?? busy),
      maxVUs: maxVus[index] ?? busy,
      stages: load.stages.map((stage, position) => ({
        duration: seconds(stage.durationS * timeScale),
        target: levels[position]?.[index] ?? 0,
      })),
    };
  });
}

/** The windows as the rules see them: how many requests each endpoint should make in them, and how long after the spike. */
export function plannedWindows(load: Load, names: readonly EndpointName[], timeline: Timeline): PlannedWindow[] {
  const spikeEndS = timeline.phases.find((phase) => phase.name === 'spike')?.endS;
  const weightPct = names.reduce((sum, name) => sum + endpoints[name].weightPct, 0);
  return timeline.windows.map((window) => {
    const level = levelAt(timeline.load, (window.startS + window.endS) / 2);
    const widthS = window.endS - window.startS;
    const expectedRequests = Object.fromEntries(
      names.map((name) => {
        const perS = (level * endpoints[name].weightPct) / weightPct / (load.model === 'closed' ? periodS(name) : 1);
        return [name, load.model === 'single' ? 1 : perS * widthS];
      }),
    );
    const after = spikeEndS !== undefined && window.startS >= spikeEndS - 1e-9;
    return {
      id: window.id,
      phase: window.phase,
      expectedRequests,
      ...(after && { afterSpikeS: window.startS - spikeEndS }),
    };
  });
}

/** Mean time between two iterations of a VU on this endpoint: the pacing, or the response where that takes longer. */
function periodS(name: EndpointName): number {
  return Math.max(PACING_S, endpoints[name].avgMs / 1000);
}

function levelAt(load: readonly LoadPoint[], atS: number): number {
  const next = load.findIndex((point) => point.atS >= atS);
  const [before, after] = [load[Math.max(0, next - 1)], load[next]];
  if (!before || !after) return load.at(-1)?.target ?? 0;
  const spanS = after.atS - before.atS;
  return spanS === 0 ? after.target : before.target + ((after.target - before.target) * (atS - before.atS)) / spanS;
}

/** The highest number of VUs that the load may use. */
export function peakVus(load: Load): number {
  if (load.model === 'single') return 1;
  return load.model === 'open' ? load.maxVus : Math.max(load.startVus, ...load.stages.map((stage) => stage.vus));
}

function byName(names: readonly EndpointName[], make: (index: number) => Scenario): Record<string, Scenario> {
  return Object.fromEntries(names.map((name, index) => [name, make(index)]));
}

/** k6's duration text; milliseconds keep a compressed stage exact. */
function seconds(durationS: number): string {
  return Number.isInteger(durationS) ? `${durationS}s` : `${Math.max(1, Math.round(durationS * 1000))}ms`;
}
