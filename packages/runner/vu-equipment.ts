// What a VU works with: its connections, its cookies, its sockets and keys, and the calls of the script that reach them.
import { ExtensionCalls } from './extensions/extension-calls.ts';
import { GuestEvents } from './guest-events.ts';
import { CommonCalls } from './host-calls.ts';
import type { Answer } from './http-answer.ts';
import { HttpCalls } from './http-calls.ts';
import { HttpSession } from './http-session.ts';
import type { RunContext } from './run-context.ts';
import type { Suspension } from './sandbox.ts';
import { SocketCalls } from './sockets/socket-calls.ts';
import { SubtleCalls } from './subtle-calls.ts';
import type { TagSet } from './tag-sets.ts';
import type { Transport } from './transport.ts';
import type { World } from './world.ts';

/** What the equipment asks of its VU. */
export interface EquipmentOwner {
  readonly context: RunContext;
  readonly isInInit: boolean;
  world(): World;
  mayBrowse(): boolean;
  newResponse(answer: Answer): object;
  /** The script waits in a call. */
  suspend(suspension: Suspension): void;
  /** A call has thrown, and the script may catch it. */
  threw(error: unknown): void;
}

/** What only some scripts use is made when it is used. */
export class Equipment {
  readonly events: GuestEvents;
  readonly http: HttpCalls;
  readonly #owner: EquipmentOwner;
  readonly #transport: Transport;
  readonly #session: HttpSession;
  #common: CommonCalls | undefined;
  #subtle: SubtleCalls | undefined;
  #sockets: SocketCalls | undefined;
  #extensions: ExtensionCalls | undefined;

  constructor(owner: EquipmentOwner) {
    const { context } = owner;
    this.#owner = owner;
    this.#transport = context.newTransport();
    this.events = new GuestEvents(context.clock);
    this.#session = new HttpSession(context, this.#transport);
    this.http = new HttpCalls(owner, this.#session, this.events);
  }

  get common(): CommonCalls {
    this.#common ??= new CommonCalls(this.#owner);
    return this.#common;
  }

  get subtle(): SubtleCalls {
    this.#subtle ??= new SubtleCalls(this.#owner, this.events);
    return this.#subtle;
  }

  get sockets(): SocketCalls {
    this.#sockets ??= new SocketCalls(this.#owner, this.events, this.#session, this.#transport);
    return this.#sockets;
  }

  get extensions(): ExtensionCalls {
    this.#extensions ??= new ExtensionCalls(this.#owner, this.events);
    return this.#extensions;
  }

  /** The events of a queue: 0 is the VU's own, else that of a socket. */
  queue(id: number): GuestEvents {
    return this.#sockets?.queue(id) ?? this.events;
  }

  /** Ends what is under way. */
  interrupt(): void {
    this.#session.interrupt();
    this.#extensions?.interrupt();
    this.#sockets?.end();
  }

  /** An exception has left the script's function: nothing that it has begun goes on. */
  abandon(): void {
    this.events.clear();
    this.#session.interrupt();
    this.#sockets?.end();
  }

  /** A function of the script has come back. */
  settle(): void {
    this.http.forget();
    this.#subtle?.forget();
    this.#sockets?.end();
  }

  endIteration(): void {
    const { settings } = this.#owner.context;
    this.settle();
    this.#extensions?.endIteration();
    if (!settings?.noCookiesReset) this.#session.resetCookies();
    if (settings?.noVuConnectionReuse) this.#transport.close();
  }

  endInterrupted(): void {
    this.http.forget();
    this.#subtle?.forget();
    this.#session.resetCookies();
  }

  /** The VU takes part in its scenario no more. */
  leave(): void {
    this.#sockets?.end();
    this.events.clear();
  }

  /** Records how long an iteration took and what went over the wire since the last time. */
  recordTraffic(tags: TagSet, startedMs: number): void {
    const { metrics, clock } = this.#owner.context;
    const timeMs = clock.epochMs();
    const { sent, received } = this.#transport.takeBytes();
    const overSockets = this.#sockets?.takeBytes();
    metrics.add(metrics.builtIn.iteration_duration, clock.now() - startedMs, tags, timeMs);
    metrics.add(metrics.builtIn.data_sent, sent + (overSockets?.sent ?? 0), tags, timeMs);
    metrics.add(metrics.builtIn.data_received, received + (overSockets?.received ?? 0), tags, timeMs);
  }

  dispose(): void {
    this.leave();
    this.#transport.close();
    this.#extensions?.close();
  }
}
