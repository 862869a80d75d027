// What a VU works with: its connections, its cookies, its sockets and keys, and the calls of the script that reach them.
import { ExtensionCalls } from './extensions/extension-calls.ts';
import { GuestEvents } from './guest-events.ts';
import { HttpCalls } from './http-calls.ts';
import { HttpSession } from './http-session.ts';
import { takePlace } from './request-pace.ts';
import type { RunContext } from './run-context.ts';
import type { Suspension } from './sandbox.ts';
import { SocketCalls } from './sockets/socket-calls.ts';
import { SubtleCalls } from './subtle-calls.ts';
import type { TagSet } from './tag-sets.ts';
import type { Transport } from './transport.ts';
import type { World } from './world.ts';

/** What the equipment asks of its VU. */
export interface EquipmentOwner {
  run: RunContext;
  world(): World;
  isInInit(): boolean;
  mayBrowse(): boolean;
  /** The script waits in a call. */
  suspend(suspension: Suspension): void;
  /** A call has thrown, and the script may catch it. */
  threw(error: unknown): void;
}

export class Equipment {
  readonly events: GuestEvents;
  readonly sockets: SocketCalls;
  readonly #run: RunContext;
  readonly #transport: Transport;
  readonly #session: HttpSession;
  readonly #http: HttpCalls;
  readonly #subtle: SubtleCalls;
  readonly #extensions: ExtensionCalls;

  constructor(owner: EquipmentOwner) {
    const { run } = owner;
    const isInInit = (): boolean => owner.isInInit();
    const suspend = (suspension: Suspension): void => owner.suspend(suspension);
    this.#run = run;
    this.#transport = run.newTransport();
    this.events = new GuestEvents(run.clock);
    this.#session = new HttpSession({
      metrics: run.metrics,
      transport: this.#transport,
      epochMs: () => run.clock.epochMs(),
      hasSystemTag: (name) => run.settings?.systemTags.has(name) ?? true,
      wait: (go) => this.#waitForPlace(go),
      debug: () => run.settings?.httpDebug,
      log: (text) => run.log('info', text),
      onFailure: (url, error) => run.requestFailed(url, error),
    });
    const around = { run, events: this.events, isInInit };
    this.#http = new HttpCalls({
      ...{ ...around, session: this.#session, suspend },
      newResponse: (answer) => owner.world().response(answer),
    });
    this.#subtle = new SubtleCalls({ ...around, keys: () => owner.world().keys });
    this.sockets = new SocketCalls({ ...around, session: this.#session, transport: this.#transport });
    this.#extensions = new ExtensionCalls({
      ...{ ...around, suspend },
      mayBrowse: () => owner.mayBrowse(),
      threw: (error) => owner.threw(error),
    });
  }

  /** The script's calls that reach it. For a new sandbox: what extensions of an earlier one have open is closed. */
  calls() {
    this.#extensions.close();
    return {
      ...this.#http.suspending(),
      ...this.#http.direct(),
      ...this.#subtle.direct(),
      ...this.#extensions.suspending(),
      ...this.#extensions.direct(),
      ...this.sockets.direct(),
    };
  }

  /** Ends what is under way. */
  interrupt(): void {
    this.#session.interrupt();
    this.#extensions.interrupt();
    this.sockets.end();
  }

  /** An exception has left the script's function: nothing that it has begun goes on. */
  abandon(): void {
    this.events.clear();
    this.#session.interrupt();
    this.sockets.end();
  }

  /** A function of the script has come back. */
  settle(): void {
    this.#http.forget();
    this.#subtle.forget();
    this.sockets.end();
  }

  endIteration(): void {
    const { settings } = this.#run;
    this.settle();
    this.#extensions.endIteration();
    if (!settings?.noCookiesReset) this.#session.resetCookies();
    if (settings?.noVuConnectionReuse) this.#transport.close();
  }

  endInterrupted(): void {
    this.#http.forget();
    this.#subtle.forget();
    this.#session.resetCookies();
  }

  /** Records how long an iteration took and what went over the wire since the last time. */
  recordTraffic(tags: TagSet, startedMs: number): void {
    const { metrics, clock } = this.#run;
    const timeMs = clock.epochMs();
    const { sent, received } = this.#transport.takeBytes();
    const overSockets = this.sockets.takeBytes();
    metrics.add(metrics.builtIn.iteration_duration, clock.now() - startedMs, tags, timeMs);
    metrics.add(metrics.builtIn.data_sent, sent + overSockets.sent, tags, timeMs);
    metrics.add(metrics.builtIn.data_received, received + overSockets.received, tags, timeMs);
  }

  dispose(): void {
    this.sockets.end();
    this.events.clear();
    this.#transport.close();
    this.#extensions.close();
  }

  /** The option rps holds requests back. */
  #waitForPlace(go: () => void): (() => void) | undefined {
    const { clock, settings } = this.#run;
    const waitMs = settings?.pace ? takePlace(settings.pace, clock.epochMs()) : 0;
    return waitMs > 0 ? clock.after(waitMs, go) : undefined;
  }
}
