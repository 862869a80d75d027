// The command line in this process, for tests: what it says, and its exit code.
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { main } from './cli.ts';
import type { ExitCode, Io } from './io.ts';

/** The repository. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

export interface Said {
  out: string;
  err: string;
  /** Both, in the order in which they came. */
  output: string;
}

/** An Io that keeps what it is told. Without a terminal, and with an empty environment where none is given. */
export function listening(given: Partial<Io> & Pick<Io, 'cwd'>): { io: Io; said: Said } {
  const said: Said = { out: '', err: '', output: '' };
  const note = (name: 'out' | 'err') => (text: string) => {
    said[name] += text;
    said.output += text;
  };
  const own = { stdout: note('out'), stderr: note('err'), isTty: false, env: {}, root: ROOT, now: () => new Date() };
  return { io: { ...own, ...given }, said };
}

/** Runs a command line of `perf`. */
export async function perf(
  args: readonly string[],
  given: Partial<Io> & Pick<Io, 'cwd'>,
): Promise<Said & { code: ExitCode }> {
  const { io, said } = listening(given);
  return { code: await main(args, io), ...said };
}
