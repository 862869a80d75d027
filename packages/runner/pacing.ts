// When what should happen, as pure functions of stages and elapsed time: how many VUs, and when the next iteration starts.
import { countIn, isIn, type Share } from './segments.ts';

export interface Stage {
  durationMs: number;
  /** VUs, or iterations per time unit. */
  target: number;
}

/** Total length of the stages, milliseconds. */
export function lengthOf(stages: readonly Stage[]): number {
  return stages.reduce((sum, stage) => sum + stage.durationMs, 0);
}

/** The highest target, the start included. */
export function peakOf(start: number, stages: readonly Stage[]): number {
  return stages.reduce((peak, stage) => Math.max(peak, stage.target), start);
}

/** A change of the number of VUs. */
export interface VuStep {
  atMs: number;
  vus: number;
}

/**
 * All changes of the number of VUs, in order. On a ramp of n VUs over d ms the k-th joins (or leaves) at d*k/n, so that the
 * target is met at the stage's end; a stage without length jumps. With a share these are the changes of its part.
 */
export function vuSteps(startVus: number, stages: readonly Stage[], share?: Share): VuStep[] {
  const steps: VuStep[] = [{ atMs: 0, vus: startVus }];
  let [vus, stageStartMs] = [startVus, 0];
  for (const { durationMs, target } of stages) {
    const change = Math.abs(target - vus);
    const direction = Math.sign(target - vus);
    if (durationMs === 0 && change > 0) steps.push({ atMs: stageStartMs, vus: target });
    else
      for (let k = 1; k <= change; k++)
        steps.push({ atMs: stageStartMs + (durationMs * k) / change, vus: vus + direction * k });
    vus = target;
    stageStartMs += durationMs;
  }
  if (!share) return steps;
  const own = steps.map((step) => ({ atMs: step.atMs, vus: countIn(share, step.vus) }));
  return own.filter((step, index) => step.vus !== own[index - 1]?.vus);
}

/** The number of VUs `elapsedMs` after the start. */
export function vusAt(steps: readonly VuStep[], elapsedMs: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((steps[middle] as VuStep).atMs <= elapsedMs) low = middle + 1;
    else high = middle;
  }
  return steps[low - 1]?.vus ?? 0;
}

export interface Arrivals {
  /** Rate per `timeUnitMs` at the start. */
  startRate: number;
  timeUnitMs: number;
  stages: readonly Stage[];
  /** Which of them are this instance's. */
  share?: Share;
}

/** Below this share of an iteration two areas are the same: rounding must not add an iteration at the very end. */
const TOLERANCE = 1e-9;

/** The moments at which iterations start, one after the other: number k starts when the area under the rate curve reaches k. */
export function* arrivalTimes({ startRate, timeUnitMs, stages, share }: Arrivals): Generator<number, void, void> {
  let [index, areaBefore, rate, startMs] = [0, 0, startRate, 0];
  for (const { durationMs, target } of stages) {
    const from = rate / timeUnitMs;
    const to = target / timeUnitMs;
    const area = ((from + to) / 2) * durationMs;
    while (index < areaBefore + area - TOLERANCE) {
      const missing = Math.max(0, index - areaBefore);
      if (!share || isIn(share, index)) yield startMs + timeOfArea(missing, from, (to - from) / durationMs);
      index += 1;
    }
    areaBefore += area;
    rate = target;
    startMs += durationMs;
  }
}

/** When a rate that starts at `from` per ms and grows by `slope` per ms² has covered `area`. */
function timeOfArea(area: number, from: number, slope: number): number {
  if (area === 0) return 0;
  // The form of the quadratic's solution that loses no digits when the slope is near 0.
  return (2 * area) / (from + Math.sqrt(Math.max(0, from * from + 2 * slope * area)));
}
