// Exit codes and messages of the command line: what a user gets for each kind of mistake.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { EXIT } from 'k6-kit/exit-codes';
import { testFolder } from 'k6-kit/folder.fixture';
import packageJson from '../package.json' with { type: 'json' };
import type { Io } from './io.ts';
import { perf, ROOT } from './perf.fixture.ts';

const folder = testFolder();

const run = (args: string[], change: Partial<Io> = {}) =>
  perf(args, {
    env: { PATH: '/usr/bin:/bin', AUTH_TOKEN: 'token-canary' },
    cwd: folder,
    now: () => new Date('2026-01-31T12:00:00Z'),
    ...change,
  });

const URL = 'http://127.0.0.1:1';

// Arguments, what the one line has to name. All end with 2, before any request.
const MISTAKES: [string, string[], RegExp, Partial<Io>?][] = [
  ['an unknown command', ['frobnicate'], /unknown command 'frobnicate'/],
  ['an unknown option', ['build', '--fast'], /unknown option '--fast'/],
  [
    'an unknown test type',
    ['run', 'sprint', '--target', URL],
    /test type reads "sprint": expected one of smoke, baseline/,
  ],
  [
    'an unknown endpoint',
    ['run', 'smoke', '--endpoint', 'x', '--target', URL],
    /--endpoint reads "x": expected one of home/,
  ],
  ['an unknown engine', ['run', 'smoke', '--engine', 'wrk'], /Allowed choices are auto, k6, local/],
  ['no target', ['run', 'smoke'], /^no target: expected --target .*, --env <name> of perf\.config\.ts, or BASE_URL/],
  [
    'a target that is not a URL',
    ['run', 'smoke', '--target', 'localhost:8080'],
    /^--target reads "localhost:8080": .*, such as http:\/\/localhost:8080$/m,
  ],
  [
    'the same in the environment',
    ['run', 'smoke'],
    /^BASE_URL reads "staging": .*, such as https:\/\/staging$/m,
    { env: { PATH: '', BASE_URL: 'staging' } },
  ],
  [
    'a test of one service',
    ['run', 'database', '--target', URL],
    /^database tests a single service: npm run perf -- services up, then npm run perf -- services test postgres; .*DATABASE_URL=\.\.\. k6 run dist\/database\.js/,
  ],
  [
    'one unknown of several endpoints',
    ['run', 'smoke', '--endpoint', 'home,x', '--target', URL],
    /--endpoint reads "x"/,
  ],
  [
    'an unknown environment',
    ['run', 'smoke', '--env', 'moon'],
    /--env reads "moon": expected one of local, staging, production/,
  ],
  ['a time scale of nothing', ['run', 'smoke', '--target', URL, '--time-scale', '0'], /^--time-scale reads "0"/],
  [
    'the same in the environment',
    ['run', 'smoke', '--target', URL],
    /^TIME_SCALE reads "2"/,
    { env: { PATH: '', AUTH_TOKEN: 'token-canary', TIME_SCALE: '2' } },
  ],
  [
    'no token',
    ['run', 'smoke', '--target', URL],
    /^AUTH_TOKEN is not set: .*leave memory-stats out: --endpoint (?!.*memory-stats)home,(?:[\w-]+,)*health,[\w,-]+$/m,
    { env: { PATH: '/usr/bin:/bin' } },
  ],
  ['no summary to report', ['report', 'nowhere.json'], /nowhere\.json/],
  [
    'bundles for a folder that cannot be',
    ['build', '--out', '/proc/nothing'],
    /^bundles: \/proc\/nothing: no such file or folder \(ENOENT\).*expected a folder that can be written$/m,
  ],
  ['a report of a device without an end', ['report', '/dev/zero'], /^\/dev\/zero: is a device, not a file; /],
  ['a report of a folder', ['report', '/dev'], /^\/dev: it is a folder; /],
  ['a document of baselines that is not there', ['baselines', 'generate', '--from', 'no.md'], /no\.md/],
];
for (const [name, args, message, change] of MISTAKES) {
  test(`${name}: one line, exit code 2`, async () => {
    const { code, err } = await run(args, change);
    assert.equal(code, EXIT.badInput);
    assert.match(err, message);
    assert.equal(err.trim().split('\n').length, 1, err);
    assert.doesNotMatch(err, /token-canary|\n\s+at /);
  });
}

