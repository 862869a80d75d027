// The wish to end a process, however it comes: Ctrl-C, another signal, a terminal that is closed, a parent that is gone.
import { readFileSync } from 'node:fs';

/** npm and loaders pass on what the terminal has sent to all: a signal within this time is the same one again, milliseconds. */
export const SAME_WISH_MS = 1_000;
/** How often we look whether the parent is there, milliseconds. */
const LOOK_EVERY_MS = 250;

export interface InterruptListener {
  /** The first wish. `cause` is the signal's name, or says that the parent is gone. */
  first?: (cause: string) => void;
  /** SIGINT or SIGTERM once more: the sender does not wait any longer. Does not return where that ends the process. */
  again: () => void;
  /** Whether the process ends with its parent; false for one that may be left running. Default true. */
  endsWithParent?: boolean;
}

/** From now on signals do not end the process by themselves: the first one aborts the returned signal. */
export function listenForEnd({ first, again, endsWithParent = true }: InterruptListener): AbortSignal {
  const ending = new AbortController();
  let firstMs = 0;
  const end = (cause: string): void => {
    if (ending.signal.aborted) return;
    firstMs = performance.now();
    first?.(cause);
    ending.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      if (ending.signal.aborted && performance.now() - firstMs >= SAME_WISH_MS) again();
      else end(name);
    });
  }
  // The terminal is gone; nobody is there who could be impatient.
  process.on('SIGHUP', () => end('SIGHUP'));
  if (endsWithParent) watchParent(() => end('the parent process is gone'));
  return ending.signal;
}

/**
 * Calls `gone` when one of those that wait for this process has ended without it: the parent, its parent (npm behind a shell),
 * and so on as far as the session goes. None of them could pass a signal on any more.
 */
function watchParent(gone: () => void): void {
  const before = ancestors().join();
  const timer = setInterval(() => {
    if (isSame(before)) return;
    clearInterval(timer);
    gone();
  }, LOOK_EVERY_MS);
  // The process does not stay for it.
  timer.unref();
}

/** Whether the same processes are there; also when that cannot be known, because a load has all files open that it may. */
function isSame(before: string): boolean {
  try {
    return ancestors().join() === before;
  } catch {
    return true;
  }
}

/** Process ids of the parent and of those above it in the same session; where the system has no /proc, of the parent only. */
function ancestors(): number[] {
  const session = statOf(process.pid)?.session;
  const pids = [process.ppid];
  for (let pid = process.ppid; pid !== session; ) {
    const stat = statOf(pid);
    if (stat === undefined || stat.session !== session) break;
    pid = stat.parent;
    pids.push(pid);
  }
  return pids;
}

function statOf(pid: number): { parent: number; session: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold blanks and brackets itself.
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { parent: Number(fields[1]), session: Number(fields[3]) };
  } catch (error) {
    if (isOutOfFiles(error)) throw error;
    return undefined;
  }
}

function isOutOfFiles(error: unknown): boolean {
  return ['EMFILE', 'ENFILE'].includes(String((error as NodeJS.ErrnoException).code));
}
