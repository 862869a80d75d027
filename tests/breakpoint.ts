// At which request rate do the limits break? Open model: the rate climbs beyond the 12-month projection, whatever the answers do.
import { loadTest } from '../lib/load-test.ts';
import { testTypes } from '../thresholds/baselines.ts';
import { endpoints } from './endpoints/index.ts';
import { journeys } from './journeys/index.ts';

const { peakUsers, peakRatePerS, durationS } = testTypes.breakpoint;

const test = loadTest(
  'breakpoint',
  { ...endpoints, ...journeys },
  {
    model: 'open',
    startRatePerS: 10,
    maxVus: peakUsers,
    stages: [{ phase: 'ramp', durationS, ratePerS: peakRatePerS, windows: 30 }],
  },
);

export const options = test.options;
export default test.iterate;
export const observe = test.observe;
export const handleSummary = test.handleSummary;
export const writes = test.writes;
