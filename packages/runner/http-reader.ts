// Reads HTTP/1.1 responses out of the bytes of a connection, in whatever pieces they come.
import { CHUNKED, MalformedResponse, parseFields, parseHead, type ResponseHead, UNTIL_CLOSE } from './http-head.ts';

/** Hears of a response as it arrives. */
export interface ResponseSink {
  /** `hasBody`: bytes of it will follow, or may. */
  onHead(head: ResponseHead, hasBody: boolean): void;
  /** Part of the body; the buffer is read into again: copy what is kept. */
  onData(bytes: Buffer, from: number, to: number): void;
}

/** Heads and trailers together may take this much. */
const MOST_HEAD_BYTES = 1_048_576;
/** The line with the length of a chunk, extensions included. */
const MOST_LINE_BYTES = 16_384;
const CHUNK_LINE = /^([\da-f]{1,13})(?:;[\t\x20-\x7e\x80-\xff]*)?$/i;
const [START, HEAD_END] = ['HTTP/1.', '\r\n\r\n'];
const [LF, CR] = [10, 13];
/** A head is usually this small: then it is looked for in a text that it is needed as anyway. */
const USUAL_HEAD_BYTES = 4096;

type State = 'head' | 'length' | 'chunkLine' | 'chunk' | 'chunkEnd' | 'trailer' | 'rest' | 'done';

function headTooLarge(): Error {
  return Object.assign(new Error('the header is larger than 1 MiB'), { code: 'HEAD_TOO_LARGE' });
}

/** Servers repeat themselves: the latest head of this thread, with its end. */
const latest: { text: string; head: ResponseHead | undefined } = { text: '', head: undefined };

export class ResponseReader {
  readonly #sink: ResponseSink;
  #state: State = 'done';
  #isHeadRequest = false;
  /** Bytes left of the body or of the chunk. */
  #left = 0;
  #headBytes = 0;
  /** What has arrived of a head or a line that is not complete, in the first bytes of the store. */
  #store: Buffer | undefined;
  #held = 0;

  constructor(sink: ResponseSink) {
    this.#sink = sink;
  }

  get isDone(): boolean {
    return this.#state === 'done';
  }

  /** Expects the response to a request of this method. */
  start(method: string): void {
    this.#state = 'head';
    this.#isHeadRequest = method === 'HEAD';
    this.#headBytes = this.#held = 0;
    this.#store = undefined;
  }

  /**
   * Takes in the first `length` bytes. Returns how many of them come after the end of the response: the server must not send any.
   * Throws a MalformedResponse, or an error for a head that is too large; nothing may be read after that.
   */
  read(bytes: Buffer, length: number): number {
    let [data, end, from] = [bytes, length, 0];
    if (this.#held > 0) {
      from = Math.max(0, this.#held - HEAD_END.length + 1);
      [data, end] = this.#append(bytes, length);
    }
    let at = 0;
    while (this.#state !== 'done') {
      const next = this.#step(data, at, end, Math.max(at, from));
      if (next < 0) {
        this.#hold(data, at, end);
        return 0;
      }
      if (next === at && at === end) return 0;
      at = next;
    }
    return end - at;
  }

  /** The server has ended the connection: true when that completes the response. */
  close(): boolean {
    if (this.#state !== 'rest') return false;
    this.#state = 'done';
    return true;
  }

  /** Reads on from `at`; returns where it has come to, -1 when it has to see more first. `from`: where to look for the end of a head. */
  #step(data: Buffer, at: number, end: number, from: number): number {
    switch (this.#state) {
      case 'head':
        return this.#readHead(data, at, end, from);
      case 'length':
      case 'chunk':
        return this.#readData(data, at, end);
      case 'rest':
        if (end > at) this.#sink.onData(data, at, end);
        return end;
      case 'chunkEnd':
        return this.#readChunkEnd(data, at, end);
      default:
        return this.#readLine(data, at, end);
    }
  }

  #readHead(data: Buffer, at: number, end: number, from: number): number {
    if (end - at > USUAL_HEAD_BYTES || from > at) return this.#readLargeHead(data, at, end, from);
    const { length: known } = latest.text;
    if (latest.head && end - at >= known && data.toString('latin1', at, at + known) === latest.text) {
      this.#arrived(latest.head, known);
      return at + known;
    }
    const text = data.toString('latin1', at, end);
    const length = text.indexOf(HEAD_END);
    if (length < 0) return this.#incompleteHead(text, end - at);
    const head = parseHead(text.slice(0, length));
    latest.text = data.toString('latin1', at, at + length + HEAD_END.length);
    latest.head = head;
    this.#arrived(head, latest.text.length);
    return at + latest.text.length;
  }

