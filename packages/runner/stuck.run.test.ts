// Scripts that do not come back from a native call: another thread sees it and ends the run, with what was measured.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runStuck, STUCK_LOAD } from './stuck.fixture.ts';

test('a VU that is stuck ends the run with its number, its place and a summary', async () => {
  const { exitCode, stdout, stderr, summary } = await runStuck(STUCK_LOAD);
  assert.match(stderr, /ERRO\[\d+\] VU \d did not come back from a call for 0.3 s \(script.js:4\): the run ends\n/);
  assert.match(stderr, /TORN DOWN/);
  assert.equal(exitCode, 107);
  const count = summary?.metrics.iterations?.values.count ?? 0;
  assert.ok(count >= 10, `${count} iterations`);
  assert.equal(stdout, `SUMMARY ${count}`);
});

test('long computing that comes back is left alone, and so is a run after one that was ended', async () => {
  const { exitCode, summary } = await runStuck(
    'export default function () { for (let i = 0; i < 20; i++) { let n = 0; while (n < 1e6) n++; sleep(0.001); } }',
  );
  assert.deepEqual([exitCode, summary?.metrics.iterations?.values.count], [0, 1]);
});
