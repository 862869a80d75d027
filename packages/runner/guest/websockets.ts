// k6/websockets (https://grafana.com/docs/k6/latest/javascript-api/k6-websockets/): an iteration waits until its sockets are closed.
import type { SocketNews } from '../protocol.ts';
import { Blob, bytesOfBlob } from './blob.ts';
import { onSocket } from './events.ts';
import { host } from './host.ts';
import { openSocket, ping, sendData } from './sockets.ts';
import { encodeUtf8 } from './text-coding.ts';

type Listener = (event: unknown) => unknown;

const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];
const NORMAL = 1000;
const MOST_REASON_BYTES = 123;

class WebSocket {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSING = CLOSING;
  static readonly CLOSED = CLOSED;
  readonly CONNECTING = CONNECTING;
  readonly OPEN = OPEN;
  readonly CLOSING = CLOSING;
  readonly CLOSED = CLOSED;
  onopen: unknown = null;
  onmessage: unknown = null;
  onerror: unknown = null;
  onclose: unknown = null;
  onping: unknown = null;
  onpong: unknown = null;
  readonly url: string;
  readonly #id: number;
  readonly #listeners = new Map<string, Listener[]>();
  #state = CONNECTING;
  #binaryType = 'blob';

  /** `protocols` mean nothing, as in k6: a header may name them. */
  constructor(url: unknown, _protocols?: unknown, params?: unknown) {
    this.url = String(url);
    this.#id = openSocket(url, params, false);
    onSocket(this.#id, (news) => this.#hear(news));
  }

  get readyState(): number {
    return this.#state;
  }

  get bufferedAmount(): number {
    return host.socketBuffered(this.#id);
  }

  get binaryType(): string {
    return this.#binaryType;
  }

  set binaryType(type: unknown) {
    if (type !== 'blob' && type !== 'arraybuffer')
      throw new TypeError(`binaryType got "${type}": expected "blob" or "arraybuffer"`);
    this.#binaryType = type;
  }

  send(data: unknown): void {
    if (this.#state === CONNECTING) throw new Error('InvalidStateError: the WebSocket is not open yet');
    if (this.#state === OPEN) sendData(this.#id, bytesOfBlob(data) ?? data);
  }

  ping(): void {
    if (this.#state === CONNECTING) throw new Error('InvalidStateError: the WebSocket is not open yet');
    if (this.#state === OPEN) ping(this.#id);
  }

  close(code: unknown = NORMAL, reason: unknown = ''): void {
    if (this.#state >= CLOSING) return;
    if (encodeUtf8(String(reason)).length > MOST_REASON_BYTES)
      throw new Error(`WebSocket.close() got a reason of more than ${MOST_REASON_BYTES} bytes`);
    host.socketClose(this.#id, Number(code), String(reason));
    this.#state = CLOSING;
  }

  addEventListener(event: unknown, listener: unknown): void {
    const name = String(event);
    if (!EVENTS.includes(name))
      throw new Error(`a WebSocket has no event "${name}": expected one of ${EVENTS.join(', ')}`);
    if (typeof listener !== 'function') throw new TypeError(`addEventListener("${name}") expects a function`);
    const known = this.#listeners.get(name);
    if (known) known.push(listener as Listener);
    else this.#listeners.set(name, [listener as Listener]);
  }

  #hear(news: SocketNews): void {
    switch (news.what) {
      case 'answer':
        return;
      case 'text':
        this.#emit('message', { data: host.socketMessage(this.#id) });
        return;
      case 'bytes': {
        const data = host.socketMessage(this.#id);
        this.#emit('message', { data: this.#binaryType === 'blob' ? new Blob([data]) : data });
        return;
      }
      case 'error':
        this.#emit('error', { error: news.text });
        return;
      case 'closed':
        this.#state = CLOSED;
        this.#emit('close', { code: news.code, reason: news.reason });
        return;
      case 'open':
        // The script may have closed it already.
        if (this.#state === CONNECTING) this.#state = OPEN;
        this.#emit('open', {});
        return;
      default:
        this.#emit(news.what, {});
    }
  }

  #emit(type: string, more: object): void {
    const event = { type, timestamp: host.execution('epochMs'), ...more };
    const own = this[`on${type}` as 'onopen'];
    if (typeof own === 'function') own.call(this, event);
    const listeners = this.#listeners.get(type) ?? [];
    for (let i = 0; i < listeners.length; i++) (listeners[i] as Listener).call(this, event);
  }
}

const EVENTS = ['open', 'message', 'error', 'close', 'ping', 'pong'];

export { Blob, WebSocket };
export default { Blob, WebSocket };