  #readLargeHead(data: Buffer, at: number, end: number, from: number): number {
    const close = data.subarray(0, end).indexOf(HEAD_END, from, 'latin1');
    if (close < 0)
      return this.#incompleteHead(data.toString('latin1', at, Math.min(end, at + USUAL_HEAD_BYTES)), end - at);
    const next = close + HEAD_END.length;
    this.#limit(next - at);
    this.#arrived(parseHead(data.toString('latin1', at, close)), next - at);
    return next;
  }

  #incompleteHead(text: string, length: number): number {
    if (!START.startsWith(text.slice(0, START.length)))
      throw new MalformedResponse('malformed HTTP response: no status line of HTTP/1.1');
    // It would never end.
    if (/(?<!\r)\n/.test(text)) throw new MalformedResponse('malformed header: a line end that is not CRLF');
    this.#limit(length);
    return -1;
  }

  #limit(more: number): void {
    if (this.#headBytes + more > MOST_HEAD_BYTES) throw headTooLarge();
  }

  #arrived(head: ResponseHead, bytes: number): void {
    this.#limit(bytes);
    this.#headBytes += bytes;
    const { status, length } = head;
    if (status === 101) throw new MalformedResponse('the server switched protocols');
    // Interim: the response is still to come.
    if (status < 200) return;
    const hasBody = !this.#isHeadRequest && status !== 204 && status !== 304 && length !== 0;
    this.#left = Math.max(0, length);
    this.#state = !hasBody ? 'done' : length === CHUNKED ? 'chunkLine' : length === UNTIL_CLOSE ? 'rest' : 'length';
    this.#sink.onHead(head, hasBody);
  }

  #readData(data: Buffer, at: number, end: number): number {
    const to = Math.min(end, at + this.#left);
    this.#left -= to - at;
    if (this.#left === 0) this.#state = this.#state === 'chunk' ? 'chunkEnd' : 'done';
    if (to > at) this.#sink.onData(data, at, to);
    return to;
  }

  #readChunkEnd(data: Buffer, at: number, end: number): number {
    if (end === at) return at;
    if (data[at] !== CR || (end > at + 1 && data[at + 1] !== LF))
      throw new MalformedResponse('malformed chunk: no line end behind it');
    if (end === at + 1) return -1;
    this.#state = 'chunkLine';
    return at + 2;
  }

  /** The line with the length of a chunk, or one of a trailer. */
  #readLine(data: Buffer, at: number, end: number): number {
    const isTrailer = this.#state === 'trailer';
    const lineEnd = data.indexOf(LF, at);
    if (lineEnd < 0 || lineEnd >= end) {
      if (isTrailer) this.#limit(end - at);
      else if (end - at > MOST_LINE_BYTES) throw new MalformedResponse('invalid chunk size: the line is too long');
      return end === at ? at : -1;
    }
    if (lineEnd === at || data[lineEnd - 1] !== CR) throw new MalformedResponse('invalid line end among chunks');
    const line = data.toString('latin1', at, lineEnd - 1);
    if (isTrailer) this.#readTrailer(line);
    else this.#readChunkLine(line);
    return lineEnd + 1;
  }

  #readChunkLine(line: string): void {
    const [, digits] = CHUNK_LINE.exec(line) ?? [];
    if (digits === undefined) throw new MalformedResponse('invalid chunk size');
    this.#left = Number.parseInt(digits, 16);
    this.#state = this.#left === 0 ? 'trailer' : 'chunk';
  }

  /** Trailers are read and left: k6 shows none. */
  #readTrailer(line: string): void {
    this.#limit(line.length + 2);
    this.#headBytes += line.length + 2;
    if (line === '') this.#state = 'done';
    else parseFields(line, 0);
  }

  /** Puts new bytes behind those that are held, and returns all. */
  #append(bytes: Buffer, length: number): [data: Buffer, end: number] {
    const end = this.#held + length;
    let store = this.#store as Buffer;
    if (store.length < end) {
      store = Buffer.allocUnsafe(2 * end);
      (this.#store as Buffer).copy(store, 0, 0, this.#held);
      this.#store = store;
    }
    bytes.copy(store, this.#held, 0, length);
    this.#held = 0;
    return [store, end];
  }

  #hold(data: Buffer, at: number, end: number): void {
    const length = end - at;
    if (data !== this.#store) this.#store = Buffer.allocUnsafe(Math.max(512, length));
    if (data !== this.#store || at > 0) data.copy(this.#store as Buffer, 0, at, end);
    this.#held = length;
  }
}
