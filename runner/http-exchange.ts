// One request on one connection, timed by undici's callbacks.
import type { Dispatcher } from 'undici';
import type { Connection } from './connection.ts';
import { classify, type HttpError, TIMEOUT } from './http-errors.ts';
import { readyQueue } from './ready-queue.ts';
import type { Hop, HopResult, Timings } from './transport.ts';

/** A body that is kept may take this many bytes; more would endanger the other VUs. */
export const MAX_BODY_BYTES = 268_435_456;
/** Methods that may be sent again when a kept connection turns out to be closed: the server may have seen the first one. */
const REPEATABLE = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/** A request on its way: undici's callbacks, each with its moment. */
export class Exchange implements Dispatcher.DispatchHandler {
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
  #keptBytes = 0;
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
    if (!this.#hop.keepsBody) return true;
    this.#keptBytes += chunk.length;
    if (this.#keptBytes <= MAX_BODY_BYTES) this.#chunks.push(chunk);
    else this.#giveUp({ code: 1000, text: `the body is larger than ${MAX_BODY_BYTES} bytes` });
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
    const isUntouched = !this.#isRetry && !connection.opened && this.#firstByteMs === 0;
    const mayRetry = wasClosed && isUntouched && REPEATABLE.includes(this.#hop.method);
    if (!mayRetry) clearTimeout(this.#timer);
    const result = this.#result(error, connection);
    connection.isBusy = false;
    // The guest goes on only when undici is through with this response, and all sockets that are ready have been read.
    readyQueue.push(() => this.#done(result, mayRetry));
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
