// Do the endpoints hold their measured rows under normal load? (guide, Baseline Test)
import { loadTest } from '../lib/load-test.ts';
import { testTypes } from '../thresholds/baselines.ts';
import { endpoints } from './endpoints/index.ts';
import { journeys } from './journeys/index.ts';

const { users, durationS } = testTypes.baseline;

const test = loadTest(
  'baseline',
  { ...endpoints, ...journeys },
  {
    model: 'closed',
    startVus: 0,
    stages: [
      { phase: 'ramp', durationS: 30, vus: users, windows: 3 },
      { phase: 'hold', durationS, vus: users, windows: 27 },
    ],
  },
);

export const options = test.options;
export default test.iterate;
export const observe = test.observe;
export const handleSummary = test.handleSummary;
export const writes = test.writes;
