// The example of a suite with users, data, an upload and a WebSocket: it passes, and what is wrong with its data is one line, an exit code, and no secret.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { EXIT, K6_EXIT } from 'k6-kit/exit-codes';
import { checkCode, checkFrame } from '../../build/contract-static.ts';
import { SYSTEM } from '../../thresholds/system.ts';
import { main } from '../cli.ts';
import { TEMPLATE } from './suite.ts';

const root = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');
const shop = join(root, 'examples/shop');
const results = join(shop, 'results');
/** Passwords of data/users.csv and tokens of target.ts, and nothing else, look like this. */
const SECRETS = /shop-pass-|token-[0-9a-f]{8}-/;
let data = '';
before(() => {
  data = mkdtempSync(join(tmpdir(), 'shop-data-'));
});
after(() => {
  for (const folder of [data, results, join(shop, 'dist')]) rmSync(folder, { recursive: true, force: true });
});

function npm(args: string[], env: Record<string, string> = {}): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync('npm', ['-s', ...args], {
    ...{ cwd: shop, encoding: 'utf8', timeout: 100_000 },
    env: { ...process.env, NODE_OPTIONS: '', NODE_TEST_CONTEXT: undefined, ...env },
  });
  return { status, output: stdout + stderr };
}

/** Starts a test type; `everything` is all that it wrote. */
function start(type: string, env: Record<string, string> = {}) {
  rmSync(results, { recursive: true, force: true });
  const { status, output } = npm(['start', '--', type], env);
  const files = readdirSync(results).map((name) => readFileSync(join(results, name), 'utf8'));
  const summary = files.find((text) => text.startsWith('{'));
  const metrics = (summary === undefined ? {} : JSON.parse(summary).metrics) as Record<string, Record<string, number>>;
  return { status, output, metrics, files, everything: [output, ...files].join('\n') };
}

/** A copy of the data with a change; returns the environment that names it. */
function changed(from: string, to: string): Record<string, string> {
  cpSync(join(shop, 'data'), data, { recursive: true });
  const text = readFileSync(join(data, 'users.csv'), 'utf8');
  assert.ok(text.includes(from));
  writeFileSync(join(data, 'users.csv'), text.replace(from, to));
  return { DATA_FOLDER: data };
}

test('its types are right, it names no other system, and an import of its document finds nothing new', async () => {
  const { status, output } = npm(['run', 'check']);
  assert.equal(status, 0, output);
  const sources = readdirSync(shop, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(ts|json|md|yaml)$/.test(name),
  );
  assert.ok(sources.length > 20, sources.join(' '));
  for (const name of sources)
    assert.doesNotMatch(readFileSync(join(shop, name), 'utf8'), new RegExp(`${SYSTEM.slug}|PERF_ROOT`, 'i'), name);
  let told = '';
  const io = { stdout: (text: string) => void (told += text), stderr: (text: string) => void (told += text) };
  const args = ['import', 'openapi', 'openapi.yaml', '--into', '.', '--dry-run', '--json'];
  await main(args, { ...io, ...{ isTty: false, env: {}, cwd: shop, root, now: () => new Date() } });
  const { added, kept } = JSON.parse(told) as { added: string[]; kept: string[] };
  assert.deepEqual([added, kept.length], [[], 9], told);
});

test('what perf init writes and nobody has to change is as perf init writes it today', () => {
  for (const name of [
    ...['build.ts', 'start.ts', 'perf.config.ts', 'tsconfig.json', 'thresholds/limits.ts'],
    ...['tests/load-test.ts', 'tests/talker.ts', 'tests/mix.ts', 'tests/smoke.ts', 'tests/endpoints/definition.ts'],
  ]) {
    const template = readFileSync(join(root, TEMPLATE, name), 'utf8').replaceAll('PERF_ROOT', '../..');
    assert.equal(readFileSync(join(shop, name), 'utf8'), template, name);
  }
});

test('its bundles import k6 only, and use nothing that its engine lacks', () => {
  const { status, output } = npm(['run', 'build']);
  assert.equal(status, 0, output);
  const bundles = readdirSync(join(shop, 'dist')).filter((name) => name.endsWith('.js'));
  assert.deepEqual(bundles.sort(), ['mix.js', 'smoke.js']);
  for (const name of bundles) {
    const code = readFileSync(join(shop, 'dist', name), 'utf8');
    const imports = [...code.matchAll(/^import .* from "(.*)";$/gm)].map(([, from = '']) => from);
    assert.ok(imports.includes('k6/data'), imports.join(' '));
    assert.deepEqual([...checkFrame({ code, imports }), ...checkCode(code, ['default', 'options'])], [], name);
  }
});

