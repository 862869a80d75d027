// A suite that `perf init` makes: its own npm start passes and fails for the right reasons, its check names what is missing.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXIT } from 'k6-kit/exit-codes';
import { SYSTEM } from '../../thresholds/system.ts';
import { writeSuite } from './suite.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
/** What the suite's own package.json starts TypeScript with. */
const LOADER = join(root, 'node_modules/tsx/dist/loader.mjs');
let [folder, files]: [string, string[]] = ['', []];
before(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'suite-')), 'shop');
  files = await writeSuite(folder, root);
  await edit('thresholds/tables.ts', 'durationS: 5', 'durationS: 1');
});
after(() => rm(join(folder, '..'), { recursive: true }));

async function edit(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(join(folder, file), 'utf8');
  assert.ok(text.includes(from), `${file} has ${from}`);
  await writeFile(join(folder, file), text.replace(from, to));
}

const npm = (...args: string[]) => started('npm', ...args);

function started(program: string, ...args: string[]): { status: number | null; output: string } {
  // As npm hands it on from package.json.
  const env = { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined, npm_package_config_perf: root };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', env, timeout: 60_000 });
  return { status, output: stdout + stderr };
}

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

const ECHO_ROW = "{ path: '/echo', weight: 1, connectP95Ms: 1000, roundTripP95Ms: null }";
const EACH = "pick: 'each', messagesPerS: { echo: 1e6 } }";

test('a WebSocket of its tables is talked over alongside the others; limits that its target does not hold end it with 99', async () => {
  await edit('thresholds/tables.ts', 'websockets = {}', `websockets = { echo: ${ECHO_ROW} }`);
  await edit('thresholds/tables.ts', "pick: 'each' }", EACH);
  await edit('tests/endpoints/index.ts', 'Talking> = {}', 'Talking> = { echo }');
  await edit(
    'tests/endpoints/index.ts',
    '\nimport { status }',
    "\nimport { echo } from './echo.ts';\nimport { status }",
  );
  const talk = 'writes: true, messages: 2, message: String, isAnswer: (text, count) => text === String(count)';
  await writeFile(
    join(folder, 'tests/endpoints/echo.ts'),
    `import { overWebsocket } from '../talker.ts';\nexport const echo = overWebsocket({ ${talk} });\n`,
  );
  await edit('thresholds/tables.ts', 'p95Ms: 200', 'p95Ms: 5');
  const { status, output } = npm('start');
  await edit('thresholds/tables.ts', 'p95Ms: 5', 'p95Ms: 200');
  assert.equal(status, EXIT.thresholds, output);
  assert.match(output, /FAILED .*2 of 8 limits crossed; worst: status, p95 latency [\d.]+ ms, limit < 5 ms/);
  const report = (await readdir(join(folder, 'results')))
    .filter((name) => name.endsWith('.report.md'))
    .sort()
    .at(-1);
  assert.match(
    await readFile(join(folder, 'results', `${report}`), 'utf8'),
    /answers \| [\d.]+\/s \| \\?>= 1,000,000\/s/,
  );
});

test('a WebSocket that writes where that is not allowed, or that no part of a run names, is neither called nor judged', async () => {
  await edit('perf.config.ts', 'local: { maxVus: 100, writes: true }', 'local: { maxVus: 100, writes: false }');
  await edit('thresholds/tables.ts', 'websockets = { echo', `websockets = { news: ${ECHO_ROW}, echo`);
  await edit('tests/endpoints/index.ts', '= { echo }', '= { echo, news: { ...echo, writes: false } }');
  await edit('thresholds/tables.ts', EACH, "pick: 'weighted', weights: [{ status: 1, echo: 1 }] }");
  const { status, output } = npm('start');
  assert.equal(status, EXIT.passed, output);
  assert.match(output, /left out, since they lack something or write: echo\b(?!,)/);
  assert.match(output, /PASSED .*: 4 of 4 limits held/);
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
