// Do the limits hold over the course of a day, while rate and mix change as in production? Open model, an hour in a minute.
import { dayStages } from '../lib/load.ts';
import { loadTest } from '../lib/load-test.ts';
import { testTypes } from '../thresholds/baselines.ts';
import { endpoints } from './endpoints/index.ts';
import { journeys } from './journeys/index.ts';

const { peakUsers, durationS } = testTypes['replay-shape'];

const test = loadTest(
  'replay-shape',
  { ...endpoints, ...journeys },
  { model: 'open', startRatePerS: 0, unitS: 1000, maxVus: peakUsers, stages: dayStages(durationS) },
);

export const options = test.options;
export default test.iterate;
export const observe = test.observe;
export const handleSummary = test.handleSummary;
export const writes = test.writes;
