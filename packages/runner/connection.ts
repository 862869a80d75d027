// One kept connection of a VU: writes a request, reads its response, and times both at the socket.
import type { Socket } from 'node:net';
import { type ConnectorOptions, type Opened, openSocket, type SocketListener } from './connector.ts';
import type { Hop, HopResult } from './hop.ts';
import { Body } from './http-body.ts';
import { classify, type HttpError, TIMEOUT } from './http-errors.ts';
import type { ResponseHead } from './http-head.ts';
import { ResponseReader, type ResponseSink } from './http-reader.ts';
import { type Route, requestHead } from './http-request.ts';
import { type Moments, timingsOf } from './http-timings.ts';
import { readyQueue } from './ready-queue.ts';

export interface TransportOptions extends ConnectorOptions {
  /** k6's noConnectionReuse: every request has a connection of its own. */
  closesAfterRequest: boolean;
  /** Bytes of a body that are kept; more is a failed request. */
  maxBodyBytes: number;
}

/** A request on its way; it goes on to another connection when a kept one turns out to be closed. */
export interface PendingRequest {
  readonly hop: Hop;
  readonly route: Route;
  readonly startedMs: number;
  isRetry: boolean;
  connection: Connection | undefined;
  done(result: HopResult): void;
  /** Sends it again over another connection. */
  retry(request: PendingRequest): void;
}

/** Idle connections stay open for this long; a server that says less is obeyed, a second before it closes. */
const [KEEP_ALIVE_MS, MARGIN_MS] = [300_000, 1000];
/** Bodies up to this size are copied to where they stay; larger ones are collected. */
const SMALL_BYTES = 65_536;
/** Methods that may be sent again when a kept connection turns out to be closed: the server may have seen the first one. */
const REPEATABLE = ['GET', 'HEAD', 'OPTIONS', 'TRACE'];
/** A text of this size is turned into bytes once. */
const LONG_TEXT = 16_384;
const CLOSED: HttpError = { code: 1000, text: 'EOF' };
const INTERRUPTED: HttpError = { code: 1000, text: 'the iteration was interrupted' };
const NO_HEADERS: HopResult['headers'] = [];
const NO_BODY = Buffer.alloc(0);

export class Connection implements SocketListener, ResponseSink {
  isBusy = false;
  isDead = false;
  readonly #options: TransportOptions;
  readonly #reader = new ResponseReader(this);
  #socket: Socket | undefined;
  #opened: Opened | undefined;
  #remoteIp = '';
  #remotePort = 0;
  /** Until when the server keeps it. */
  #staleMs = Number.POSITIVE_INFINITY;
  #sentBytes = 0;
  #receivedBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #timerMs = 0;

  #request: PendingRequest | undefined;
  /** The request had to open the socket. */
  #hasOpened = false;
  #closes = false;
  readonly #moments: Moments = { connectedMs: 0, sentMs: 0, firstByteMs: 0, endMs: 0 };
  #head: ResponseHead | undefined;
  /** A small body of known length, and how much of it is there. */
  #small: Buffer | undefined;
  #smallBytes = 0;
  #body: Body | undefined;

  constructor(options: TransportOptions) {
    this.#options = options;
  }

