// One WebSocket of a script: opens it, counts and times what goes over it, and holds the other side back while nobody reads.
import type { ClientOptions, WebSocket } from 'ws';
import type { TransportOptions } from '../connection.ts';
import { clip } from '../few-texts.ts';
import { classify, type HttpError, TIMEOUT } from '../http-errors.ts';
import { loadPackage } from '../needed-packages.ts';
import type { SocketNews, SocketResponse } from '../protocol.ts';
import { type Dialled, dial } from './dial.ts';

/** Loaded when the first script opens a WebSocket: no other pays for it. */
const loadLibrary = () => loadPackage<typeof import('ws')>('ws');

/** What a script asks for, with what its run adds to it. */
export interface SocketRequest {
  /** Of ws or wss. */
  url: URL;
  headers: readonly [name: string, value: string][];
  isCompressed: boolean;
}

/** What a socket measures, and to whom it tells what happens. */
export interface SocketOwner {
  network: TransportOptions;
  now(): number;
  after(delayMs: number, callback: () => void): () => void;
  /** The other side has answered; undefined: it has not. Comes before the first sample. */
  answered(response: SocketResponse, opened: Dialled | undefined): void;
  sample(metric: SocketMetric, value: number): void;
  failed(error: HttpError): void;
  /** How many events the script has not read yet. */
  backlog(): number;
  /** Nothing comes after `closed`. */
  tell(news: SocketNews): void;
}

export type SocketMetric =
  | 'ws_connecting'
  | 'ws_sessions'
  | 'ws_session_duration'
  | 'ws_msgs_sent'
  | 'ws_msgs_received'
  | 'ws_ping';

const HANDSHAKE_MS = 60_000;
/** How long the other side has to answer a close. */
const CLOSE_MS = 1000;
/** Messages that nobody has read yet; with more the other side is held back. */
const [MOST_WAITING, MOST_WAITING_BYTES] = [256, 1_048_576];
/** Codes of closings: the other side goes away, it said none, the connection broke. */
const [GOING_AWAY, NO_STATUS, ABNORMAL] = [1001, 1005, 1006];
const MOST_CHARACTERS = 200;
/** k6's code for what has no code of its own. */
const GENERIC = 1000;

export class SocketConnection {
  readonly #owner: SocketOwner;
  readonly #client: WebSocket;
  readonly #startedMs: number;
  readonly #messages: (string | Uint8Array)[] = [];
  readonly #pings = new Map<string, number>();
  readonly #cancelHandshake: () => void;
  #waitingBytes = 0;
  #lastPing = 0;
  #opened: Dialled | undefined;
  #isOpen = false;
  #isOver = false;
  #sentBefore = 0;
  #receivedBefore = 0;

