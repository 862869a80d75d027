// The host calls of extension modules (k6/x/*) for one VU: opens handles, calls them, closes them with the VU.

import { VuBrowser } from '../browser/browser.ts';
import type { CallsOf } from '../call-homes.ts';
import type { GuestEvents } from '../guest-events.ts';
import type { RunContext } from '../run-context.ts';
import type { CallArguments, CallTable, Suspension } from '../sandbox.ts';
import type { Handle, HandleOwner, OpenHandle } from './handle.ts';
import { openPostgres } from './postgres.ts';
import { openRedis } from './redis.ts';

/** By the name that the guest's module uses. The libraries behind them are loaded when the first handle is opened. */
const EXTENSIONS: Readonly<Record<string, OpenHandle>> = {
  postgres: openPostgres,
  redis: openRedis,
  browser: (_settings, owner) => new VuBrowser(owner),
};

/** What the calls need of their VU. */
export interface ExtensionOwner {
  readonly context: RunContext;
  readonly isInInit: boolean;
  /** Notes that the guest waits. */
  suspend(suspension: Suspension): void;
  mayBrowse(): boolean;
  /** A call has failed and the script is about to hear of it. */
  threw(error: unknown): void;
}

/** [number of the handle, method, arguments] */
type Request = [handle: number, method: string, args: unknown[]];

export class ExtensionCalls implements Pick<CallTable, CallsOf<'extensions'>> {
  readonly #owner: ExtensionOwner;
  readonly #events: GuestEvents;
  #handles: Handle[] = [];
  #lastId = 0;

  constructor(owner: ExtensionOwner, events: GuestEvents) {
    this.#owner = owner;
    this.#events = events;
  }

  extensionCall(args: CallArguments, suspension: Suspension): void {
    const request = JSON.parse(args.text(0)) as Request;
    this.#owner.suspend(suspension);
    this.#answer(request, (answer) => suspension.resume(answer));
  }

  extensionOpen(args: CallArguments): number {
    const open = EXTENSIONS[args.text(0)] as OpenHandle;
    const { context: run } = this.#owner;
    const owner: HandleOwner = { run, events: this.#events, mayBrowse: () => this.#owner.mayBrowse() };
    return this.#handles.push(open(JSON.parse(args.text(1)), owner)) - 1;
  }

  extensionAsk(args: CallArguments): string {
    const [handle, , question] = JSON.parse(args.text(0)) as [number, string, unknown];
    return JSON.stringify(this.#handles[handle]?.ask?.(question) ?? null);
  }

  extensionBytes(args: CallArguments): Uint8Array {
    const bytes = this.#handles[args.number(0)]?.bytes?.(args.number(1));
    if (!bytes) throw new Error('there are no such bytes');
    return bytes;
  }

  extensionStart(args: CallArguments): number {
    if (this.#owner.isInInit) throw new Error('commands are not possible in the init context');
    const id = ++this.#lastId;
    const arrived = this.#events.expect();
    this.#answer(JSON.parse(args.text(0)) as Request, (answer) =>
      arrived(
        answer instanceof Error
          ? { kind: 'answer', id, error: answer.message }
          : { kind: 'answer', id, value: JSON.parse(answer) },
      ),
    );
    return id;
  }

  /** The iteration is over before its time: nobody waits for answers any more. */
  interrupt(): void {
    for (const handle of this.#handles) handle.interrupt();
  }

  endIteration(): void {
    for (const handle of this.#handles) handle.endIteration?.();
  }

  /** Ends all connections. */
  close(): void {
    for (const handle of this.#handles) handle.close();
    this.#handles = [];
  }

  /** Calls `deliver` once, in turn with other guests: with the answer as JSON, or with an Error. */
  #answer([handle, method, args]: Request, deliver: (answer: string | Error) => void): void {
    const { clock } = this.#owner.context;
    (this.#handles[handle] as Handle).call(method, args).then(
      (value) => {
        const json = JSON.stringify(value ?? null);
        clock.ready(() => deliver(json));
      },
      (error: Error) => {
        this.#owner.threw(error);
        clock.ready(() => deliver(error));
      },
    );
  }
}
