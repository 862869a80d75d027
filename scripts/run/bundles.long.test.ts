// Every bundle of the suite on the local runner.
import { endpoints } from '../../thresholds/baselines.ts';
import { testBundles } from './bundles.fixture.ts';

testBundles(() => Object.keys(endpoints));
