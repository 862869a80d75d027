// A run against a target that only fails ends by itself long before its time, as a failed run.
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXIT } from 'k6-kit/exit-codes';
import { testTypes } from '../../thresholds/baselines.ts';
import { main } from '../cli.ts';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
/** The hold alone would take 30 s. */
const TIME_SCALE = 0.1;

test('load on a target that fails every request stops by itself', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'stop-'));
  let output = '';
  const note = (text: string) => {
    output += text;
  };
  const io = { stdout: note, stderr: note, isTty: false, env: { PATH: '' }, cwd: folder, root, now: () => new Date() };
  try {
    const args = ['--type', 'baseline', '--engine', 'local', '--time-scale', String(TIME_SCALE), '--out', folder];
    const code = await main(['demo', ...args, '--fault', 'error=100%,status=503'], io);
    assert.match(output, /test aborted: http_req_failed\{traffic:load\}/);
    assert.equal(code, EXIT.thresholds, output);
    const file = (await readdir(folder)).find((name) => /^baseline-\d{8}T\d{6}Z\.json$/.test(name));
    const result = JSON.parse(await readFile(join(folder, file ?? assert.fail(output)), 'utf8'));
    assert.ok(result.state.testRunDurationMs < (testTypes.baseline.durationS * TIME_SCALE * 1000) / 2, output);
  } finally {
    await rm(folder, { recursive: true });
  }
});
