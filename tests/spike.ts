// How long does the system take to recover from a sudden crowd? (guide, Spike Test) Windows of the recovery are 2 s wide.
import { loadTest } from '../lib/load-test.ts';
import { testTypes } from '../thresholds/baselines.ts';
import { endpoints } from './endpoints/index.ts';
import { journeys } from './journeys/index.ts';

const { users, peakUsers, durationS } = testTypes.spike;

const test = loadTest(
  'spike',
  { ...endpoints, ...journeys },
  {
    model: 'closed',
    startVus: users,
    stages: [
      { phase: 'hold', durationS, vus: users, windows: 5 },
      { phase: 'spike', durationS, vus: peakUsers, windows: 10 },
      { phase: 'recovery', durationS, vus: users, windows: 15 },
    ],
  },
);

export const options = test.options;
export default test.iterate;
export const observe = test.observe;
export const handleSummary = test.handleSummary;
export const writes = test.writes;
