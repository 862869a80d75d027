// One VU's connections: sends a request over a kept or a new one and times it at the socket.
import { Connection, type TransportOptions } from './connection.ts';
import type { ConnectTimes, OpenedSocket } from './connector.ts';
import type { HttpError } from './http-errors.ts';
import { Exchange } from './http-exchange.ts';
import { NetworkRules } from './network-rules.ts';
import type { Settings } from './options.ts';

/** One request, without redirects. */
export interface Hop {
  method: string;
  url: URL;
  /** Names and values in turn. */
  headers: string[];
  body: string | Uint8Array | undefined;
  timeoutMs: number;
  keepsBody: boolean;
}

/** Milliseconds, as k6 defines them: `blocked` is the time until there is a connection, opening one included. */
export interface Timings extends ConnectTimes {
  blocked: number;
  sending: number;
  waiting: number;
  receiving: number;
}

export interface HopResult {
  /** 0 when there was no answer. */
  status: number;
  statusText: string;
  headers: [name: string, value: string][];
  body: Buffer | undefined;
  timings: Timings;
  error: HttpError | undefined;
  remoteIp: string;
  remotePort: number;
  tls: OpenedSocket['tls'];
}

/** Sends requests; the real one talks to sockets, rehearsals and tests have their own. */
export interface Transport {
  /** Calls `done` exactly once, maybe at once. The result breaks the request off. */
  send(hop: Hop, done: (result: HopResult) => void): () => void;
  /** Bytes on the wire since the last call. */
  takeBytes(): { sent: number; received: number };
  /** Closes idle connections. */
  close(): void;
}

export class SocketTransport implements Transport {
  readonly #readOptions: () => TransportOptions;
  #options: TransportOptions | undefined;
  readonly #byOrigin = new Map<string, Connection[]>();

  /** `readOptions` is asked at the first request: VU 0 is made before the script's options are known. */
  constructor(readOptions: () => TransportOptions) {
    this.#readOptions = readOptions;
  }

  send(hop: Hop, done: (result: HopResult) => void): () => void {
    this.#options ??= this.#readOptions();
    const exchange = new Exchange(hop, this.#options, (result, mayRetry) => {
      if (!mayRetry) {
        done(result);
        return;
      }
      // The server had closed the kept connection: it has not seen this request.
      exchange.restart();
      exchange.start(this.#free(hop.url.origin));
    });
    exchange.start(this.#free(hop.url.origin));
    return () => exchange.breakOff();
  }

  takeBytes(): { sent: number; received: number } {
    let [sent, received] = [0, 0];
    for (const connections of this.#byOrigin.values()) {
      for (const connection of connections) {
        const taken = connection.takeBytes();
        sent += taken.sent;
        received += taken.received;
      }
    }
    return { sent, received };
  }

  close(): void {
    for (const connections of this.#byOrigin.values()) {
      for (const { client } of connections) client.destroy().catch(() => {});
    }
    this.#byOrigin.clear();
  }

  #free(origin: string): Connection {
    const connections = this.#byOrigin.get(origin) ?? [];
    const free = connections.find((connection) => !connection.isBusy && !connection.isDead);
    if (free) return free;
    const opened = new Connection(origin, this.#options as TransportOptions);
    const alive = connections.filter((connection) => !connection.isDead);
    this.#byOrigin.set(origin, [...alive, opened]);
    return opened;
  }
}

/** Rules by settings: every VU has the same. */
const rules = new WeakMap<object, NetworkRules>();

/** A transport as the settings want it; `read` is asked at the first request. */
export function socketTransport(
  read: () => Pick<Settings, 'insecureSkipTlsVerify' | 'maxBodyBytes' | 'noConnectionReuse' | 'network'>,
): Transport {
  return new SocketTransport(() => {
    const { insecureSkipTlsVerify, maxBodyBytes, noConnectionReuse, network } = read();
    const known = rules.get(network) ?? new NetworkRules(network);
    rules.set(network, known);
    return { insecureSkipTlsVerify, maxBodyBytes, closesAfterRequest: noConnectionReuse, network: known };
  });
}
