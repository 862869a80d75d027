// A suite that `perf init` makes, with WebSockets in its tables: talks, their limits, and where there are none.
import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { ownSuite } from './own-suite.fixture.ts';

const { folder, edit, npm } = await ownSuite();

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
