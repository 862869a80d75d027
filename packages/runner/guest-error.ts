// An error that left guest code, with the stack as the guest saw it.
import { EXIT, StartError, type Stop } from './exit-codes.ts';

/** Thrown on the host for an exception of the script. */
export class GuestError extends Error {
  /** Lines of the guest's stack, without the message; empty when there is none. */
  readonly guestStack: string;

  constructor(name: string, message: string, guestStack: string) {
    super(message);
    this.name = name;
    this.guestStack = guestStack;
  }

  /** Name, message and stack as a log shows them. */
  get text(): string {
    const head = this.name && this.name !== 'Error' ? `${this.name}: ${this.message}` : this.message;
    return this.guestStack ? `${head}\n${this.guestStack}` : head;
  }
}

/** Why a run ends when its script cannot be loaded, or a VU cannot be made. */
export function stopOf(error: unknown): Stop {
  if (error instanceof StartError) return { exitCode: error.exitCode, reason: error.message };
  const reason = error instanceof GuestError ? error.text : (error as Error).message;
  return { exitCode: EXIT.scriptException, reason };
}
