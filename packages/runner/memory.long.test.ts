// Scripts that fill the heap, in a process with little of it: an exception in the script, and the run goes on.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const START = fileURLToPath(new URL('../../scripts/start/start.js', import.meta.url));

/** Runs a script whose function `bad` keeps what `kept` makes, for ever. */
function fill(kept: string, heapMb: number, args: string[] = []): { status: number | null; output: string } {
  const folder = mkdtempSync(join(tmpdir(), 'runner-memory-'));
  const script = join(folder, 'script.js');
  writeFileSync(
    script,
    `export const options = { scenarios: { bad: { executor: 'per-vu-iterations', exec: 'bad' },
      fine: { executor: 'per-vu-iterations', iterations: 3, exec: 'fine' } } };
    export function fine() {}
    export function bad() { const all = []; for (;;) all.push(${kept}); }`,
  );
  try {
    const command = [
      `--max-old-space-size=${heapMb}`,
      START,
      'packages/runner/cli.ts',
      'run',
      '--quiet',
      ...args,
      script,
    ];
    const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: 'utf8', timeout: 90_000 });
    return { status, output: stdout + stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

for (const [what, kept, heapMb] of [
  ['many small objects', '{ a: [1, 2, 3] }', 250],
  ['arrays that would fill the heap between two looks', 'new Array(1e4).fill(1)', 600],
] as const) {
  test(`${what} end in an exception, and the summary has everybody else`, () => {
    const { status, output } = fill(kept, heapMb);
    assert.match(output, /ERRO\[\d+\] RangeError: out of memory.*\n.*at bad \(.*script\.js:4:\d+\)/);
    assert.match(output, /iterations\.*: 4 /);
    assert.equal(status, 0);
  });
}

test('a thread whose heap is full ends the run with 255 and a summary', () => {
  const { status, output } = fill('new Array(1e5).fill(1)', 150, ['--threads', '2']);
  assert.match(output, /ERRO\[\d+\] thread \d of 2 broke down: Worker terminated due to reaching memory limit/);
  assert.match(output, /iterations\.*: 3 /);
  assert.equal(status, 255);
});
