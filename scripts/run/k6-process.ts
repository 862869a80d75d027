// k6 as a child: it hears of a wish to end exactly once, and does not outlive us.
import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { atExit } from 'k6-kit/at-exit';
import { EXIT } from 'k6-kit/exit-codes';

export interface K6Process {
  child: ChildProcess;
  /** Its exit code. Rejects when it cannot be started. */
  ended: Promise<number>;
}

/**
 * Starts k6. `signal` ends its load: k6 then tears down and summarises. It has a process group of its own: Ctrl-C in the terminal
 * would reach it in addition to our signal, and a second one makes k6 drop its summary.
 */
export function startK6(
  path: string,
  args: readonly string[],
  options: SpawnOptions,
  signal: AbortSignal | undefined,
): K6Process {
  const child = spawn(path, args, { ...options, detached: true });
  const interrupt = () => killGroup(child, 'SIGINT');
  const keep = atExit(() => killGroup(child, 'SIGKILL'));
  const free = tieToUs(child);
  signal?.addEventListener('abort', interrupt);
  const ended = new Promise<number>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, killedBy) => resolve(code ?? (killedBy === 'SIGINT' ? EXIT.interrupted : 255)));
  }).finally(() => {
    signal?.removeEventListener('abort', interrupt);
    keep();
    free();
  });
  return { child, ended };
}

/** All of it: at K6_BIN may be a script that starts k6. */
function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}

/**
 * A shell that waits for the end of its input, which comes when we are gone, however we went: then it interrupts k6. Where there is
 * no shell, k6 goes on to its planned end.
 */
function tieToUs({ pid }: ChildProcess): () => void {
  if (pid === undefined) return () => {};
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -s INT -- "-$0"', String(pid)], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => {});
  guard.unref();
  return () => void guard.kill('SIGKILL');
}
