// Each test type on the local runner with all endpoints and with one of them; with every one: bundles.long.test.ts.
import { endpoints } from '../../thresholds/baselines.ts';
import { testBundles } from './bundles.fixture.ts';

const names = Object.keys(endpoints);

testBundles((_, index) => [names[index % names.length]!]);
