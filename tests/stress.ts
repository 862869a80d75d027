// Does the system stay usable at peak load? (guide, Stress Test)
import { loadTest } from '../lib/load-test.ts';
import { testTypes } from '../thresholds/baselines.ts';
import { endpoints } from './endpoints/index.ts';
import { journeys } from './journeys/index.ts';

const { users, durationS } = testTypes.stress;

const test = loadTest(
  'stress',
  { ...endpoints, ...journeys },
  {
    model: 'closed',
    startVus: 0,
    stages: [
      { phase: 'ramp', durationS: 120, vus: users, windows: 5 },
      { phase: 'hold', durationS, vus: users, windows: 25 },
    ],
  },
);

export const options = test.options;
export default test.iterate;
export const observe = test.observe;
export const handleSummary = test.handleSummary;
export const writes = test.writes;