  constructor({ url, headers, isCompressed }: SocketRequest, owner: SocketOwner) {
    this.#owner = owner;
    this.#startedMs = owner.now();
    const { WebSocket: Client } = loadLibrary();
    const target = new URL(url.href.replace(/^ws/, 'http'));
    const options: ClientOptions & { closeTimeout: number } = {
      headers: Object.fromEntries(headers),
      perMessageDeflate: isCompressed,
      maxPayload: owner.network.maxBodyBytes,
      closeTimeout: CLOSE_MS,
      // Node's client takes the connection when it is there.
      createConnection: ((_options: object, connected: (error: Error | null, socket?: object) => void) => {
        dial(target, owner.network, (opened) => {
          if (opened instanceof Error) connected(opened);
          else {
            this.#opened = opened;
            connected(null, opened.socket);
          }
        });
      }) as never,
    };
    this.#client = new Client(url.href, options);
    this.#cancelHandshake = owner.after(HANDSHAKE_MS, () => {
      this.#failed(TIMEOUT);
      this.#client.terminate();
    });
    this.#listen();
  }

  send(data: string | Uint8Array): void {
    if (this.#isOver) return;
    this.#client.send(data, () => {});
    this.#owner.sample('ws_msgs_sent', 1);
  }

  ping(): void {
    if (this.#client.readyState !== this.#client.OPEN) return;
    const id = String(++this.#lastPing);
    this.#pings.set(id, this.#owner.now());
    this.#client.ping(id, true, () => {});
  }

  /** Throws an Error when the protocol has no such code. */
  close(code: number, reason: string): void {
    if (!isCode(code))
      throw new Error(`a WebSocket got the code ${code} to close with: expected 1000 to 1014 or 3000 to 4999`);
    if (!this.#isOver) this.#client.close(code, reason);
  }

  /** The iteration is over before its time: no event is delivered any more. */
  interrupt(): void {
    if (this.#isOver) return;
    this.#end();
    if (!this.#isOpen) {
      this.#client.terminate();
      return;
    }
    this.#client.close(GOING_AWAY);
    // A socket that was held back would not see the end.
    this.#client.resume();
  }

  /** Bytes that have not been handed to the system yet. */
  get bufferedBytes(): number {
    return this.#client.bufferedAmount;
  }

  /** The oldest message that nobody has read. */
  takeMessage(): string | Uint8Array | undefined {
    const message = this.#messages.shift();
    if (message !== undefined) this.#waitingBytes -= message.length;
    if (this.#client.isPaused && !this.#isFull) this.#client.resume();
    return message;
  }

  takeBytes(): { sent: number; received: number } {
    const { bytesWritten = 0, bytesRead = 0 } = this.#opened?.socket ?? {};
    const taken = { sent: bytesWritten - this.#sentBefore, received: bytesRead - this.#receivedBefore };
    this.#sentBefore = bytesWritten;
    this.#receivedBefore = bytesRead;
    return taken;
  }

  get #isFull(): boolean {
    return this.#messages.length >= MOST_WAITING || this.#waitingBytes >= MOST_WAITING_BYTES;
  }

  #listen(): void {
    const client = this.#client;
    client.on('upgrade', (answer) => {
      this.#answered(answer);
      // The library accepts a protocol only of a list of its own; k6 leaves protocols to the header.
      delete answer.headers['sec-websocket-protocol'];
    });
    client.on('unexpected-response', (_request, answer) => {
      this.#answered(answer);
      this.#failed({ code: GENERIC, text: `websocket: bad handshake: status ${answer.statusCode}` });
      answer.destroy();
      client.terminate();
    });
    client.on('open', () => {
      this.#isOpen = true;
      this.#owner.sample('ws_sessions', 1);
      this.#owner.tell({ what: 'open' });
    });
    client.on('message', (data, isBinary) => this.#received(data as Buffer, isBinary));
    // A pong goes back by itself.
    client.on('ping', () => this.#tellOf('ping'));
    client.on('pong', (data) => this.#ponged(data.toString()));
    client.on('error', (error) => {
      if (this.#isOpen) this.#tell({ what: 'error', text: `websocket: ${clip(error.message, MOST_CHARACTERS)}` });
      else this.#failed(classify(error));
    });
    client.on('close', (code, reason) => this.#closed(code, reason.toString()));
  }

  #answered({ statusCode = 0, rawHeaders }: { statusCode?: number | undefined; rawHeaders: readonly string[] }): void {
    this.#cancelHandshake();
    const headers = rawHeaders.flatMap((name, at): [string, string][] =>
      at % 2 === 0 ? [[name, rawHeaders[at + 1] as string]] : [],
    );
    this.#owner.answered({ status: statusCode, headers }, this.#opened);
    this.#owner.sample('ws_connecting', this.#owner.now() - this.#startedMs);
  }

  #received(data: Buffer, isBinary: boolean): void {
    if (this.#isOver) return;
    this.#owner.sample('ws_msgs_received', 1);
    const message = isBinary ? data : data.toString('utf8');
    this.#messages.push(message);
    this.#waitingBytes += message.length;
    if (this.#isFull) this.#client.pause();
    this.#tell({ what: isBinary ? 'bytes' : 'text' });
  }

  #ponged(id: string): void {
    const sentMs = this.#pings.get(id);
    this.#pings.delete(id);
    if (sentMs !== undefined && !this.#isOver) this.#owner.sample('ws_ping', this.#owner.now() - sentMs);
    this.#tellOf('pong');
  }

  /** A flood of them does not pile up. */
  #tellOf(what: 'ping' | 'pong'): void {
    if (this.#owner.backlog() < MOST_WAITING) this.#tell({ what });
  }

  /** There is not yet a connection: the first reason of all. */
  #failed(error: HttpError): void {
    if (this.#isOver) return;
    this.#owner.failed(error);
    this.#tell({ what: 'error', text: error.text });
    this.#end();
    this.#owner.tell({ what: 'closed', code: ABNORMAL, reason: '' });
  }

  #closed(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#end();
    this.#owner.tell({ what: 'closed', code: code === 0 ? NO_STATUS : code, reason });
  }

  #end(): void {
    this.#cancelHandshake();
    this.#isOver = true;
    if (this.#isOpen) this.#owner.sample('ws_session_duration', this.#owner.now() - this.#startedMs);
  }

  #tell(news: SocketNews): void {
    if (!this.#isOver) this.#owner.tell(news);
  }
}

/** Whether a side may close with this code; 1004 to 1006 are never sent. */
function isCode(code: number): boolean {
  return (code >= 1000 && code <= 1014 && (code < 1004 || code > 1006)) || (code >= 3000 && code <= 4999);
}
