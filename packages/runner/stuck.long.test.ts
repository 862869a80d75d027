// Stuck scripts in every place where one can be, and in threads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runStuck, STUCK_LOAD } from './stuck.fixture.ts';

test('a VU that is stuck in one of three threads ends the run with its number and a summary', async () => {
  const { exitCode, stdout, stderr, summary } = await runStuck(STUCK_LOAD, { args: ['--threads', '3'] });
  assert.match(stderr, /VU \d in thread \d of 3 did not come back from a call for 0.3 s: the run ends\n/);
  assert.match(stderr, /TORN DOWN/);
  assert.equal(exitCode, 107);
  const count = summary?.metrics.iterations?.values.count ?? 0;
  assert.ok(count >= 10, `${count} iterations`);
  assert.equal(stdout, `SUMMARY ${count}`);
});

test('what is stuck in the init context, setup or teardown is not asked for a summary', async () => {
  const init = await runStuck('forever(); export default function () {}');
  assert.match(
    init.stderr,
    /the init context, .* did not come back from a call for 0.3 s \(script.js:4\): the run ends/,
  );
  assert.deepEqual([init.exitCode, init.summary], [107, undefined]);
  for (const name of ['setup', 'teardown']) {
    const { exitCode, stdout, stderr } = await runStuck(
      `export function ${name}() { forever(); } export default function () {}
      export const handleSummary = () => ({ stdout: 'ASKED' });`,
    );
    assert.match(stderr, /did not come back from a call for 0.3 s \(script.js:4\)/);
    assert.doesNotMatch(stdout, /ASKED/);
    assert.equal(exitCode, 107);
    assert.equal(/iterations\.*: 1 /.test(stdout), name === 'teardown', stdout);
  }
});

test('a handleSummary that is stuck leaves the built-in text, after a VU that was stuck too', async () => {
  const own = await runStuck('export default function () {} export function handleSummary() { forever(); }');
  assert.match(own.stdout, /iterations\.*: 1 /);
  assert.equal(own.exitCode, 107);
  const both = await runStuck(
    'export default function () { forever(); } export function handleSummary() { forever(); }',
  );
  assert.match(both.stdout, /1 iteration was interrupted/);
  assert.equal(both.exitCode, 107);
  assert.equal(both.stderr.match(/did not come back/g)?.length, 1, both.stderr);
});
