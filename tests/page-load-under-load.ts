// Is the home page there within two seconds while the API carries the users of the baseline test, and those of the stress test?
import { writersAmong } from '../lib/endpoint.ts';
import { readSettings } from '../lib/env.ts';
import { type ClosedLoad, timelineOf } from '../lib/load.ts';
import { iterationOf } from '../lib/load-test.ts';
import { pageTest } from '../lib/page/page-test.ts';
import { pageTests, testTypes } from '../thresholds/baselines.ts';
import { endpoints } from './endpoints/index.ts';

const durationS = pageTests['page-load-under-load'].durationS / 3;

const load: ClosedLoad = {
  model: 'closed',
  startVus: 0,
  stages: [
    { phase: 'alone', durationS, vus: 0, windows: 6 },
    { phase: 'normal', durationS, vus: testTypes.baseline.users, windows: 6 },
    { phase: 'heavy', durationS, vus: testTypes.stress.users, windows: 6 },
  ],
};
const settings = readSettings(__ENV, Object.values(endpoints));
const test = pageTest('page-load-under-load', settings, load, settings.tasks, 'visit');

export const options = test.options;
export default iterationOf(settings, endpoints, load, timelineOf(load, settings.timeScale));
export const visit = test.visit;
export const handleSummary = test.handleSummary;
export const writes = writersAmong(Object.values(endpoints));
