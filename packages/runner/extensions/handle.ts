// What an extension provides to the runner: a thing that a script has opened, and how to call, interrupt and close it.

import type { GuestEvents } from '../guest-events.ts';
import type { RunContext } from '../run-context.ts';

/** A database or a cache that one VU has opened. It connects with its first call, and again after a connection was lost. */
export interface Handle {
  /** The answer is a value of JSON. Rejects with an Error whose message the script sees. */
  call(method: string, args: readonly unknown[]): Promise<unknown>;
  /** Lets go of the call in progress: nobody waits for it any more. */
  interrupt(): void;
  /** Ends all connections. Calls after it are rejected. */
  close(): void;
  /** The iteration is over: what belongs to it may go. */
  endIteration?(): void;
  /** Bytes that an answer has named by a number. Throws an Error without any. */
  bytes?(id: number): Uint8Array;
  /** The answer to a question that needs no waiting. Throws an Error whose message the script sees. */
  ask?(question: unknown): unknown;
}

/** Makes a handle from what the script passed. Throws an Error when the settings are wrong or the runner lacks one of them. */
export type OpenHandle = (settings: unknown, owner: HandleOwner) => Handle;

/** What a handle may ask of its VU. */
export interface HandleOwner {
  run: RunContext;
  events: GuestEvents;
  /** Whether the scenario in progress has the option `browser`. */
  mayBrowse(): boolean;
}

/** What went wrong, in one line. Node reports a refused connection to a name with several addresses without a message of its own. */
export function reasonOf(error: unknown): string {
  const { message, code, errors } = error as { message?: string; code?: string; errors?: unknown[] };
  if (errors?.length) return [...new Set(errors.map(reasonOf))].join('; ');
  // Control characters of a server's message would be the terminal's commands.
  return (message || code || String(error)).replaceAll(/\s*\p{Cc}+\s*/gu, ' ');
}

/** An Error for the script. What the server says may repeat what it was sent, so the password is taken out. */
export function scriptError(error: unknown, password: string | undefined): Error {
  const text = reasonOf(error);
  return new Error(password ? text.replaceAll(password, '***') : text);
}
