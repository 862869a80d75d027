// One request on one connection, timed by undici's callbacks.
import type { Dispatcher } from 'undici';
import type { Connection, TransportOptions } from './connection.ts';
import { Body } from './http-body.ts';
import { classify, type HttpError, TIMEOUT } from './http-errors.ts';
import { headerOf } from './http-follow.ts';
import { readyQueue } from './ready-queue.ts';
import type { Hop, HopResult, Timings } from './transport.ts';

/** Methods that may be sent again when a kept connection turns out to be closed: the server may have seen the first one. */
const REPEATABLE = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];

/** A request on its way: undici's callbacks, each with its moment. */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #hop: Hop;
  readonly #options: TransportOptions;
  readonly #done: (result: HopResult, mayRetry: boolean) => void;
  readonly #startedMs = performance.now();
  #connection: Connection | undefined;
  #connectedMs = 0;
  #sentMs = 0;
  #firstByteMs = 0;
  #status = 0;
  #statusText = '';
  #headers: [string, string][] = [];
  /** Undefined: the answer has none, or nobody keeps it. */
  #body: Body | undefined;
  /** When the last byte had arrived. */
  #endMs = 0;
  #timer: NodeJS.Timeout | undefined;
  #isOver = false;
  #isRetry = false;

  constructor(hop: Hop, options: TransportOptions, done: (result: HopResult, mayRetry: boolean) => void) {
    this.#hop = hop;
    this.#options = options;
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
          ...(this.#options.closesAfterRequest && { reset: true }),
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
    if (this.#hop.keepsBody) this.#body = this.#newBody();
    return true;
  }

  onData(chunk: Buffer): boolean {
    this.#body?.add(chunk);
    return true;
  }

  onComplete(): void {
    this.#endMs = performance.now();
    clearTimeout(this.#timer);
    if (this.#body) this.#body.end((body) => this.#give(undefined, false, body));
    else this.#give(undefined);
  }

  onError(error: Error): void {
    this.#give(classify(error), isClosedByServer(error));
  }

  onUpgrade(): void {
    this.#give({ code: 1000, text: 'the server switched protocols' });
  }

  #newBody(): Body {
    return new Body({
      encoding: headerOf(this.#headers, 'content-encoding'),
      declaredBytes: Number(headerOf(this.#headers, 'content-length')) || 0,
      mostBytes: this.#options.maxBodyBytes,
      // What has arrived whole leaves the connection as it is.
      onError: (error) => (this.#endMs > 0 ? this.#give(error) : this.#giveUp(error)),
    });
  }

  #give(error: HttpError | undefined, wasClosed = false, body?: Buffer): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#body?.drop();
    const connection = this.#connection as Connection;
    const isUntouched = !this.#isRetry && !connection.opened && this.#firstByteMs === 0;
    const mayRetry = wasClosed && isUntouched && REPEATABLE.includes(this.#hop.method);
    if (!mayRetry) clearTimeout(this.#timer);
    const result = this.#result(error, connection, body);
    connection.isBusy = false;
    // The guest goes on only when undici is through with this response, and all sockets that are ready have been read.
    readyQueue.push(() => this.#done(result, mayRetry));
  }

  #giveUp(error: HttpError): void {
    this.#connection?.kill();
    this.#give(error);
  }

  #result(error: HttpError | undefined, connection: Connection, body: Buffer | undefined): HopResult {
    const socket = connection.socket;
    return {
      status: error ? 0 : this.#status,
      statusText: error ? '' : this.#statusText,
      headers: error ? [] : this.#headers,
      body,
      timings: this.#timings(connection),
      error,
      remoteIp: socket?.socket.remoteAddress ?? '',
      remotePort: socket?.socket.remotePort ?? 0,
      tls: socket?.tls,
    };
  }

  #timings(connection: Connection): Timings {
    const endMs = this.#endMs || performance.now();
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
