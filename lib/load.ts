// The load of a test as data, and its place on the clock of a run: phases, windows, planned load. Pure.

import type { LoadPoint, Phase, PhaseName, Window } from 'k6-format/run-record';
import { type Scale, scaledLevel } from 'k6-format/scale';
import { dayCurve, endpoints, pace } from '../thresholds/baselines.ts';

/** A stage of a closed model: a `ramp` climbs to `vus` in a straight line, every other phase jumps there and stays. */
export interface VuStage {
  phase: PhaseName;
  durationS: number;
  vus: number;
  /** How many windows the stage is cut into; all stages together at most 30. */
  windows: number;
}

/** A stage of an open model: in a `ramp` the arrival rate climbs in a straight line to `ratePerS`, in every other phase it jumps there. */
export interface RateStage {
  phase: PhaseName;
  durationS: number;
  ratePerS: number;
  windows: number;
  /** Shares of the rate, by endpoint; absent: their weights. */
  mixPct?: Readonly<Partial<Record<string, number>>>;
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

/** The parts of the table "Day curve", together as long as this. */
export function dayStages(durationS: number): RateStage[] {
  const parts: readonly { ratePerS: number; mixPct: readonly number[] | null }[] = dayCurve;
  const names = Object.keys(endpoints);
  return parts.map(({ ratePerS, mixPct }) => ({
    ...{ phase: 'hold', durationS: durationS / parts.length, ratePerS, windows: 1 },
    ...(mixPct && { mixPct: Object.fromEntries(names.map((name, at) => [name, mixPct[at] ?? 0])) }),
  }));
}

/** Iterations that start at a planned rate, whether or not earlier ones have ended. */
export interface OpenLoad {
  model: 'open';
  startRatePerS: number;
  /** k6 takes whole numbers: rates are multiples of one iteration in so many seconds. */
  unitS?: number;
  maxVus: number;
  stages: readonly RateStage[];
}

export type Load = SingleLoad | ClosedLoad | OpenLoad;

/** Mean time between two iterations of a VU, seconds: table "Pace". */
export const PACING_S = 1 / pace.requestsPerUser.valuePerS;

/** The load for a target of another size: as long, with its VUs and its rates scaled. A single pass stays what it is. */
export function scaledLoad<L extends Load>(load: L, scale: Scale): L;
export function scaledLoad(load: Load, { users, rate }: Scale): Load {
  if (load.model === 'single') return load;
  if (load.model === 'closed')
    return {
      ...load,
      startVus: scaledLevel(load.startVus, users),
      stages: load.stages.map((stage) => ({ ...stage, vus: scaledLevel(stage.vus, users) })),
    };
  const { unitS = 1 } = load;
  const scaled = (ratePerS: number) => scaledLevel(ratePerS * unitS, rate) / unitS;
  return {
    ...load,
    startRatePerS: scaled(load.startRatePerS),
    maxVus: scaledLevel(load.maxVus, users),
    stages: load.stages.map((stage) => ({ ...stage, ratePerS: scaled(stage.ratePerS) })),
  };
}

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
    const climbs = stage.phase === 'ramp';
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

/** The planned load at a moment: VUs, or iterations per second. */
export function levelAt(load: readonly LoadPoint[], atS: number): number {
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
