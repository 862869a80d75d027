// Is the home page there within two seconds, in a real browser, on a first visit and on a second? (guide, Current Performance Targets)
import { readSettings } from '../lib/env.ts';
import { pageTest } from '../lib/page/page-test.ts';
import { pageTests } from '../thresholds/baselines.ts';

const { browserUsers, durationS } = pageTests['page-load'];

// The browser asks the home page only: a choice of endpoints is not for it.
const settings = readSettings({ ...__ENV, ENDPOINTS: '' }, []);
const test = pageTest(
  'page-load',
  settings,
  { model: 'closed', startVus: browserUsers, stages: [{ phase: 'hold', durationS, vus: browserUsers, windows: 12 }] },
  [],
  'default',
);

export const options = test.options;
export default test.visit;
export const handleSummary = test.handleSummary;
export const writes: string[] = [];
