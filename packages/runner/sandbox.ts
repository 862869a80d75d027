// The script of one VU in its world: host calls in and out, and the loop that is suspended and resumed.
import { CALL, type CallName, type DirectCallName, type SuspendingCallName } from './protocol.ts';
import { turns } from './turns.ts';
import { UnsupportedError } from './unsupported.ts';
import type { GuestExports, Inhabitant, World } from './world.ts';

/** By their numbers. */
const CALLS = Object.keys(CALL) as CallName[];

/** What a host call returns. */
export type GuestValue = undefined | number | string | object;

/** The arguments of one host call. */
export class CallArguments {
  readonly #values: readonly unknown[];

  constructor(values: readonly unknown[]) {
    this.#values = values;
  }

  text(index: number): string {
    return String(this.#values[index]);
  }

  number(index: number): number {
    return this.#values[index] as number;
  }

  bytes(index: number): Uint8Array {
    return new Uint8Array(this.#values[index] as ArrayBuffer);
  }

  /** As the script has it: of its own world. */
  raw(index: number): unknown {
    return this.#values[index];
  }
}

/** Answers a call at once. A thrown Error is thrown in the script. */
export type DirectCall = (args: CallArguments) => GuestValue;
/** Answers a call through `suspension.resume`, now or later. */
export type SuspendingCall = (args: CallArguments, suspension: Suspension) => void;
/** All calls of the protocol. */
export type CallTable = Record<SuspendingCallName, SuspendingCall> & Record<DirectCallName, DirectCall>;

/** What a call throws in the script once the iteration has been interrupted. */
const INTERRUPTED = 'the iteration was interrupted';
const WHERE_NONE_CAN = 'from a setter, toJSON, toString, a Proxy or another function that JavaScript itself calls';
/** Calls that work after an interruption too. */
const ALWAYS_ALLOWED: readonly string[] = ['exception', 'report', 'activation', 'located'] satisfies DirectCallName[];

/** What a sandbox asks of its VU while code of the script runs. */
export interface SandboxOwner {
  /** Who answers a call; it has a method of its name. */
  answerer(name: CallName): Partial<CallTable>;
  /** Number of the VU. */
  readonly id: number;
  isInterrupted(): boolean;
  /** Whether the script has to be stopped in the middle of its code. */
  mustStop(): boolean;
  /** The suspended script is about to go on. */
  onResume(): void;
  /** A call is about to throw in the script, which may catch it. */
  threw(error: unknown): void;
}

/** A call that the script waits in. Only the first answer counts. */
export class Suspension {
  readonly #sandbox: Sandbox;

  constructor(sandbox: Sandbox) {
    this.#sandbox = sandbox;
  }

  /** An Error is thrown in the script. */
  resume(answer: unknown): void {
    this.#sandbox.resume(this, answer);
  }
}

export class Sandbox implements Inhabitant {
  mailbox!: Float64Array;
  promise: unknown;
  pages: object | undefined;
  variables: unknown;
  readonly #world: World;
  readonly #owner: SandboxOwner;
  readonly #guest: GuestExports;
  #loop: Generator<unknown, unknown, unknown> | undefined;
  #pending: Suspension | undefined;
  #isRunning = false;
  /** The runner's own code is clearing up: nothing may stop it. */
  #isAbandoning = false;
  #early: { answer: unknown } | undefined;
  #end: { resolve(): void; reject(error: Error): void } | undefined;

  /** Evaluates the script. Throws a GuestError when that throws. */
  constructor(world: World, owner: SandboxOwner) {
    this.#world = world;
    this.#owner = owner;
    turns.begin(owner.id);
    try {
      this.#guest = world.evaluate(this);
    } catch (error) {
      throw world.toGuestError(error);
    } finally {
      turns.end();
    }
  }

  /** The script has put something into its global object that it uses by its bare name. */
  hasOwnGlobals(): boolean {
    return this.#world.needs(this.#world.call(this, this.#guest.globals));
  }

  mustStop(): boolean {
    return !this.#isAbandoning && this.#owner.mustStop();
  }

  wouldWait(place: string): void {
    this.#owner.threw(
      new UnsupportedError(`a call that waits, ${WHERE_NONE_CAN},`, 'move it into a plain function', place),
    );
  }

  unsupported(what: string, instead: string, stack: string): void {
    this.#owner.threw(new UnsupportedError(what, instead, stack));
  }

  /** Runs the script's loop until it ends or is dropped. Throws a GuestError when it throws. */
  run(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#end = { resolve, reject };
      this.#loop = this.#world.start(this.#guest.loop);
      this.#step(undefined);
    });
  }

  resume(suspension: Suspension, answer: unknown): void {
    if (this.#pending !== suspension) return;
    this.#pending = undefined;
    if (this.#isRunning) this.#early = { answer };
    else {
      this.#owner.onResume();
      this.#step(answer);
    }
  }

  /** Ends the loop where it waits: nothing of the script runs any more, not even `finally`. */
  drop(): void {
    if (this.#isRunning || !this.#loop) return;
    this.#pending = undefined;
    this.#loop = undefined;
    this.#abandon();
    this.#end?.resolve();
  }

  #abandon(): void {
    this.#isAbandoning = true;
    this.#world.call(this, this.#guest.abandon);
    this.#isAbandoning = false;
  }

  #step(given: unknown): void {
    let answer = given;
    for (;;) {
      const loop = this.#loop;
      if (!loop) return;
      this.#world.enter(this);
      this.#isRunning = true;
      let step: IteratorResult<unknown>;
      turns.begin(this.#owner.id);
      try {
        step = answer instanceof Error ? loop.throw(this.#world.error(answer.message)) : loop.next(answer);
      } catch (error) {
        turns.end();
        this.#isRunning = false;
        this.#loop = undefined;
        this.#pending = undefined;
        this.#abandon();
        this.#end?.reject(this.#world.toGuestError(error));
        return;
      }
      turns.end();
      this.#isRunning = false;
      if (step.done) {
        this.#loop = undefined;
        this.#end?.resolve();
        return;
      }
      if (!this.#early) return;
      ({ answer } = this.#early);
      this.#early = undefined;
      this.#owner.onResume();
    }
  }

  invoke(index: number, args: readonly unknown[]): GuestValue {
    const name = CALLS[index] as DirectCallName;
    // After an interruption nothing works any more, so that a script which catches errors ends too.
    if (!this.#isAbandoning && this.#owner.isInterrupted() && !ALWAYS_ALLOWED.includes(name))
      throw new Error(INTERRUPTED);
    try {
      return (this.#owner.answerer(name)[name] as DirectCall)(new CallArguments(args));
    } catch (error) {
      throw this.#heard(error);
    }
  }

  start(index: number, args: readonly unknown[]): void {
    const name = CALLS[index] as SuspendingCallName;
    try {
      if (!this.#loop) throw inInit(name);
      // A script that has caught the end of its run waits for nothing any more.
      if (this.#owner.isInterrupted() && name !== 'nextIteration') throw new Error(INTERRUPTED);
      const suspension = new Suspension(this);
      this.#pending = suspension;
      (this.#owner.answerer(name)[name] as SuspendingCall)(new CallArguments(args), suspension);
    } catch (error) {
      throw this.#heard(error);
    }
  }

  /** The VU hears of what a call throws: the script may catch it. */
  #heard(error: unknown): unknown {
    this.#owner.threw(error);
    return error;
  }
}

/** Requests in the init context do not exist in k6 either. */
function inInit(call: string): Error {
  if (call === 'request' || call === 'batch') return new Error('http requests are not possible in the init context');
  return new UnsupportedError(`${call === 'sleep' ? 'sleep()' : 'a call of an extension'} in the init context`);
}
