// One VU's connections: sends each request over a kept one or a new one.
import { Connection, type PendingRequest, type TransportOptions } from './connection.ts';
import type { Hop, HopResult } from './hop.ts';
import { routeOf } from './http-request.ts';
import { NetworkRules } from './network-rules.ts';
import type { Settings } from './options.ts';

/** Sends requests; the real one talks to sockets, rehearsals and tests have their own. */
export interface Transport {
  /** Calls `done` exactly once, maybe at once. The result breaks the request off. */
  send(hop: Hop, done: (result: HopResult) => void): () => void;
  /** Bytes on the wire since the last call. */
  takeBytes(): { sent: number; received: number };
  /** How connections are made, for those that are not of HTTP. */
  options(): TransportOptions;
  /** Closes idle connections. */
  close(): void;
}

class SocketTransport implements Transport {
  readonly #readOptions: () => TransportOptions;
  #options: TransportOptions | undefined;
  readonly #byOrigin = new Map<string, Connection[]>();
  /** Bytes of connections that are gone. */
  #owed = { sent: 0, received: 0 };

  /** `readOptions` is asked at the first request: VU 0 is made before the script's options are known. */
  constructor(readOptions: () => TransportOptions) {
    this.#readOptions = readOptions;
  }

  options(): TransportOptions {
    this.#options ??= this.#readOptions();
    return this.#options;
  }

  send(hop: Hop, done: (result: HopResult) => void): () => void {
    // No spreads: this is done for every request.
    const request: PendingRequest = {
      hop,
      route: routeOf(hop.url),
      startedMs: performance.now(),
      isRetry: false,
      connection: undefined,
      done,
      retry: this.#start,
    };
    this.#start(request);
    return () => request.connection?.breakOff(request);
  }

  takeBytes(): { sent: number; received: number } {
    const sum = this.#owed;
    this.#owed = { sent: 0, received: 0 };
    for (const connections of this.#byOrigin.values()) for (const connection of connections) count(sum, connection);
    return sum;
  }

  close(): void {
    for (const connections of this.#byOrigin.values()) {
      for (const connection of connections) {
        connection.close();
        count(this.#owed, connection);
      }
    }
    this.#byOrigin.clear();
  }

  readonly #start = (request: PendingRequest): void => {
    this.#free(request).send(request);
  };

  #free({ route: { origin }, startedMs }: PendingRequest): Connection {
    const connections = this.#byOrigin.get(origin) ?? [];
    for (const connection of connections) if (connection.isFree(startedMs)) return connection;
    for (const connection of connections) if (connection.isDead) count(this.#owed, connection);
    const opened = new Connection(this.options());
    this.#byOrigin.set(origin, [...connections.filter((connection) => !connection.isDead), opened]);
    return opened;
  }
}

function count(sum: { sent: number; received: number }, connection: Connection): void {
  const { sent, received } = connection.takeBytes();
  sum.sent += sent;
  sum.received += received;
}

/** Rules by settings: every VU has the same. */
const rules = new WeakMap<object, NetworkRules>();

/** A transport for the settings; `read` is asked at the first request. */
export function socketTransport(
  read: () => Pick<Settings, 'tls' | 'maxBodyBytes' | 'noConnectionReuse' | 'network'>,
): Transport {
  return new SocketTransport(() => {
    const { tls, maxBodyBytes, noConnectionReuse, network } = read();
    const known = rules.get(network) ?? new NetworkRules(network);
    rules.set(network, known);
    return { tls, maxBodyBytes, closesAfterRequest: noConnectionReuse, network: known };
  });
}
