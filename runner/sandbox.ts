// Makes the sandbox of a VU: the table of host calls, the runtime and the script in it.
import { GuestError } from './guest-error.ts';
import { BOOT_NAME, BOOT_SOURCE, ENTRY_NAME, RUNTIME_NAME, runtimeSource, STOP_NAME } from './guest-runtime.ts';
import { CALLS, type DirectCallName, MAILBOX_LENGTH, SUSPENDING_CALLS, type SuspendingCallName } from './protocol.ts';
import { type DirectCall, type HostCall, QuickJs, type QuickJsOptions, type SuspendingCall } from './quickjs.ts';
import type { RunContext } from './run-context.ts';
import type { Script } from './script.ts';
import { UnsupportedError } from './unsupported.ts';

/** All calls of the protocol. */
export type CallTable = Record<SuspendingCallName, SuspendingCall> & Record<DirectCallName, DirectCall>;

/** The global script that starts the guest's loop. */
export const LOOP = "globalThis[Symbol.for('runner.loop')]()";
/** What a call throws in the guest once the iteration has been interrupted. */
export const INTERRUPTED = 'the iteration was interrupted';
/** Calls that work after an interruption too. */
const ALWAYS_ALLOWED: readonly DirectCallName[] = ['exception', 'report', 'activation'];

/** What a sandbox asks of its VU while guest code runs. */
export interface SandboxOwner {
  isInterrupted(): boolean;
  /** Whether the guest has to be stopped in the middle of its code. */
  mustStop(): boolean;
  /** A suspended guest is about to go on. */
  onResume(): void;
  /** A call is about to throw in the guest. */
  threw(error: unknown): void;
}

/** The first sandbox of a run compiles runtime and script; all others start as copies of its memory. */
export async function newSandbox(run: RunContext, table: CallTable, owner: SandboxOwner): Promise<QuickJs> {
  const { script } = run;
  const options: QuickJsOptions = {
    calls: CALLS.map((name) => hostCall(name, table, owner)),
    loader: script,
    mailboxLength: MAILBOX_LENGTH,
    cannotWait: (name) => {
      const error = inInit(name);
      owner.threw(error);
      return error;
    },
    onResume: () => owner.onResume(),
    shouldInterrupt: () => owner.mustStop(),
  };
  if (run.sandboxImage) return QuickJs.create(options, run.sandboxImage);
  const js = await QuickJs.create(options);
  js.evaluateModule(runtimeSource(), RUNTIME_NAME);
  compile(js, script);
  run.sandboxImage = js.takeImage();
  return js;
}

/**
 * Loads and parses the script and what it imports, so that a later import finds them. QuickJS's own way of compiling without
 * running hands out a module namespace that is none, and now and then breaks down on it.
 */
function compile(js: QuickJs, script: Script): void {
  try {
    js.evaluateModule(`import '${STOP_NAME}'; import ${JSON.stringify(script.name)};`, 'runner:compile');
  } catch (error) {
    if (!(error instanceof GuestError) || !error.message.includes(STOP_NAME)) throw error;
  }
}

/** Runs the init context. Throws a GuestError. */
export function evaluateScript(js: QuickJs, script: Script): void {
  js.evaluateModule(BOOT_SOURCE, BOOT_NAME);
  js.evaluateModule(script.entry, ENTRY_NAME);
}

function hostCall(name: (typeof CALLS)[number], table: CallTable, owner: SandboxOwner): HostCall {
  const isSuspending = (SUSPENDING_CALLS as readonly string[]).includes(name);
  if (isSuspending) return { name, suspends: true, call: heard(table[name as SuspendingCallName], owner) };
  const call = heard(table[name as DirectCallName], owner);
  if (ALWAYS_ALLOWED.includes(name as DirectCallName)) return { name, suspends: false, call };
  // After an interruption nothing works any more, so that a script which catches errors ends too.
  return {
    name,
    suspends: false,
    call(args) {
      if (owner.isInterrupted()) throw new Error(INTERRUPTED);
      return call(args);
    },
  };
}

/** Requests in the init context are none of k6's either. */
function inInit(call: string): Error {
  if (call === 'request' || call === 'batch') return new Error('http requests are not possible in the init context');
  return new UnsupportedError(`${call === 'sleep' ? 'sleep()' : 'a call of an extension'} in the init context`);
}

/** The call, with its VU hearing of what it throws: the script may catch it. */
function heard<A extends unknown[], R>(call: (...args: A) => R, owner: SandboxOwner): (...args: A) => R {
  return (...args) => {
    try {
      return call(...args);
    } catch (error) {
      owner.threw(error);
      throw error;
    }
  };
}
