// A group of test files in one process; see together.ts.
import { runTogether } from './together.ts';

runTogether('slowRuns');
