// When a process is asked to end, and when it is asked once more. In processes of their own: signals are for a whole process.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { describe, it } from 'node:test';
import { SAME_WISH_MS } from './interrupt.ts';

const PROGRAM = `
import { listenForEnd } from ${JSON.stringify(new URL('./interrupt.ts', import.meta.url).href)};
const say = (text) => console.log(text);
const signal = listenForEnd({
  first: (cause) => say('first: ' + cause),
  again: () => { say('again'); process.exit(9); },
  endsWithParent: process.env.STAYS === undefined,
});
signal.addEventListener('abort', () => say('aborted'));
say('ready ' + process.pid);
setTimeout(() => process.exit(), 2500);
`;

/** Runs the program behind `before`; `act` gets each piece of its output once. */
function run(act: (text: string, child: ChildProcess) => void, before: string[] = [], env = {}): Promise<string[]> {
  const [program = '', ...args] = [
    ...before,
    process.execPath,
    '--import',
    'tsx',
    '--input-type=module',
    '-e',
    PROGRAM,
  ];
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines: string[] = [];
  child.stdout.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().trim().split('\n')) lines.push(line);
    act(chunk.toString(), child);
  });
  return new Promise((resolve) => child.stdout.on('close', () => resolve(lines.slice(1))));
}

// Two shells, the outer one is killed: what started us is still there, and nobody is behind it.
const SHELLS = ['sh', '-c', 'sh -c \'"$@"; true\' sh "$@"; true', 'sh'];
const killOuter = (text: string, child: ChildProcess) => void (text.startsWith('ready') && child.kill('SIGKILL'));

describe('a process that is asked to end', { concurrency: true }, () => {
  it('a signal that is passed on is no second one; SIGTERM a second later is', async () => {
    const lines = await run((text, child) => {
      if (!text.startsWith('ready')) return;
      for (const signal of ['SIGINT', 'SIGINT', 'SIGTERM', 'SIGHUP'] as const) child.kill(signal);
      setTimeout(() => child.kill('SIGTERM'), SAME_WISH_MS + 200);
    });
    assert.deepEqual(lines.slice(1), ['aborted', 'again']);
    assert.match(lines[0] ?? '', /^first: SIG(INT|TERM|HUP)$/);
  });

  it('a terminal that is gone is not impatient', async () => {
    const lines = await run((text, child) => {
      if (!text.startsWith('ready')) return;
      child.kill('SIGHUP');
      setTimeout(() => child.kill('SIGHUP'), SAME_WISH_MS + 200);
    });
    assert.deepEqual(lines, ['first: SIGHUP', 'aborted']);
  });

  it('a process ends when one of those that wait for it is gone', async () => {
    assert.deepEqual(await run(killOuter, SHELLS), ['first: the parent process is gone', 'aborted']);
  });

  it('a process that may stay does not', async () => {
    assert.deepEqual(await run(killOuter, SHELLS, { STAYS: '1' }), []);
  });
});
