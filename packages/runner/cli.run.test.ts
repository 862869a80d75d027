// The command line as a process: exit codes and streams. Signals: conformance/signals.run.test.ts.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { testFolder } from 'k6-kit/folder.fixture';
import { K6_LOCAL } from './started.fixture.ts';

const folder = testFolder();

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

function start(args: string[]): Promise<Ended> {
  const child = spawn(process.execPath, [...K6_LOCAL, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 60_000,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

function script(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test('run prints the summary on stdout and ends with the exit code', async () => {
  const path = script(
    'fine.js',
    "export const options = { iterations: 2, thresholds: { iterations: ['count>5'] } }; export default function () { console.log('hello ' + __ENV.WHO); }",
  );
  const { code, stdout, stderr } = await start(['run', '-e', 'WHO=you', path]);
  assert.equal(code, 99);
  assert.match(stdout, /iterations\.+: 2/);
  assert.match(stderr, /INFO\[0000\] hello you/);
  assert.match(stderr, /thresholds have been crossed/);
});

test('inspect prints options as JSON, or the error', async () => {
  const path = script(
    'options.js',
    'export const options = { vus: 3 }; if (__ENV.BREAK) throw new Error("broken"); export default function () {}',
  );
  const { code, stdout } = await start(['inspect', path]);
  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(stdout), { vus: 3 });
});

test('any number of scenarios runs in threads without a warning of Node', async () => {
  const scenarios = Array.from({ length: 12 }, (_, n) => [
    `s${n}`,
    { executor: 'constant-vus', vus: 2, duration: '200ms' },
  ]);
  const path = script(
    'many.js',
    `import { sleep } from 'k6'; export const options = { scenarios: ${JSON.stringify(Object.fromEntries(scenarios))} }; export default () => sleep(0.05);`,
  );
  const { code, stderr } = await start(['run', '--threads', '2', path]);
  assert.equal(code, 0, stderr);
  assert.doesNotMatch(stderr, /Warning/);
});

test('a device in the place of a file is refused: it has no end', async () => {
  const path = script('opens.js', "open('/dev/zero'); export default function () {}");
  const fine = script('fine-too.js', 'export default function () {}');
  for (const [args, message] of [
    [['run', '/dev/zero'], /\/dev\/zero cannot be read: it is a device/],
    [['run', path], /open\("\/dev\/zero"\) failed: it is a device/],
    [['run', '--config', '/dev/zero', fine], /--config: \/dev\/zero cannot be read: it is a device/],
  ] as const) {
    const { code, stderr } = await start([...args]);
    assert.notEqual(code, 0);
    assert.match(stderr, message);
  }
});

test('unknown flags are refused, and help lists the known ones', async () => {
  const path = script('none.js', 'export default function () {}');
  const { code, stderr } = await start(['run', '--nope', path]);
  assert.equal(code, 104);
  assert.match(stderr, /^unknown option '--nope'.*\n$/);
  const ofK6 = await start(['run', '--local-ips', '::1', path]);
  assert.deepEqual([ofK6.code, ofK6.stderr], [104, '--local-ips is not supported by the local runner\n']);
  const two = await start(['run', '--throw', path, 'other.js']);
  assert.deepEqual([two.code, two.stderr], [104, `run needs one script, got 2: ${path}, other.js\n`]);
  const help = await start(['run', '--help']);
  assert.match(help.stdout, /--summary-export/);
});
