// One VU's connections: sends a request over a kept or a new one and times it at the socket.
import { Client, type Dispatcher } from 'undici';
import { type ConnectTimes, connectorFor, type OpenedSocket } from './connector.ts';
import { classify, type HttpError, TIMEOUT } from './http-errors.ts';

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

export interface TransportOptions {
  insecureSkipTlsVerify: boolean;
  /** k6's noConnectionReuse: every request has a connection of its own. */
  closesAfterRequest: boolean;
}

/** Idle connections stay open for this long; a server that says less is obeyed. */
const KEEP_ALIVE_MS = 300_000;
const MAX_HEADER_BYTES = 1_048_576;

class Connection {
  readonly client: Client;
  isBusy = false;
  isDead = false;
  /** Set when the request in progress had to open the socket. */
  opened: OpenedSocket | undefined;
  socket: OpenedSocket | undefined;
  #sentBefore = 0;
  #receivedBefore = 0;

  constructor(origin: string, options: TransportOptions) {
    this.client = new Client(origin, {
      connect: connectorFor({
        insecureSkipTlsVerify: options.insecureSkipTlsVerify,
        onOpen: (opened) => {
          this.#leave();
          this.opened = opened;
          this.socket = opened;
        },
      }),
      keepAliveTimeout: KEEP_ALIVE_MS,
      keepAliveMaxTimeout: KEEP_ALIVE_MS,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize: MAX_HEADER_BYTES,
    });
    // A socket that breaks while idle is no event for anybody; requests hear of errors themselves.
    this.client.on('disconnect', () => {});
    this.client.on('connectionError', () => {});
  }

  takeBytes(): { sent: number; received: number } {
    const { bytesWritten = 0, bytesRead = 0 } = this.socket?.socket ?? {};
    const taken = { sent: bytesWritten - this.#sentBefore, received: bytesRead - this.#receivedBefore };
    this.#sentBefore = bytesWritten;
    this.#receivedBefore = bytesRead;
    return taken;
  }

  /** Gives the connection up: nothing is known of its state. */
  kill(): void {
    this.isDead = true;
    this.client.destroy(new Error('broken off'), () => {});
  }

  /** The next socket counts from 0; what the last one has not told yet is owed. */
  #leave(): void {
    const { sent, received } = this.takeBytes();
    this.#sentBefore = -sent;
    this.#receivedBefore = -received;
  }
}

