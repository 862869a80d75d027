// The load of a service test: an open model over the service's row of requests per second. Pure.
import type { Scenario } from 'k6/options';
import { type Scale, scaledLevel } from 'k6-format/scale';
import { type ServiceTestName, serviceTests } from '../thresholds/baselines.ts';
import { OPERATIONS, serviceOf } from '../thresholds/service-limits.ts';
import type { OpenLoad, Timeline } from './load.ts';
import { seconds } from './scenarios.ts';
import type { ServiceSettings } from './service-env.ts';

/** Windows of each half of the run, for the report's charts. */
const WINDOWS_PER_STAGE = 10;
/** How many times the VUs that suffice within the limits may be there when the service is slower than that. */
const SPARE = 4;

/**
 * Half of the time from the low to the high end of the row `Requests/sec`, the other half at the high end. `maxVus`: for a
 * service that bears only so many connections.
 */
export function serviceLoad(test: ServiceTestName, scale: Scale, maxVus = Number.POSITIVE_INFINITY): OpenLoad {
  const { min, max } = serviceOf(test).requestsPerS;
  const ratePerS = scaledLevel(max, scale.rate);
  const durationS = serviceTests[test].durationS / 2;
  return {
    model: 'open',
    startRatePerS: scaledLevel(min, scale.rate),
    maxVus: Math.min(maxVus, SPARE * busyVus(test, scale)),
    stages: [
      { phase: 'ramp', durationS, ratePerS, windows: WINDOWS_PER_STAGE },
      { phase: 'hold', durationS, ratePerS, windows: WINDOWS_PER_STAGE },
    ],
  };
}

/** VUs that are busy at the high end of the row while every operation takes as long as its limit (Little's law). */
function busyVus(test: ServiceTestName, { rate, limits }: Scale): number {
  const slowestS = Math.max(...Object.values(OPERATIONS[test])) / 1000;
  return Math.ceil(scaledLevel(serviceOf(test).requestsPerS.max, rate) * slowestS * limits) + 1;
}

/** k6's scenario for the load, one iteration an operation. */
export function serviceScenario(
  test: ServiceTestName,
  load: OpenLoad,
  { timeScale, scale }: Pick<ServiceSettings, 'timeScale' | 'scale'>,
): Scenario {
  return {
    executor: 'ramping-arrival-rate',
    startRate: load.startRatePerS,
    timeUnit: '1s',
    preAllocatedVUs: Math.min(busyVus(test, scale), load.maxVus),
    maxVUs: load.maxVus,
    gracefulStop: '10s',
    stages: load.stages.map(({ durationS, ratePerS }) => ({
      duration: seconds(durationS * timeScale),
      target: ratePerS,
    })),
  };
}

/** Operations that the load starts: the area under its rate. */
export function plannedOperations({ load }: Timeline): number {
  return load.slice(1).reduce((sum, { atS, target }, index) => {
    const before = load[index] as (typeof load)[number];
    return sum + ((atS - before.atS) * (before.target + target)) / 2;
  }, 0);
}
