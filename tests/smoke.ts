// Does every endpoint answer, and with the right body? One VU, each endpoint once, in seconds. Run it before any other test.
import { loadTest } from '../lib/load-test.ts';
import { testTypes } from '../thresholds/baselines.ts';
import { endpoints } from './endpoints/index.ts';
import { journeys } from './journeys/index.ts';

const { durationS } = testTypes.smoke;

const test = loadTest('smoke', { ...endpoints, ...journeys }, { model: 'single', maxDurationS: durationS });

export const options = test.options;
export default test.iterate;
export const observe = test.observe;
export const handleSummary = test.handleSummary;
export const writes = test.writes;
