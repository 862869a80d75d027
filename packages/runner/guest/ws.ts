// k6/ws (https://grafana.com/docs/k6/latest/javascript-api/k6-ws/): the VU waits until the WebSocket is closed.
import type { GuestEvent, SocketNews } from '../protocol.ts';
import { clearTimers, fire, startTimer } from './events.ts';
import { host } from './host.ts';
import { throws } from './request.ts';
import { headersOf } from './response.ts';
import { openSocket, ping, sendData } from './sockets.ts';
import { bytesOf } from './text-coding.ts';

type Handler = (value?: unknown) => unknown;

/** Codes of the protocol. */
const [NORMAL, GOING_AWAY] = [1000, 1001];
const EVENTS = ['open', 'message', 'binaryMessage', 'ping', 'pong', 'close', 'error'];

class SocketError {
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  error(): string {
    return this.#text;
  }
}

/** What the other side has answered, as far as there was one. */
class Response {
  url: string;
  status = 0;
  headers: Record<string, string> = {};
  body = '';
  error = '';

  constructor(url: string) {
    this.url = url;
  }
}

/** What others may ask of a socket; scripts may not. */
let handlersOf: (socket: Socket, event: string) => readonly Handler[];
let isClosing: (socket: Socket) => boolean;

class Socket {
  readonly #id: number;
  readonly #handlers = new Map<string, Handler[]>();
  #isClosing = false;

  constructor(id: number) {
    this.#id = id;
  }

  on(event: unknown, handler: unknown): void {
    const name = String(event);
    if (!EVENTS.includes(name))
      throw new Error(`socket.on() got the event "${name}": expected one of ${EVENTS.join(', ')}`);
    const known = this.#handlers.get(name);
    if (known) known.push(functionOf(handler, 'socket.on'));
    else this.#handlers.set(name, [functionOf(handler, 'socket.on')]);
  }

  send(data: unknown): void {
    if (this.#isClosing) emit(this, 'error', new SocketError('websocket: close sent'));
    else sendData(this.#id, String(data));
  }

  sendBinary(data: unknown): void {
    if (!bytesOf(data)) throw new TypeError(`socket.sendBinary() expects an ArrayBuffer, got ${typeof data}`);
    if (this.#isClosing) emit(this, 'error', new SocketError('websocket: close sent'));
    else sendData(this.#id, data);
  }

  ping(): void {
    ping(this.#id);
  }

  close(code: unknown = GOING_AWAY): void {
    this.#isClosing = true;
    host.socketClose(this.#id, Number(code), '');
  }

  setTimeout(handler: unknown, delayMs: unknown): void {
    startTimer(functionOf(handler, 'socket.setTimeout'), delayMs, [], false, this.#id);
  }

  setInterval(handler: unknown, everyMs: unknown): void {
    startTimer(functionOf(handler, 'socket.setInterval'), everyMs, [], true, this.#id);
  }

  static {
    handlersOf = (socket, event) => socket.#handlers.get(event) ?? [];
    isClosing = (socket) => socket.#isClosing;
  }
}

function emit(socket: Socket, event: string, value?: unknown): void {
  const handlers = handlersOf(socket, event);
  for (let i = 0; i < handlers.length; i++) (handlers[i] as Handler)(value);
}

function functionOf(value: unknown, what: string): Handler {
  if (typeof value !== 'function') throw new TypeError(`${what}() expects a function, got ${typeof value}`);
  return value as Handler;
}

/** The next thing that happens to a socket or its timers. */
function nextOf(id: number): GuestEvent {
  return JSON.parse(host.awaitEvent(id)) as GuestEvent;
}

/** Tells the script; true when it was the last thing. */
function hear(id: number, socket: Socket, news: SocketNews): boolean {
  switch (news.what) {
    case 'text':
      emit(socket, 'message', host.socketMessage(id));
      return false;
    case 'bytes':
      emit(socket, 'binaryMessage', host.socketMessage(id));
      return false;
    case 'error':
      emit(socket, 'error', new SocketError(news.text));
      return false;
    case 'closed':
      clearTimers(id);
      if (news.code !== NORMAL && !isClosing(socket))
        emit(socket, 'error', new SocketError(`websocket: close ${news.code}${news.reason && `: ${news.reason}`}`));
      emit(socket, 'close', news.code);
      return true;
    case 'answer':
      return false;
    default:
      emit(socket, news.what);
      return false;
  }
}

/** Waits until there is a connection, or surely none. */
function isOpened(id: number, response: Response): boolean {
  for (;;) {
    const event = nextOf(id);
    if (event.kind !== 'socket') continue;
    const { news } = event;
    if (news.what === 'answer') {
      response.url = news.url;
      response.status = news.response.status;
      response.headers = headersOf(news.response.headers);
    } else if (news.what === 'error') response.error = news.text;
    else return news.what === 'open';
  }
}

export function connect(url: unknown, params: unknown, callback?: unknown): Response {
  const setUp = functionOf(callback ?? params, 'ws.connect');
  const response = new Response(String(url));
  const id = openSocket(url, callback === undefined ? undefined : params, true);
  if (!isOpened(id, response)) {
    if (throws()) throw new Error(response.error);
    return response;
  }
  const socket = new Socket(id);
  try {
    setUp(socket);
    emit(socket, 'open');
    for (;;) {
      const event = nextOf(id);
      if (event.kind === 'timer') fire(event.id);
      else if (event.kind === 'socket' && hear(id, socket, event.news)) return response;
      else if (event.kind === 'idle') return response;
    }
  } catch (error) {
    clearTimers(id);
    host.socketClose(id, GOING_AWAY, '');
    throw error;
  }
}

export default { connect };
