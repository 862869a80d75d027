// Does anything creep up over an hour: latency, errors, memory? (guide, Endurance Test) Every window is compared with the limit.
import { loadTest } from '../lib/load-test.ts';
import { testTypes } from '../thresholds/baselines.ts';
import { endpoints } from './endpoints/index.ts';
import { journeys } from './journeys/index.ts';

const { users, durationS } = testTypes.endurance;

const test = loadTest(
  'endurance',
  { ...endpoints, ...journeys },
  {
    model: 'closed',
    startVus: 0,
    stages: [
      { phase: 'ramp', durationS: 120, vus: users, windows: 2 },
      { phase: 'hold', durationS, vus: users, windows: 28 },
    ],
  },
);

export const options = test.options;
export default test.iterate;
export const observe = test.observe;
export const handleSummary = test.handleSummary;
export const writes = test.writes;
