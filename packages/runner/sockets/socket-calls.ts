// The host calls of k6/ws and k6/websockets for one VU: opens WebSockets, hands on what happens, closes them with the iteration.
import type { CallsOf } from '../call-homes.ts';
import { GuestEvents } from '../guest-events.ts';
import { mergeCookies, setCookiesOf } from '../http-follow.ts';
import { routeOf } from '../http-request.ts';
import type { HttpSession } from '../http-session.ts';
import { BODY, type SocketResponse, type SocketSpec } from '../protocol.ts';
import type { RunContext } from '../run-context.ts';
import type { CallArguments, CallTable } from '../sandbox.ts';
import type { TagSet } from '../tag-sets.ts';
import type { Transport } from '../transport.ts';
import type { Dialled } from './dial.ts';
import { SocketConnection } from './socket.ts';

/** What the calls need of their VU. */
export interface SocketCallsOwner {
  context: RunContext;
  readonly isInInit: boolean;
}

interface Open {
  connection: SocketConnection;
  /** Where its news goes: the VU's own queue, or one that only this socket has. */
  events: GuestEvents;
}

export class SocketCalls implements Pick<CallTable, CallsOf<'sockets'>> {
  readonly #owner: SocketCallsOwner;
  readonly #events: GuestEvents;
  readonly #session: HttpSession;
  readonly #transport: Transport;
  readonly #open = new Map<number, Open>();
  /** Bytes of sockets that are gone. */
  #owed = { sent: 0, received: 0 };
  #lastId = 0;

  constructor(owner: SocketCallsOwner, events: GuestEvents, session: HttpSession, transport: Transport) {
    this.#owner = owner;
    this.#events = events;
    this.#session = session;
    this.#transport = transport;
  }

  socketOpen(args: CallArguments): number {
    return this.#start(JSON.parse(args.text(0)) as SocketSpec);
  }

  socketSend(args: CallArguments): undefined {
    const connection = this.#open.get(args.number(0))?.connection;
    if (args.number(1) === BODY.none) connection?.ping();
    else connection?.send(dataOf(args));
  }

  socketClose(args: CallArguments): undefined {
    this.#open.get(args.number(0))?.connection.close(args.number(1), args.text(2));
  }

  socketMessage(args: CallArguments): string | Uint8Array | undefined {
    return this.#open.get(args.number(0))?.connection.takeMessage();
  }

  socketBuffered(args: CallArguments): number {
    return this.#open.get(args.number(0))?.connection.bufferedBytes ?? 0;
  }

  /** The events of a queue: 0 is the VU's own, else that of a socket. */
  queue(id: number): GuestEvents {
    return (id === 0 ? undefined : this.#open.get(id)?.events) ?? this.#events;
  }

  takeBytes(): { sent: number; received: number } {
    const sum = this.#owed;
    this.#owed = { sent: 0, received: 0 };
    for (const { connection } of this.#open.values()) add(sum, connection.takeBytes());
    return sum;
  }

  /** The iteration is over: closes what is still open. */
  end(): void {
    for (const { connection, events } of this.#open.values()) {
      connection.interrupt();
      if (events !== this.#events) events.clear();
      add(this.#owed, connection.takeBytes());
    }
    this.#open.clear();
  }

  #start(spec: SocketSpec): number {
    const { context: run } = this.#owner;
    if (!run.settings || this.#owner.isInInit) throw new Error('a WebSocket cannot be opened in the init context');
    const url = urlOf(spec.url);
    const events = spec.hasOwnQueue ? new GuestEvents(run.clock) : this.#events;
    const id = ++this.#lastId;
    const ended = events.expect();
    /** What waits for its turn among the VUs. */
    let onTheWay = 0;
    const { metrics, clock } = run;
    const asHttp = new URL(url.href.replace(/^ws/, 'http'));
    // Without user and password.
    const shown = routeOf(asHttp).shown.replace(/^http/, 'ws');
    let tags = metrics.tagSets.get(spec.tagSet);
    const connection = new SocketConnection(
      { url, headers: this.#headers(spec, asHttp), isCompressed: spec.isCompressed },
      {
        network: this.#transport.options(),
        now: () => clock.now(),
        after: (delayMs, callback) => clock.after(delayMs, callback),
        answered: (response, opened) => {
          for (const cookie of setCookiesOf(response.headers)) this.#session.jar(spec.jar).store(asHttp, cookie);
          tags = this.#tagsOf(tags, url, response, opened);
          clock.ready(() => events.post({ kind: 'socket', id, news: { what: 'answer', response, url: shown } }));
        },
        sample: (metric, value) => metrics.add(metrics.builtIn[metric], value, tags, clock.epochMs()),
        backlog: () => events.backlog + onTheWay,
        failed: (error) => run.requestFailed(shown, error),
        tell: (news) => {
          onTheWay += 1;
          clock.ready(() => {
            onTheWay -= 1;
            const event = { kind: 'socket', id, news } as const;
            if (news.what === 'closed') ended(event);
            else events.post(event);
          });
        },
      },
    );
    this.#open.set(id, { connection, events });
    return id;
  }

  #headers({ headers, jar }: SocketSpec, url: URL): [string, string][] {
    const has = (wanted: string): boolean => headers.some(([name]) => name.toLowerCase() === wanted);
    const userAgent = this.#owner.context.settings?.userAgent ?? '';
    const cookies = mergeCookies(this.#session.jar(jar).for(url), []);
    return [
      ...headers,
      ...(userAgent !== '' && !has('user-agent') ? [['User-Agent', userAgent] as [string, string]] : []),
      ...(cookies !== '' && !has('cookie') ? [['Cookie', cookies] as [string, string]] : []),
    ];
  }

  #tagsOf(base: TagSet, url: URL, { status, headers }: SocketResponse, opened: Dialled | undefined): TagSet {
    const { metrics, settings } = this.#owner.context;
    const subproto = headers.find(([name]) => name.toLowerCase() === 'sec-websocket-protocol')?.[1];
    const system: Record<string, string | undefined> = {
      ...{ url: url.href, name: base.tags.name ?? url.href, status: String(status), subproto },
      tls_version: opened?.tls?.version,
    };
    const kept = Object.entries(system).filter(
      ([name, value]) => value !== undefined && settings?.systemTags.has(name) === true,
    );
    return metrics.tagSets.extend(base, Object.fromEntries(kept) as Record<string, string>);
  }
}

/** A URL of http is one of ws. Throws an Error for what is not an address of a WebSocket. */
function urlOf(text: string): URL {
  if (!/^(ws|http)s?:\/\//i.test(text) || !URL.canParse(text))
    throw new Error(
      `a WebSocket got the address "${text.replace(/^.*@/s, '****:****@')}": expected a URL of ws or wss`,
    );
  const url = new URL(text.replace(/^http/i, 'ws'));
  url.hash = '';
  return url;
}

function dataOf(args: CallArguments): string | Uint8Array {
  return args.number(1) === BODY.text ? args.text(2) : args.bytes(2);
}

function add(sum: { sent: number; received: number }, more: { sent: number; received: number }): void {
  sum.sent += more.sent;
  sum.received += more.received;
}
