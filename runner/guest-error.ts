// An error that left guest code, with the stack as the guest saw it.
import { EXIT, StartError, type Stop } from './exit-codes.ts';

/** Thrown on the host for an exception of the script. */
export class GuestError extends Error {
  /** Lines of the guest's stack, without the message; empty when there is none. */
  readonly guestStack: string;
  /** The guest was stopped from outside; it could not catch this. */
  readonly isInterruption: boolean;

  constructor(name: string, message: string, guestStack: string) {
    super(message);
    this.name = name;
    this.guestStack = guestStack;
    this.isInterruption = name === 'InternalError' && message === 'interrupted';
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

/** The error for QuickJS's dump of a thrown value: JSON of an Error's fields, or the value as text. */
export function locate(dump: string): GuestError {
  try {
    const value: unknown = JSON.parse(dump);
    if (typeof value === 'object' && value !== null && 'message' in value) {
      const { name, message, stack } = value as { name?: string; message: string; stack?: string };
      return new GuestError(String(name ?? 'Error'), String(message), String(stack ?? '').trimEnd());
    }
  } catch {
    // not JSON: the thrown value was no object
  }
  return new GuestError('', dump, '');
}
