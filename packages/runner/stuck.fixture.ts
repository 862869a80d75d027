// What the tests of stuck scripts share: a call that never comes back, and runs that notice it soon.
import { runText, type TestOptions, type TestResult } from './testing.fixture.ts';

/** A regular expression that backtracks for years, in line 4 of the script. */
const FOREVER = `import { sleep } from 'k6';
function parse(text) {
  // Each further letter doubles the time.
  return /^(a+)+$/.test(text + 'b');
}
const forever = () => parse('a'.repeat(60));
`;
const stuckAfterMs = 300;

/** Runs a script that has `forever()` and `sleep()`. */
export const runStuck = (script: string, options: TestOptions = {}): Promise<TestResult> =>
  runText(FOREVER + script, { ...options, stuckAfterMs });

/** One VU calls it in mid-run, others iterate. */
export const STUCK_LOAD = `export const options = { scenarios: {
    bad: { executor: 'per-vu-iterations', startTime: '0.2s', exec: 'bad' },
    others: { executor: 'constant-vus', vus: 2, duration: '20s', exec: 'others' } } };
  export function bad() { forever(); }
  export function others() { sleep(0.02); }
  export function teardown() { console.log('TORN DOWN'); }
  export const handleSummary = (data) => ({ stdout: 'SUMMARY ' + data.metrics.iterations.values.count });`;
