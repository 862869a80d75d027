// A plan holds: a run that is compressed in time sends what its plan says.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { testFolder } from 'k6-kit/folder.fixture';
import { main } from '../cli.ts';
import { startTarget } from '../target/start.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** A slow machine sends fewer requests than planned; a wrong plan is off by far more. */
const TOLERANCE = 0.1;

test('a compressed run sends the requests and receives the bytes of its plan', async (t) => {
  const folder = testFolder(t);
  const target = await startTarget({});
  let out = '';
  const note = (text: string) => {
    out += text;
  };
  const env = { PATH: '', AUTH_TOKEN: target.token };
  const io = { stdout: note, stderr: () => {}, isTty: false, env, cwd: folder, root, now: () => new Date() };
  try {
    const args = ['baseline', '--target', target.url, '--time-scale', '0.02'];
    await main(['plan', ...args, '--json'], io);
    const planned = JSON.parse(out);
    const before = target.stats().total.requests;
    await main(['run', ...args, '--engine', 'local', '--out', folder], io);
    const file = (await readdir(folder)).find((name) => /^baseline-\d{8}T\d{6}Z\.json$/.test(name));
    const { metrics } = JSON.parse(await readFile(join(folder, file ?? assert.fail(out)), 'utf8'));
    const off = (actual: number, plannedFigure: number) => Math.abs(actual / plannedFigure - 1);
    assert.ok(off(target.stats().total.requests - before, planned.requests) < TOLERANCE, `${planned.requests} planned`);
    for (const { name, requests, bytesPerAnswer } of planned.endpoints) {
      const { count } = metrics[`http_reqs{endpoint:${name}}`].values;
      // Few requests of an endpoint scatter more than all of them together.
      assert.ok(off(count, requests) < 2 * TOLERANCE, `${name}: ${count}, planned ${requests}`);
      assert.equal(bytesPerAnswer === null, name === 'biometric-analyze');
    }
    // The plan leaves out what it did not ask; its share of the bytes is small.
    assert.ok(off(metrics.data_received.values.count, planned.bytesReceived) < 2 * TOLERANCE);
  } finally {
    await target.close();
  }
});