  /** Whether it can take a request at this moment. */
  isFree(nowMs: number): boolean {
    if (this.isBusy || this.isDead) return false;
    if (nowMs < this.#staleMs) return true;
    this.#kill();
    return false;
  }

  send(request: PendingRequest): void {
    this.isBusy = true;
    this.#request = request;
    request.connection = this;
    this.#hasOpened = false;
    const moments = this.#moments;
    moments.connectedMs = moments.sentMs = moments.firstByteMs = moments.endMs = 0;
    this.#head = this.#small = this.#body = undefined;
    this.#watch(request.hop.timeoutMs);
    if (this.#socket) {
      this.#write(request);
      return;
    }
    try {
      this.#hasOpened = true;
      this.#socket = openSocket(request.route, this.#options, this);
    } catch (error) {
      this.#fail(classify(error as Error));
    }
  }

  breakOff(request: PendingRequest): void {
    if (this.#request === request) this.#fail(INTERRUPTED);
  }

  /** Abandons the connection and what is on its way. */
  close(): void {
    this.#fail(INTERRUPTED);
  }

  takeBytes(): { sent: number; received: number } {
    const taken = { sent: this.#sentBytes, received: this.#receivedBytes };
    this.#sentBytes = this.#receivedBytes = 0;
    return taken;
  }

  onOpen(opened: Opened): void {
    this.#opened = opened;
    const { remoteAddress = '', remotePort = 0 } = this.#socket ?? {};
    this.#remoteIp = remoteAddress;
    this.#remotePort = remotePort;
    if (this.#request && !this.isDead) this.#write(this.#request);
  }

  onRead(bytes: Buffer, length: number): void {
    this.#receivedBytes += length;
    // Nobody has asked: what comes next could not be distinguished from an answer.
    if (!this.#request || this.#moments.endMs > 0) {
      this.#kill();
      return;
    }
    if (this.#moments.firstByteMs === 0) this.#moments.firstByteMs = performance.now();
    try {
      const surplus = this.#reader.read(bytes, length);
      if (surplus > 0) this.#closes = true;
      // A body that cannot be kept has ended the request.
      if (this.#reader.isDone && this.#request) this.#complete();
    } catch (error) {
      this.#fail(classify(error as Error));
    }
  }

  onEnd(): void {
    if (this.isDead) return;
    if (!this.#request || this.#moments.endMs > 0) this.#kill();
    else if (this.#reader.close()) this.#complete();
    else this.#broken(CLOSED, true);
  }

  onError(error: Error): void {
    if (this.isDead) return;
    this.#broken(classify(error), ['EPIPE', 'ECONNRESET'].includes((error as NodeJS.ErrnoException).code ?? ''));
  }

  onHead(head: ResponseHead, hasBody: boolean): void {
    this.#head = head;
    if (!head.keepsAlive) this.#closes = true;
    const { hop } = this.#request as PendingRequest;
    const { maxBodyBytes: mostBytes } = this.#options;
    if (!hop.keepsBody || !hasBody) return;
    const { length, encoding } = head;
    if (encoding === undefined && length > 0 && length <= Math.min(SMALL_BYTES, mostBytes)) {
      this.#small = Buffer.allocUnsafe(length);
      this.#smallBytes = 0;
      return;
    }
    this.#body = new Body({
      ...{ encoding, declaredBytes: Math.max(0, length), mostBytes },
      // What has arrived whole leaves the connection as it is.
      onError: (error) => (this.#moments.endMs > 0 ? this.#finish(error) : this.#fail(error)),
    });
  }

  onData(bytes: Buffer, from: number, to: number): void {
    if (this.#small) this.#smallBytes += bytes.copy(this.#small, this.#smallBytes, from, to);
    else this.#body?.add(Buffer.from(bytes.subarray(from, to)));
  }

  #write(request: PendingRequest): void {
    const { hop, route } = request;
    const socket = this.#socket as Socket;
    this.#moments.connectedMs = this.#hasOpened ? performance.now() : request.startedMs;
    this.#reader.start(hop.method);
    try {
      if (hop.body === undefined) {
        const head = requestHead(hop, route, 0, this.#options.closesAfterRequest);
        this.#closes = head.closes;
        this.#sentBytes += head.bytes;
        // The same bytes for ASCII, and cheaper.
        socket.write(head.text, head.bytes === head.text.length ? 'latin1' : 'utf8');
        this.#moments.sentMs = performance.now();
      } else this.#writeBody(request, hop.body, socket);
    } catch (error) {
      this.#fail(classify(error as Error));
    }
  }

  #writeBody(request: PendingRequest, body: string | Uint8Array, socket: Socket): void {
    const content = typeof body === 'string' && body.length > LONG_TEXT ? Buffer.from(body) : body;
    const bodyBytes = Buffer.byteLength(content);
    const head = requestHead(request.hop, request.route, bodyBytes, this.#options.closesAfterRequest);
    this.#closes = head.closes;
    this.#sentBytes += head.bytes + bodyBytes;
    const whenSent = (): void => {
      if (this.#request === request) this.#moments.sentMs ||= performance.now();
    };
    if (typeof content === 'string') socket.write(head.text + content, 'utf8', whenSent);
    else {
      socket.cork();
      socket.write(head.text, 'utf8');
      socket.write(content, whenSent);
      socket.uncork();
    }
    if (socket.writableLength === 0) this.#moments.sentMs = performance.now();
  }

  /** The response is here, or all of it that there is. */
  #complete(): void {
    this.#moments.endMs = performance.now();
    if (this.#body) this.#body.end((body) => this.#finish(undefined, body));
    else this.#finish(undefined, this.#small ?? (this.#request?.hop.keepsBody ? NO_BODY : undefined));
  }

  /** The connection is gone. `mayBeOld`: the server may have closed it before it saw the request. */
  #broken(error: HttpError, mayBeOld: boolean): void {
    const request = this.#request;
    const isUntouched = request && !request.isRetry && !this.#hasOpened && this.#moments.firstByteMs === 0;
    if (!mayBeOld || !isUntouched || !REPEATABLE.includes(request.hop.method)) {
      this.#fail(error);
      return;
    }
    this.#request = undefined;
    this.isBusy = false;
    this.#kill();
    request.isRetry = true;
    request.retry(request);
  }

  #fail(error: HttpError): void {
    this.#kill();
    this.#finish(error);
  }

  #finish(error: HttpError | undefined, body?: Buffer): void {
    const request = this.#request;
    if (!request) return;
    this.#request = undefined;
    this.#body?.drop();
    const result = this.#result(error, body, request);
    this.isBusy = false;
    const sinceMs = error || this.#body ? undefined : this.#moments.endMs;
    this.#head = this.#small = this.#body = undefined;
    // A server that answers before it has the whole request would take the rest of it for the next one.
    const hasRest = this.#socket !== undefined && this.#socket.writableLength > 0;
    if (this.#closes || hasRest) this.#kill();
    // The guest goes on only when all sockets that are ready have been read.
    readyQueue.push(() => request.done(result), sinceMs);
  }

  #result(error: HttpError | undefined, body: Buffer | undefined, request: PendingRequest): HopResult {
    const head = error ? undefined : this.#head;
    const keptMs = this.#head?.keepAliveMs;
    this.#staleMs =
      this.#moments.endMs + (keptMs === undefined ? KEEP_ALIVE_MS : Math.min(KEEP_ALIVE_MS, keptMs - MARGIN_MS));
    return {
      status: head?.status ?? 0,
      statusText: head?.statusText ?? '',
      headers: head?.headers ?? NO_HEADERS,
      body,
      timings: timingsOf(request.startedMs, this.#moments, this.#hasOpened ? this.#opened?.times : undefined),
      error,
      remoteIp: this.#remoteIp,
      remotePort: this.#remotePort,
      tls: this.#opened?.tls,
    };
  }

  /** One timer for all requests: making one for each costs more than moving it. */
  #watch(timeoutMs: number): void {
    if (this.#timer && this.#timerMs === timeoutMs) {
      this.#timer.refresh();
      return;
    }
    clearTimeout(this.#timer);
    this.#timerMs = timeoutMs;
    // While a request is on its way its socket keeps the process alive; the timer of an idle connection must not.
    this.#timer = setTimeout(() => {
      if (this.#request && this.#moments.endMs === 0) this.#fail(TIMEOUT);
    }, timeoutMs).unref();
  }

  #kill(): void {
    if (this.isDead) return;
    this.isDead = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
  }
}