/** Of the WebSocket: how many talks there were, all of them complete, with an answer to each of their messages. */
function talksOf(metrics: Record<string, Record<string, number>>): number {
  const { passes = 0, fails } = metrics['websocket_completed{websocket:stock}']!;
  assert.equal(fails, 0);
  assert.equal(metrics['websocket_messages{websocket:stock}']!.count, 3 * passes);
  assert.equal(metrics.ws_sessions!.count, passes);
  return passes;
}

test('smoke calls each endpoint and the WebSocket as a user', () => {
  const { status, output, everything, files, metrics } = start('smoke');
  assert.equal(status, EXIT.passed, output);
  assert.match(output, /^PASSED .*limits held$/m);
  assert.doesNotMatch(output, /left out/);
  assert.ok(files.some((text) => text.includes('upload-receipt')) && everything.includes('login_failed'));
  assert.ok(talksOf(metrics) > 0);
  assert.match(everything, /^\| stock \| \d+ \| 0 % .* \| p95 connect time < 1 s; p95 round trip < 500 ms; .* \|$/m);
  assert.doesNotMatch(everything, SECRETS);
});

test('in the mix each VU is a user, whose token is renewed before it expires', () => {
  const { status, output, metrics, everything } = start('mix');
  assert.equal(status, EXIT.passed, output);
  const { passes, fails } = metrics.login_failed!;
  assert.equal(passes, 0);
  assert.ok(fails! >= 2 * 10, `${fails} logins of ten VUs`);
  assert.equal(metrics.http_req_failed!.passes, 0, 'no 401');
  const share = talksOf(metrics) / metrics.iterations!.count!;
  assert.ok(Math.abs(share - 10 / 110) < 0.03, `a turn of ${share} was the WebSocket`);
  assert.doesNotMatch(everything, SECRETS);
});

test("with one user's password wrong one line names the row, and the run fails by its logins", () => {
  const [, , line = ''] = readFileSync(join(shop, 'data/users.csv'), 'utf8').split('\n');
  const { status, output, metrics, everything } = start('mix', changed(line, `${line}-old`));
  assert.equal(status, EXIT.thresholds, output);
  const lines = output.split('\n').filter((one) => one.includes('login of'));
  assert.equal(lines.length, 1, output);
  assert.match(lines[0]!, /login of users\.csv, row 3 failed: POST \/login answered 401; VU 2 sends nothing more/);
  assert.match(output, /^FAILED .*: 1 of \d+ limits crossed/m);
  assert.equal(metrics.login_failed!.passes, 1);
  assert.equal(metrics.http_req_failed!.passes, 1, 'the login alone');
  assert.doesNotMatch(everything, SECRETS);
});

for (const [from, to, line] of [
  [/user04.*/, 'user04@shop.example', 'users.csv, row 5 has 1 of 2 columns: expected as many as in the header'],
  [/user04.*/, 'user04@shop.example,', 'users.csv, row 5, column "password" is empty: fill it in, or remove the row'],
] as const)
  test(`nothing is sent: ${line}`, () => {
    const [found = ''] = from.exec(readFileSync(join(shop, 'data/users.csv'), 'utf8')) ?? [];
    const { status, output, files, everything } = start('smoke', changed(found, to));
    assert.equal(status, K6_EXIT.scriptException, output);
    assert.equal(output.replaceAll('\\"', '"').split(line).length, 2, output);
    assert.deepEqual(files, []);
    assert.doesNotMatch(everything, SECRETS);
  });

test('with fewer users than VUs the test ends with a line', () => {
  const text = readFileSync(join(shop, 'data/users.csv'), 'utf8');
  const { status, output, everything } = start('mix', changed(text, text.split('\n').slice(0, 5).join('\n')));
  assert.equal(status, K6_EXIT.scriptAborted, output);
  assert.match(output, /users\.csv is at its end: it has 4 rows, and VU \d+ has none \(unique-per-vu\); add rows/);
  assert.doesNotMatch(everything, SECRETS);
});
