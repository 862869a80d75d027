// What k6 does around a run and its documentation or its output shows: warnings, the final text, exit codes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runText } from '../testing.fixture.ts';

const NOTHING = 'export default function () {}';

test('unknown options are named in a warning, and the run goes on', async () => {
  const { exitCode, stderr, summary } = await runText(`export const options = { vuss: 5, iterations: 3 }; ${NOTHING}`);
  assert.equal(stderr, 'WARN[0000] option "vuss" is unknown and has no effect: check how it is written\n');
  assert.deepEqual([exitCode, summary?.metrics.iterations?.values.count], [0, 3]);
});

test('empty stages and scenarios are as if they were left out, with a warning', async () => {
  for (const [options, name, iterations] of [
    ['stages: []', 'stages', 1],
    ['scenarios: {}', 'scenarios', 1],
    ['scenarios: {}, vus: 2, iterations: 3', 'scenarios', 3],
    ['stages: [], vus: 2', 'stages', 2],
  ] as const) {
    const { exitCode, stderr, summary } = await runText(`export const options = { ${options} }; ${NOTHING}`);
    assert.equal(stderr, `WARN[0000] option "${name}" is empty: it runs as if it were left out\n`);
    assert.deepEqual([exitCode, summary?.metrics.iterations?.values.count], [0, iterations], options);
  }
});

test('an arrival rate that runs out of VUs says so once', async () => {
  const script = `import { sleep } from 'k6'; export const options = { scenarios: { it: {
    executor: 'constant-arrival-rate', rate: 20, duration: '300ms', gracefulStop: '0s', preAllocatedVUs: 1, maxVUs: 2 } } };
    export default function () { sleep(1); }`;
  const { stderr, summary } = await runText(script);
  assert.deepEqual(stderr.match(/WARN.*Insufficient.*/g), [
    'WARN[0000] Insufficient VUs, reached 2 active VUs and cannot initialize more  executor=constant-arrival-rate scenario=it',
  ]);
  assert.ok((summary?.metrics.dropped_iterations?.values.count ?? 0) >= 3);
});

const INTERRUPTED = `import { sleep } from 'k6';
  export const options = { scenarios: { it: { executor: 'constant-vus', vus: 2, duration: '100ms', gracefulStop: '0s' } } };
  export default function () { sleep(5); }`;

test('interrupted iterations are in the final text', async () => {
  const quiet = await runText(INTERRUPTED);
  assert.match(quiet.stdout, /\n {2}2 iterations were interrupted: not in these figures\n/);
  assert.doesNotMatch(quiet.stderr, /interrupted/);
  const shown = await runText(INTERRUPTED, { args: ['--quiet=false'] });
  assert.match(shown.stderr, /running \(0\.\ds\), 0\/2 VUs, 0 complete and 2 interrupted iterations, 100%\n$/);
});

test('a file of handleSummary that cannot be written is an error in the log only', async () => {
  const script = `${NOTHING}
    export const handleSummary = () => ({ '/nowhere/at/all.json': 'x', stdout: 'the rest' });`;
  const { exitCode, stdout, stderr } = await runText(script);
  assert.deepEqual([exitCode, stdout], [0, 'the rest']);
  assert.match(stderr, /ERRO.*\/nowhere\/at\/all.json could not be written: ENOENT/);
});

test('a script that exports no function ends with 255', async () => {
  for (const script of ['const a = 1;', 'export const options = { vus: 1 };']) {
    const { exitCode, stderr, summary } = await runText(script);
    assert.match(stderr, /the script exports no function/);
    assert.deepEqual([exitCode, summary], [255, undefined]);
  }
  assert.equal((await runText('export function setup() {}')).exitCode, 104);
});
