// From a load and a choice of endpoints to k6 scenarios: every endpoint gets its share. Pure.
import type { Scenario } from 'k6/options';
import { type EndpointName, endpoints } from '../thresholds/baselines.ts';
import type { PlannedWindow } from '../thresholds/derive.ts';
import { type ClosedLoad, type Load, levelAt, type OpenLoad, PACING_S, timelineOf } from './load.ts';

/** Splits `total` by weight into whole parts that add up to it (largest remainder); nobody goes empty while there is enough. */
export function apportion(total: number, weights: readonly number[]): number[] {
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (total * weight) / sum);
  const parts = exact.map(Math.floor);
  const surplus = (index: number) => (parts[index] ?? 0) - (exact[index] ?? 0);
  const bySurplus = () => parts.map((_, index) => index).sort((a, b) => surplus(a) - surplus(b) || a - b);
  const missing = total - parts.reduce((a, b) => a + b, 0);
  for (const index of bySurplus().slice(0, missing)) parts[index] = (parts[index] ?? 0) + 1;
  while (total >= parts.length && parts.includes(0)) {
    parts[parts.indexOf(0)] = 1;
    // The one with most beyond its exact share loses one, if it keeps at least one.
    const able = bySurplus().filter((index) => (parts[index] ?? 0) > 1 && (exact[index] ?? 0) >= 1);
    const giver = able.at(-1) ?? parts.indexOf(Math.max(...parts));
    parts[giver] = (parts[giver] ?? 0) - 1;
  }
  return parts;
}

/** The load of each endpoint: the same stages, each level with the endpoint's share of it. */
export function splitLoad<L extends ClosedLoad | OpenLoad>(load: L, names: readonly EndpointName[]): L[] {
  const weights = names.map((name) => endpoints[name].weightPct);
  if (load.model === 'closed') {
    const startVus = apportion(load.startVus, weights);
    const levels = load.stages.map((stage) => apportion(stage.vus, weights));
    return names.map((_, index) => ({
      ...load,
      startVus: startVus[index] ?? 0,
      stages: load.stages.map((stage, position) => ({ ...stage, vus: levels[position]?.[index] ?? 0 })),
    }));
  }
  const startRates = apportion(load.startRatePerS, weights);
  const levels = load.stages.map((stage) => apportion(stage.ratePerS, weights));
  // A slow endpoint needs more VUs for the same rate (Little's law).
  const maxVus = apportion(
    load.maxVus,
    names.map((name) => endpoints[name].weightPct * endpoints[name].avgMs),
  );
  return names.map((_, index) => ({
    ...load,
    startRatePerS: startRates[index] ?? 0,
    maxVus: Math.max(1, maxVus[index] ?? 0),
    stages: load.stages.map((stage, position) => ({ ...stage, ratePerS: levels[position]?.[index] ?? 0 })),
  }));
}

/** One k6 scenario per endpoint, named after it; for a single pass one scenario that walks through the endpoints. */
export function scenariosOf(load: Load, names: readonly EndpointName[], timeScale: number): Record<string, Scenario> {
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

function scenarioOf(load: ClosedLoad | OpenLoad, name: EndpointName, timeScale: number): Scenario {
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

function openScenario(load: OpenLoad, name: EndpointName, timeScale: number): Scenario {
  const peakPerS = Math.max(...load.stages.map((stage) => stage.ratePerS));
  const busy = Math.ceil((peakPerS * endpoints[name].p95Ms) / 1000) + 1;
  return {
    executor: 'ramping-arrival-rate',
    startRate: load.startRatePerS,
    timeUnit: '1s',
    preAllocatedVUs: Math.min(busy, load.maxVus),
    maxVUs: load.maxVus,
    stages: load.stages.map(({ durationS, ratePerS }) => ({
      duration: seconds(durationS * timeScale),
      target: ratePerS,
    })),
  };
}

/** The windows as the rules see them: how many requests each endpoint should make in them, and how long after the spike. */
export function plannedWindows(load: Load, names: readonly EndpointName[], timeScale: number): PlannedWindow[] {
  const timeline = timelineOf(load, timeScale);
  const spikeEndS = timeline.phases.find((phase) => phase.name === 'spike')?.endS;
  const shares =
    load.model === 'single' ? [] : splitLoad(load, names).map((share) => timelineOf(share, timeScale).load);
  return timeline.windows.map(({ id, phase, startS, endS }) => {
    const middleS = (startS + endS) / 2;
    const expectedRequests = Object.fromEntries(
      names.map((name, index) => {
        const share = shares[index];
        if (!share) return [name, 1];
        const perS = levelAt(share, middleS) / (load.model === 'closed' ? periodS(name) : 1);
        return [name, perS * (endS - startS)];
      }),
    );
    const isAfterSpike = spikeEndS !== undefined && startS >= spikeEndS - 1e-9;
    return { id, phase, startS, expectedRequests, ...(isAfterSpike && { afterSpikeS: startS - spikeEndS }) };
  });
}

/** Mean time between two iterations of a VU on this endpoint: the pacing, or the response where that takes longer. */
export function periodS(name: EndpointName): number {
  return Math.max(PACING_S, endpoints[name].avgMs / 1000);
}

/** k6's duration text; milliseconds keep a compressed stage exact. */
export function seconds(durationS: number): string {
  return Number.isInteger(durationS) ? `${durationS}s` : `${Math.max(1, Math.round(durationS * 1000))}ms`;
}