// Arguments, what the one line has to name. All end with 4 and need neither network nor name resolution.
const REFUSALS: [string, string[], RegExp][] = [
  [
    'a metadata address',
    ['run', 'smoke', '--target', 'http://169.254.169.254'],
    /guard: 169\.254\.169\.254 .*linkLocal/,
  ],
  [
    'another target behind --',
    ['run', 'smoke', '--target', URL, '--', '-e', 'BASE_URL=https://aupex.ai?canary'],
    /-e after --/,
  ],
  ['an address in disguise', ['run', 'smoke', '--target', 'http://2130706433'], /another spelling of 127\.0\.0\.1/],
];
for (const [name, args, message] of REFUSALS) {
  test(`${name}: refused in one line, exit code 4`, async () => {
    const { code, out, err } = await run(args);
    assert.equal(code, EXIT.guardRefused);
    assert.match(err, message);
    assert.equal(err.trim().split('\n').length, 1, err);
    assert.doesNotMatch(out + err, /canary|\n\s+at /);
  });
}

test('a wrong table names file, line and column, and nothing is written', async () => {
  await writeFile(join(folder, 'wrong.md'), '# Empty\n');
  const { code, err } = await run(['baselines', 'generate', '--from', 'wrong.md', '--to', 'out.ts']);
  assert.equal(code, EXIT.badInput);
  assert.match(err, /^wrong\.md:\d+:\d+: /);
  assert.ok(!(await readdir(folder)).includes('out.ts'));
});

test('a bug of ours shows its stack and ends with 1', async () => {
  const stdout = () => {
    throw new Error('the terminal is gone, with token-canary in its hands');
  };
  const { code, err } = await run(['baselines', 'check'], { stdout });
  assert.equal(code, EXIT.bug);
  assert.match(err, /the terminal is gone, with \[token\] in its hands\n\s+at /);
  assert.doesNotMatch(err, /token-canary/);
});

test('the token may stand in a file; one that is not there is one line', async () => {
  await writeFile(join(folder, 'token'), 'token-canary\n');
  const env = { PATH: '', AUTH_TOKEN_FILE: 'token' };
  const { out } = await run(['doctor', '--json'], { env });
  const checks = JSON.parse(out) as { id: string; found: string }[];
  assert.equal(checks.find(({ id }) => id === 'token')?.found, 'set, 12 characters');
  const missing = await run(['doctor'], { env: { ...env, AUTH_TOKEN_FILE: 'nowhere' } });
  assert.equal(missing.code, EXIT.badInput);
  assert.match(missing.err, /^AUTH_TOKEN_FILE: .*nowhere: no such file or folder; expected a file with the token/);
  assert.doesNotMatch(missing.err + out, /canary/);
});

test('what the machine refuses is one line and exit code 2, wherever it comes from', async () => {
  const stdout = () => {
    throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
  };
  const { code, err } = await run(['baselines', 'check'], { stdout });
  assert.deepEqual(
    [code, err],
    [EXIT.badInput, 'write: the disk is full (ENOSPC); free some space, or use another disk\n'],
  );
});

test('the version is that of the package', async () => {
  const { code, out } = await run(['--version']);
  assert.deepEqual([code, out], [EXIT.passed, `${packageJson.version}\n`]);
});

test('the list of commands has a heading for each kind', async () => {
  const { out } = await run(['--help']);
  assert.deepEqual(out.match(/^[A-Z][\w ]+:$/gm), [
    ...['Options:', 'Run a test:', 'Judge a run:', 'Remember runs:', 'Set up and watch:'],
  ]);
});

test('help is no mistake', async () => {
  const { code, out } = await run(['run', '--help']);
  assert.equal(code, EXIT.passed);
  assert.match(out, /Examples:/);
});

test('help of a command is the same by both names, and of an unknown one a mistake', async () => {
  assert.deepEqual(await run(['help', 'history', 'add']), await run(['history', 'add', '--help']));
  assert.match((await run(['help'])).out, /^Usage: perf \[options\] \[command\]/);
  assert.equal((await run(['help', 'nothing'])).code, EXIT.badInput);
});

test('too few open files are one line, before anything of the suite runs', async () => {
  const script = `ulimit -n 32; exec "$0" "$1" scripts/cli.ts run smoke --target ${URL}`;
  const start = join(ROOT, 'scripts', 'start', 'start.js');
  const child = spawn('sh', ['-c', script, process.execPath, start], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, EXIT.badInput, err);
  assert.match(err, /^\S+: too many open files \(EMFILE\); raise `ulimit -n`\n$/);
});

test('a reader that goes away early is no bug of ours', async () => {
  const child = spawn(process.execPath, [join(ROOT, 'scripts/start/start.js'), '--help'], { cwd: ROOT });
  // Gone before the first line is there.
  child.stdout.destroy();
  let err = '';
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.deepEqual([code, err], [0, '']);
});