export class SocketTransport implements Transport {
  readonly #options: TransportOptions;
  readonly #byOrigin = new Map<string, Connection[]>();

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  send(hop: Hop, done: (result: HopResult) => void): () => void {
    const exchange = new Exchange(hop, this.#options.closesAfterRequest, (result, mayRetry) => {
      if (!mayRetry) return done(result);
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
    const opened = new Connection(origin, this.#options);
    const alive = connections.filter((connection) => !connection.isDead);
    this.#byOrigin.set(origin, [...alive, opened]);
    return opened;
  }
}

/** A request on its way: undici's callbacks, each with its moment. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly #hop: Hop;
  readonly #resets: boolean;
  readonly #done: (result: HopResult, mayRetry: boolean) => void;
  readonly #startedMs = performance.now();
  #connection: Connection | undefined;
  #connectedMs = 0;
  #sentMs = 0;
  #firstByteMs = 0;
  #status = 0;
  #statusText = '';
  #headers: [string, string][] = [];
  #chunks: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #isRetry = false;

  constructor(hop: Hop, resets: boolean, done: (result: HopResult, mayRetry: boolean) => void) {
    this.#hop = hop;
    this.#resets = resets;
    this.#done = done;
    this.#timer = setTimeout(() => this.#giveUp(TIMEOUT), hop.timeoutMs);
  }

  start(connection: Connection): void {
    connection.isBusy = true;
    connection.opened = undefined;
    this.#connection = connection;
    const { method, url, headers, body } = this.#hop;
    try {
      connection.client.dispatch(
        {
          method: method as Dispatcher.HttpMethod,
          path: url.pathname + url.search,
          headers,
          body:
            body === undefined
              ? null
              : typeof body === 'string'
                ? body
                : Buffer.from(body.buffer, body.byteOffset, body.byteLength),
          ...(this.#resets && { reset: true }),
        },
        this,
      );
    } catch (error) {
      this.#give(classify(error as Error));
    }
  }

  restart(): void {
    this.#isRetry = true;
    this.#isOver = false;
  }

  breakOff(): void {
    this.#giveUp({ code: 1000, text: 'the iteration was interrupted' });
  }

  onConnect(abort: (error?: Error) => void): void {
    this.#connectedMs = performance.now();
    if (this.#isOver) abort();
  }

  onRequestSent(): void {
    this.#sentMs = performance.now();
  }

  onResponseStarted(): void {
    this.#firstByteMs ||= performance.now();
  }

  onHeaders(status: number, rawHeaders: Buffer[], _resume: () => void, statusText: string): boolean {
    if (status < 200) return true;
    this.#status = status;
    this.#statusText = statusText;
    for (let i = 0; i + 1 < rawHeaders.length; i += 2) {
      this.#headers.push([
        (rawHeaders[i] as Buffer).toString('latin1'),
        (rawHeaders[i + 1] as Buffer).toString('latin1'),
      ]);
    }
    return true;
  }

  onData(chunk: Buffer): boolean {
    if (this.#hop.keepsBody) this.#chunks.push(chunk);
    return true;
  }

  onComplete(): void {
    this.#give(undefined);
  }

  onError(error: Error): void {
    this.#give(classify(error), isClosedByServer(error));
  }

  onUpgrade(): void {
    this.#give({ code: 1000, text: 'the server switched protocols' });
  }

  #give(error: HttpError | undefined, wasClosed = false): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const connection = this.#connection as Connection;
    const mayRetry = wasClosed && !this.#isRetry && !connection.opened && this.#firstByteMs === 0;
    if (!mayRetry) clearTimeout(this.#timer);
    const result = this.#result(error, connection);
    connection.isBusy = false;
    this.#done(result, mayRetry);
  }

  #giveUp(error: HttpError): void {
    this.#connection?.kill();
    this.#give(error);
  }

  #result(error: HttpError | undefined, connection: Connection): HopResult {
    const socket = connection.socket;
    return {
      status: error ? 0 : this.#status,
      statusText: error ? '' : this.#statusText,
      headers: error ? [] : this.#headers,
      body: this.#hop.keepsBody && !error ? Buffer.concat(this.#chunks) : undefined,
      timings: this.#timings(connection),
      error,
      remoteIp: socket?.socket.remoteAddress ?? '',
      remotePort: socket?.socket.remotePort ?? 0,
      tls: socket?.tls,
    };
  }

  #timings(connection: Connection): Timings {
    const endMs = performance.now();
    const { connecting = 0, tlsHandshaking = 0 } = connection.opened?.times ?? {};
    if (this.#connectedMs === 0)
      return { blocked: 0, connecting, tlsHandshaking, sending: 0, waiting: 0, receiving: 0 };
    const sentMs = this.#sentMs || endMs;
    const firstByteMs = this.#firstByteMs || endMs;
    return {
      blocked: Math.max(0, this.#connectedMs - this.#startedMs),
      connecting,
      tlsHandshaking,
      sending: Math.max(0, sentMs - this.#connectedMs),
      // A request without an answer has waited until it was given up.
      waiting: Math.max(0, firstByteMs - sentMs),
      receiving: Math.max(0, endMs - firstByteMs),
    };
  }
}

/** The other side ended the connection in an orderly way. */
function isClosedByServer(error: Error): boolean {
  return (error as NodeJS.ErrnoException).code === 'UND_ERR_SOCKET' && error.message.includes('other side closed');
}
