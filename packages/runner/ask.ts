// Asks a server one question and reads the answer within limits of time and bytes: it may be broken, endless or hostile.
import {
  type Agent,
  type ClientRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';

/** Bytes of a body that are read where the caller says nothing else. */
const MOST_BYTES = 16_000_000;

export interface Question {
  method?: string;
  headers?: Readonly<Record<string, string>>;
  body?: string | Uint8Array;
  /** From the name lookup to the last byte. */
  timeoutMs: number;
  /** What is read: the head alone, the body without keeping it, or (the default) the body as text. */
  reads?: 'head' | 'size' | 'text';
  /** A longer body does not count as an answer. */
  mostBytes?: number;
  /** Where the host's address comes from, in place of the system's name service. */
  lookup?: LookupFunction;
  /** Keeps connections for the next question; without it each has one of its own. */
  agent?: Agent;
}

export interface Answer {
  status: number;
  /** A status from 200 to 299. */
  isOk: boolean;
  /** The server's word for the status, as it came. */
  reason?: string;
  headers: IncomingHttpHeaders;
  /** Empty where it was not to be read or kept. */
  text: string;
  /** Head and body as they came. */
  bytes: number;
  /** Until the connection stood, name lookup included. */
  connectMs: number;
  /** Until the last byte. */
  totalMs: number;
}

/** Why no answer came, in a few words without anything that the server or the question said. */
export class NoAnswer extends Error {
  /** What came before it went wrong; null where nothing did. */
  readonly status: number | null;
  readonly connectMs: number | null;
  /** The time was over. */
  readonly isLate: boolean;

  /** `cause`: the network's error, where it was the network. */
  constructor(
    message: string,
    { status = null, connectMs = null, isLate = false, cause }: Partial<NoAnswer> & { cause?: unknown } = {},
  ) {
    super(message, { cause });
    this.name = 'NoAnswer';
    this.status = status;
    this.connectMs = connectMs;
    this.isLate = isLate;
  }
}

/**
 * One request and its answer. Follows no redirect, which could carry a token away, and takes no packed body, which nobody
 * asked for. Rejects with a NoAnswer, and with nothing else.
 */
export function ask(url: string, question: Question): Promise<Answer> {
  const { timeoutMs, mostBytes = MOST_BYTES } = question;
  return new Promise((resolve, reject) => {
    const begunMs = performance.now();
    let status: number | null = null;
    let connectMs: number | null = null;
    let sent: ClientRequest | undefined;
    let isLate = false;
    const fail: Fail = (reason, cause) => {
      clearTimeout(timer);
      sent?.destroy();
      reject(new NoAnswer(reason, { status, connectMs, isLate, cause }));
    };
    const timer = setTimeout(() => {
      isLate = true;
      fail(`no complete answer within ${timeoutMs / 1000} s`);
    }, timeoutMs);
    sent = begin(url, question, fail);
    sent?.on('socket', (socket) => {
      const earlierBytes = socket.bytesRead;
      socket.once('connect', () => {
        connectMs = performance.now() - begunMs;
      });
      // A server may go on announcing an answer for ever.
      sent?.on('information', () => {
        if (socket.bytesRead - earlierBytes > mostBytes) fail(tooLarge(mostBytes));
      });
    });
    sent?.on('response', (incoming) => {
      const { statusCode = 0, headers } = incoming;
      status = statusCode;
      readBody(incoming, { reads: question.reads ?? 'text', mostBytes }, fail, (text, bodyBytes) => {
        clearTimeout(timer);
        if (question.reads === 'head') sent?.destroy();
        const isOk = statusCode >= 200 && statusCode < 300;
        const bytes = headBytes(incoming) + bodyBytes;
        const times = { connectMs: connectMs ?? 0, totalMs: performance.now() - begunMs };
        resolve({ status: statusCode, isOk, reason: incoming.statusMessage ?? '', headers, text, bytes, ...times });
      });
    });
  });
}

/** Ends the question without an answer. `cause`: an error of the network. */
type Fail = (reason: string, cause?: Error) => void;

/** Sends the request; undefined after `fail` was called because it is none. */
function begin(
  url: string,
  { method = 'GET', headers, body, lookup, agent }: Question,
  fail: Fail,
): ClientRequest | undefined {
  try {
    const send = url.startsWith('https:') ? requestHttps : requestHttp;
    const own = { 'user-agent': 'k6-local', 'accept-encoding': 'identity' };
    const sent = send(url, {
      ...{ method, headers: { ...own, ...headers }, agent: agent ?? false },
      ...(lookup && { lookup }),
    });
    sent.on('error', (error) => failBy(error, fail));
    sent.end(body);
    return sent;
  } catch (error) {
    failBy(error as Error, fail);
    return undefined;
  }
}

/** Calls `done` with the text and the length of the body, or `fail`; what comes after the first call does not count. */
function readBody(
  answer: IncomingMessage,
  { reads, mostBytes }: Required<Pick<Question, 'reads' | 'mostBytes'>>,
  fail: Fail,
  done: (text: string, bytes: number) => void,
): void {
  const kept = new Body();
  let bytes = 0;
  const { 'content-encoding': encoding = 'identity', 'content-length': length } = answer.headers;
  if (reads === 'head') done('', 0);
  else if (reads === 'text' && encoding !== 'identity') fail('the answer is packed, which was not asked for');
  else if (Number(length) > mostBytes) fail(tooLarge(mostBytes));
  answer.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > mostBytes) fail(tooLarge(mostBytes));
    else if (reads === 'text') kept.add(piece);
  });
  answer.on('error', (error) => failBy(error, fail));
  answer.on('end', () => done(kept.text(), bytes));
}

/** A body as it grows. Pieces may be of one byte each and a million of them: they are copied together, not kept. */
class Body {
  #bytes = Buffer.alloc(0);
  #length = 0;

  add(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (length > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, this.#length);
      this.#bytes = larger;
    }
    piece.copy(this.#bytes, this.#length);
    this.#length = length;
  }

  text(): string {
    return this.#bytes.toString('utf8', 0, this.#length);
  }
}

/** Status line and blank line, then each header with its colon, space and line end. */
function headBytes({ statusCode, statusMessage, rawHeaders }: IncomingMessage): number {
  const headers = rawHeaders.reduce((sum, text) => sum + text.length + 2, 0);
  return `HTTP/1.1 ${statusCode} ${statusMessage}\r\n\r\n`.length + headers;
}

function tooLarge(mostBytes: number): string {
  return `the answer is larger than ${mostBytes / 1e6} MB`;
}

/** Node's codes where they say it, else its words: neither repeats a header or a body. */
function failBy(error: Error, fail: Fail): void {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'HPE_HEADER_OVERFLOW') fail('the headers are larger than 16 KB');
  else if (code === 'ERR_INVALID_URL' || code === 'ERR_INVALID_PROTOCOL') fail('it is not an http(s) URL');
  else if (code?.startsWith('HPE_')) fail('the answer is not HTTP');
  else fail(code ?? message, error);
}
