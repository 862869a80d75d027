// A suite that `perf init` makes: its own npm start passes, wrong input is one line, its check names what is missing.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXIT } from 'k6-kit/exit-codes';
import { SYSTEM } from '../../thresholds/system.ts';
import { ownSuite } from './own-suite.fixture.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/** What the suite's own package.json starts TypeScript with. */
const LOADER = join(root, 'node_modules/tsx/dist/loader.mjs');
const { folder, files, edit, npm, started } = await ownSuite();

test('it has under twenty files, and none names this system', async () => {
  assert.ok(files.length > 8 && files.length < 20, files.join(' '));
  for (const file of files) {
    const text = (await readFile(join(folder, file), 'utf8')).replaceAll(root, '');
    assert.doesNotMatch(text, new RegExp(`${SYSTEM.slug}|${SYSTEM.productionHost}|PERF_ROOT`, 'i'), file);
  }
});

test('its npm start loads its target, holds its limits and leaves a report', async () => {
  const { status, output } = npm('start');
  assert.equal(status, EXIT.passed, output);
  const written = await readdir(join(folder, 'results'));
  const result = written.find((name) => /^smoke-\w+\.json$/.test(name)) ?? assert.fail(written.join(' '));
  assert.ok(written.includes(result.replace('.json', '.report.html')), written.join(' '));
  const { metrics } = JSON.parse(await readFile(join(folder, 'results', result), 'utf8'));
  assert.ok(metrics.http_reqs.count >= 3, `${metrics.http_reqs.count} requests`);
  assert.match(output, /PASSED .*: 4 of 4 limits held/);
  assert.doesNotMatch(await readFile(join(folder, 'dist/smoke.js'), 'utf8'), /k6\/websockets/, 'what it has none of');
});

test('a type or an environment that it does not have, or with too many users for it, is refused in one line', async () => {
  await edit('perf.config.ts', 'maxVus: 20', 'maxVus: 0');
  for (const [args, message] of [
    [['soak'], /^there is no test type soak: expected one of smoke, mix$/m],
    [['smoke', 'moon'], /^there is no environment moon: expected one of perf\.config\.ts, local, staging$/m],
    [['smoke', 'staging'], /^smoke has 1 users and staging takes 0 \(perf\.config\.ts\)$/m],
  ] as const) {
    // The bundles are there: what `npm start` does after making them.
    const { status, output } = started(process.execPath, '--import', LOADER, 'start.ts', ...args);
    assert.equal(status, EXIT.badInput, output);
    assert.match(output, message);
  }
});

test('its check passes, and names a row without its file', async () => {
  const passed = npm('-s', 'run', 'check');
  assert.equal(passed.status, 0, passed.output);
  await edit(
    'thresholds/tables.ts',
    '  status: {',
    "  basket: { path: '/basket', weight: 1, p95Ms: 1, p99Ms: 2 },\n  status: {",
  );
  const missing = npm('-s', 'run', 'check');
  assert.notEqual(missing.status, 0);
  assert.match(missing.output, /tests\/endpoints\/index\.ts.*[Pp]roperty 'basket' is missing/);
});
