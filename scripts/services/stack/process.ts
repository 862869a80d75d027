// Processes of the stack: started so that they outlive us, known again by more than their number, and ended for certain.
import { spawn } from 'node:child_process';
import { chownSync, closeSync, openSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from './account.ts';
import type { Launched } from './definition.ts';

/** How long one question whether a server is ready may take, milliseconds. */
const LONGEST_PROBE_MS = 3_000;

/** A process and the moment it was started, so that a number that was given again is not taken for it. */
export interface ProcessId {
  pid: number;
  /** Clock ticks from the machine's start to the process's; undefined where the system does not tell. */
  startTicks?: number | undefined;
}

/** The process's own start, from /proc; undefined when it is gone or the system has no /proc. */
export function startTicksOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold blanks and brackets itself. A zombie has ended and only waits to be taken note of.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : Number(fields[19]);
  } catch {
    return undefined;
  }
}

/** Whether the very process that was started still runs. */
export function isRunning({ pid, startTicks }: ProcessId): boolean {
  if (startTicks !== undefined) return startTicksOf(pid) === startTicks;
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * Starts `program` in a session of its own, under `account`, with its output in `<dir>/output.log`. Throws an Error when it cannot
 * be started at all.
 */
export async function launch(
  dir: string,
  program: string,
  args: readonly string[],
  options: {
    account?: Account | undefined;
    env?: Readonly<Record<string, string>> | undefined;
    cwd?: string | undefined;
  } = {},
): Promise<Launched> {
  const log = join(dir, 'output.log');
  const file = openSync(log, 'a', 0o600);
  const { account } = options;
  if (account) chownSync(log, account.uid, account.gid);
  try {
    const child = spawn(program, args, {
      ...account,
      cwd: options.cwd ?? dir,
      detached: true,
      stdio: ['ignore', file, file],
      env: { PATH: process.env.PATH, HOME: dir, LANG: 'C.UTF-8', ...options.env },
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    let isOver = false;
    child.once('exit', () => {
      isOver = true;
    });
    child.unref();
    return {
      pid: child.pid as number,
      output: () => readFile(log, 'utf8'),
      isAlive: () => !isOver,
    };
  } finally {
    closeSync(file);
  }
}

export interface CompleteOptions {
  cwd?: string;
  env?: Readonly<Record<string, string>>;
  account?: Account | undefined;
  input?: string;
  /** Ends the program early. */
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
}

/** Runs a program to its end and returns what it printed. Throws an Error with the end of its output when it fails or is ended. */
export async function complete(
  program: string,
  args: readonly string[],
  options: CompleteOptions = {},
): Promise<string> {
  const child = spawn(program, args, {
    ...options.account,
    cwd: options.cwd,
    signal: options.signal,
    timeout: options.timeoutMs,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: options.cwd, LANG: 'C.UTF-8', ...options.env },
  });
  let [output, errors] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  // A program may be gone before it has read all of it; its exit code tells.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const code = await new Promise<number | null>((resolve, reject) =>
    child.once('error', reject).once('close', resolve),
  );
  // Some print their version to the one, some to the other.
  if (code === 0) return output || errors;
  throw new Error(`${basename(program)} ended with ${code ?? 'a signal'}: ${lastLines(errors || output)}`);
}

/** Waits until `probe` returns something, and returns that. Throws an Error with the output's end when the process is gone or late. */
export async function untilReady<T>(
  launched: Launched,
  what: string,
  timeoutMs: number,
  probe: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  let pauseMs = 20;
  while (true) {
    // A stranger on the port may take the question and never answer.
    const answer = await Promise.race([probe().catch(() => undefined), sleep(LONGEST_PROBE_MS, undefined)]);
    if (answer !== undefined) return answer;
    if (!launched.isAlive()) throw new Error(`${what} ended at once: ${lastLines(await launched.output())}`);
    if (Date.now() > deadline)
      throw new Error(`${what} did not answer within ${timeoutMs / 1000} s: ${lastLines(await launched.output())}`);
    await sleep(pauseMs);
    pauseMs = Math.min(200, pauseMs * 1.5);
  }
}

/** Ends a process: `signal` first, SIGKILL after 10 s. Nothing happens when it is gone already. */
export async function end(id: ProcessId, signal: NodeJS.Signals): Promise<void> {
  for (const [kind, patienceMs] of [
    [signal, 10_000],
    ['SIGKILL', 5_000],
  ] as const) {
    if (!isRunning(id)) return;
    // Its whole session: a server's children must not stay behind. The process itself where it leads no session.
    if (kind === 'SIGKILL') killQuietly(-id.pid, kind);
    killQuietly(id.pid, kind);
    const deadline = Date.now() + patienceMs;
    while (isRunning(id) && Date.now() < deadline) await sleep(25);
  }
  if (isRunning(id)) throw new Error(`process ${id.pid} did not end`);
}

function killQuietly(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // Gone in between.
  }
}

/** The last words of a program, on one line. */
function lastLines(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return lines.slice(-3).join(' | ').slice(-400) || 'it printed nothing';
}
