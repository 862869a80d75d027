// From a load and a choice of endpoints and journeys to k6 scenarios: each gets its share. Pure.
import type { Scenario } from 'k6/options';
import type { PlannedWindow } from '../thresholds/derive.ts';
import { answersMs, periodS, requestsOf, type TaskName, weightPct } from '../thresholds/tasks.ts';
import { type ClosedLoad, type Load, levelAt, type OpenLoad, type RateStage, timelineOf } from './load.ts';

/** Splits `total` by weight into whole parts that add up to it (largest remainder); nobody goes empty while there is enough. */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  if (sum === 0) return weights.map(() => 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map(Math.floor);
  const surplus = (index: number) => (parts[index] ?? 0) - (exact[index] ?? 0);
  const bySurplus = () => parts.map((_, index) => index).sort((a, b) => surplus(a) - surplus(b) || a - b);
  const missing = total - parts.reduce((a, b) => a + b, 0);
  for (const index of bySurplus().slice(0, missing)) parts[index] = (parts[index] ?? 0) + 1;
  const wanting = () => parts.findIndex((part, index) => part === 0 && (weights[index] ?? 0) > 0);
  while (total >= weights.filter((weight) => weight > 0).length && wanting() >= 0) {
    parts[wanting()] = 1;
    // The one with most beyond its exact share loses one, if it keeps at least one.
    const able = bySurplus().filter((index) => (parts[index] ?? 0) > 1 && (exact[index] ?? 0) >= 1);
    const giver = able.at(-1) ?? parts.indexOf(Math.max(...parts));
    parts[giver] = (parts[giver] ?? 0) - 1;
  }
  return parts;
}

/** The load of each task: the same stages, each level with the task's share of it. Rates are of requests. */
export function splitLoad<L extends ClosedLoad | OpenLoad>(load: L, names: readonly TaskName[]): L[] {
  const weights = names.map(weightPct);
  if (load.model === 'closed') {
    const startVus = apportion(load.startVus, weights);
    const levels = load.stages.map((stage) => apportion(stage.vus, weights));
    return names.map((_, index) => ({
      ...load,
      startVus: startVus[index] ?? 0,
      stages: load.stages.map((stage, position) => ({ ...stage, vus: levels[position]?.[index] ?? 0 })),
    }));
  }
  const { unitS = 1 } = load;
  const ratesPerS = (perS: number, shares: readonly number[]) =>
    apportion(Math.round(perS * unitS), shares).map((part) => part / unitS);
  const mixes = load.stages.map(({ mixPct }) => sharesIn(mixPct, names));
  const startRates = ratesPerS(load.startRatePerS, mixes[0] ?? weights);
  const levels = load.stages.map((stage, position) => ratesPerS(stage.ratePerS, mixes[position] ?? weights));
  // A slow task needs more VUs for the same rate (Little's law).
  const maxVus = apportion(
    load.maxVus,
    names.map((name, index) => {
      const most = Math.max(...mixes.map((shares) => shares[index] ?? 0));
      return (most * answersMs(name)) / requestsOf(name).length;
    }),
  );
  return names.map((_, index) => ({
    ...load,
    startRatePerS: startRates[index] ?? 0,
    maxVus: Math.max(1, maxVus[index] ?? 0),
    stages: load.stages.map((stage, position) => ({ ...stage, ratePerS: levels[position]?.[index] ?? 0 })),
  }));
}

/** The shares of these tasks in a mix; by their weights where there is none, or none of them is in it. */
function sharesIn(mixPct: RateStage['mixPct'], names: readonly TaskName[]): number[] {
  const shares = names.map((name) => mixPct?.[name] ?? 0);
  return shares.some((share) => share > 0) ? shares : names.map(weightPct);
}

/** Whether a load has a share for the task at all, if it has mixes of its own. */
export function isInMix(load: Load, name: TaskName): boolean {
  if (load.model !== 'open') return true;
  return load.stages.some(({ mixPct }) => mixPct === undefined || (mixPct[name] ?? 0) > 0);
}

