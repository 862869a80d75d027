// For tests: the loads of the guide at their full length, and any load at all.
import fc from 'fast-check';
import { type EndpointName, endpoints } from '../thresholds/baselines.ts';
import type { ClosedLoad, OpenLoad, SingleLoad } from './load.ts';

export const ALL = Object.keys(endpoints) as EndpointName[];

export const smokeLoad: SingleLoad = { model: 'single', maxDurationS: 10 };

/** Guide, Baseline Test: 50 users, 5 minutes. */
export const baselineLoad: ClosedLoad = {
  model: 'closed',
  startVus: 0,
  stages: [
    { phase: 'ramp', durationS: 30, vus: 50, windows: 3 },
    { phase: 'hold', durationS: 300, vus: 50, windows: 27 },
  ],
};

/** Guide, Stress Test: 200 users, 10 minutes. */
export const stressLoad: ClosedLoad = {
  model: 'closed',
  startVus: 0,
  stages: [
    { phase: 'ramp', durationS: 120, vus: 200, windows: 5 },
    { phase: 'hold', durationS: 600, vus: 200, windows: 25 },
  ],
};

/** Guide, Endurance Test: 100 users, an hour. */
export const enduranceLoad: ClosedLoad = {
  model: 'closed',
  startVus: 0,
  stages: [
    { phase: 'ramp', durationS: 120, vus: 100, windows: 2 },
    { phase: 'hold', durationS: 3600, vus: 100, windows: 28 },
  ],
};

/** Guide, Spike Test: 10, 500, 10 users, 30 s each; windows of the recovery are 2 s wide. */
export const spikeLoad: ClosedLoad = {
  model: 'closed',
  startVus: 10,
  stages: [
    { phase: 'hold', durationS: 30, vus: 10, windows: 5 },
    { phase: 'spike', durationS: 30, vus: 500, windows: 10 },
    { phase: 'recovery', durationS: 30, vus: 10, windows: 15 },
  ],
};

export const breakpointLoad: OpenLoad = {
  model: 'open',
  startRatePerS: 10,
  maxVus: 1000,
  stages: [{ phase: 'ramp', durationS: 1200, ratePerS: 2000, windows: 30 }],
};

const stage = {
  phase: fc.constantFrom('ramp', 'hold', 'spike', 'recovery'),
  durationS: fc.integer({ min: 1, max: 7200 }),
  windows: fc.integer({ min: 1, max: 10 }),
} as const;

/** A closed or open model of up to three stages; at most 30 windows. */
export const someLoad: fc.Arbitrary<ClosedLoad | OpenLoad> = fc.oneof(
  fc.record({
    model: fc.constant('closed' as const),
    startVus: fc.nat({ max: 1000 }),
    stages: fc.array(fc.record({ ...stage, vus: fc.nat({ max: 1000 }) }), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({
    model: fc.constant('open' as const),
    startRatePerS: fc.nat({ max: 2000 }),
    maxVus: fc.integer({ min: 100, max: 2000 }),
    stages: fc.array(fc.record({ ...stage, ratePerS: fc.nat({ max: 2000 }) }), { minLength: 1, maxLength: 3 }),
  }),
);

/** Equal but for the noise of binary fractions. */
export function closeTo(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
}
