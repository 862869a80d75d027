// The end of a command line that threw: what is printed, and the exit code.
import { EXIT } from './exit-codes.ts';
import { machineFault } from './machine-fault.ts';
import { UserError } from './user-error.ts';

/** One line for what the user can put right, the stack for a bug. Returns the exit code. */
export function tellError(error: unknown, print: (text: string) => void): number {
  const fault = error instanceof UserError ? error.message : machineFault(error);
  print(`${fault ?? (error instanceof Error ? error.stack : error)}\n`);
  if (error instanceof UserError) return error.exitCode;
  return fault === undefined ? EXIT.bug : EXIT.badInput;
}

/** `... | head`, or a terminal that is closed: nobody reads any more, and what was asked for goes on. */
export function ignoreGoneReader(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
}