/** One k6 scenario per task, named after it; for a single pass one scenario that goes through the tasks. */
export function scenariosOf(load: Load, names: readonly TaskName[], timeScale: number): Record<string, Scenario> {
  if (load.model === 'single') {
    // The time that a pass may take is not load: it is not compressed.
    const maxDuration = seconds(load.maxDurationS);
    return { smoke: { executor: 'shared-iterations', vus: 1, iterations: names.length, maxDuration } };
  }
  const shares = splitLoad(load, names);
  return Object.fromEntries(
    names.map((name, index) => [name, scenarioOf(shares[index] as typeof load, name, timeScale)]),
  );
}

function scenarioOf(load: ClosedLoad | OpenLoad, name: TaskName, timeScale: number): Scenario {
  if (load.model === 'open') return openScenario(load, name, timeScale);
  return {
    executor: 'ramping-vus',
    startVUs: load.startVus,
    stages: load.stages.flatMap(({ phase, durationS, vus }) => {
      const hold = { duration: seconds(durationS * timeScale), target: vus };
      return phase === 'ramp' ? [hold] : [{ duration: '0s', target: vus }, hold];
    }),
  };
}

function openScenario(load: OpenLoad, name: TaskName, timeScale: number): Scenario {
  const peakPerS = Math.max(...load.stages.map((stage) => stage.ratePerS));
  const requests = requestsOf(name).length;
  const busy = Math.ceil((peakPerS * answersMs(name, 'p95Ms')) / requests / 1000) + 1;
  const { unitS = 1 } = load;
  // Without the noise of binary fractions.
  const whole = (ratePerS: number) => Math.round(ratePerS * unitS);
  return {
    executor: 'ramping-arrival-rate',
    startRate: whole(load.startRatePerS),
    // The rate is of requests: a journey of six starts in six seconds as often as an endpoint in one.
    timeUnit: seconds(requests * unitS),
    preAllocatedVUs: Math.min(busy, load.maxVus),
    maxVUs: load.maxVus,
    stages: load.stages.flatMap(({ phase, durationS, ratePerS }) => {
      const hold = { duration: seconds(durationS * timeScale), target: whole(ratePerS) };
      return phase === 'ramp' ? [hold] : [{ duration: '0s', target: hold.target }, hold];
    }),
  };
}

/** The windows as the rules see them: how many requests of each name there should be in them, and how long after the spike. */
export function plannedWindows(load: Load, names: readonly TaskName[], timeScale: number): PlannedWindow[] {
  const timeline = timelineOf(load, timeScale);
  const spikeEndS = timeline.phases.find((phase) => phase.name === 'spike')?.endS;
  const shares =
    load.model === 'single' ? [] : splitLoad(load, names).map((share) => timelineOf(share, timeScale).load);
  return timeline.windows.map(({ id, phase, startS, endS }) => {
    const middleS = (startS + endS) / 2;
    const expectedRequests = Object.fromEntries(
      names.flatMap((name, index) => {
        const share = shares[index];
        const requests = requestsOf(name);
        if (!share) return requests.map((request) => [request, 1]);
        const turnsPerS = levelAt(share, middleS) / (load.model === 'closed' ? periodS(name) : requests.length);
        return requests.map((request) => [request, turnsPerS * (endS - startS)]);
      }),
    );
    const isAfterSpike = spikeEndS !== undefined && startS >= spikeEndS - 1e-9;
    return { id, phase, startS, expectedRequests, ...(isAfterSpike && { afterSpikeS: startS - spikeEndS }) };
  });
}

/** k6's duration text; milliseconds keep a compressed stage exact. */
export function seconds(durationS: number): string {
  return Number.isInteger(durationS) ? `${durationS}s` : `${Math.max(1, Math.round(durationS * 1000))}ms`;
}
