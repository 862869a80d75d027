// A gate as it is used, on the reference target: equal systems pass, one endpoint that is 15 % slower is named, each within ten minutes.

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { targetDefaults } from 'k6-target/server';
import { endpoints } from '../../thresholds/baselines.ts';
import { perf, ROOT } from '../perf.fixture.ts';
import type { GateRecord } from './record.ts';

const TARGET = 'exec node scripts/start/start.js target --port "$PORT"';
const COMMIT = 'a'.repeat(40);
const folder = testFolder();

async function gate(headCommand: string) {
  const sides = ['--base-command', `${TARGET} --seed 1`, '--head-command', headCommand];
  const folders = ['--base-folder', ROOT, '--head-folder', ROOT, '--cache', 'cache', '--base-commit', COMMIT];
  const line = ['gate', 'run', ...sides, ...folders, '--engine', 'local', '--time-scale', '0.03'];
  const env = { ...process.env, AUTH_TOKEN: targetDefaults.token, npm_lifecycle_event: undefined };
  const { code, output: said } = await perf(line, { cwd: folder, env });
  const record: GateRecord = JSON.parse(await readFile(join(folder, 'results/gate/gate.json'), 'utf8'));
  console.log(
    `${record.outcome} in ${record.seconds.toFixed(0)} s, ${record.blocks} blocks: ${record.regressions.join(', ')}`,
  );
  return { code, record, said };
}

test('equal systems pass', async () => {
  const { code, record, said } = await gate(`${TARGET} --seed 2`);
  assert.deepEqual(
    [code, record.outcome, record.regressions, record.isBaseCached],
    [EXIT.passed, 'passed', [], false],
    said,
  );
  assert.ok(record.blocks >= 4 && record.seconds < 600, `${record.blocks} blocks in ${record.seconds} s`);
});

test('15 % more on one endpoint is a regression that names it, although the base was kept', async () => {
  const delayMs = Math.round(endpoints.home.avgMs * 0.15);
  const { code, record, said } = await gate(`${TARGET} --seed 2 --fault endpoint=home,delay=${delayMs}ms`);
  assert.deepEqual([code, record.outcome], [EXIT.regression, 'regression'], said);
  assert.ok(record.regressions.includes('home avgMs'), record.regressions.join());
  assert.ok(
    record.regressions.every((name) => name.startsWith('home ')),
    record.regressions.join(),
  );
  assert.ok(record.seconds < 600, `${record.seconds} s`);
  // Blocks of another hour may pass a head, never condemn it.
  assert.match(said, /head differs from the kept base: both run in turn now/);
  assert.equal(record.isBaseCached, false);
});
