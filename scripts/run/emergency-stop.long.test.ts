// A run against a target that only fails ends by itself long before its time, as a failed run.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import { testTypes } from '../../thresholds/baselines.ts';
import { perf } from '../perf.fixture.ts';

/** The hold alone would take 30 s. */
const TIME_SCALE = 0.1;

test('load on a target that fails every request stops by itself', async (t) => {
  const folder = testFolder(t);
  const args = ['--type', 'baseline', '--engine', 'local', '--time-scale', String(TIME_SCALE), '--out', folder];
  const line = ['demo', ...args, '--fault', 'error=100%,status=503'];
  const { code, output } = await perf(line, { env: { PATH: '' }, cwd: folder });
  assert.match(output, /test aborted: http_req_failed\{traffic:load\}/);
  assert.equal(code, EXIT.thresholds, output);
  const file = (await readdir(folder)).find((name) => /^baseline-\d{8}T\d{6}Z\.json$/.test(name));
  const result = JSON.parse(await readFile(join(folder, file ?? assert.fail(output)), 'utf8'));
  assert.ok(result.state.testRunDurationMs < (testTypes.baseline.durationS * TIME_SCALE * 1000) / 2, output);
});
