// The head of an HTTP/1.1 response: status line, headers, and what they say about the body. Strict: what is ambiguous is an error.

export type Headers = readonly (readonly [name: string, value: string])[];

/** Takes the place of a length: the body comes in chunks, or ends with the connection. */
export const [CHUNKED, UNTIL_CLOSE] = [-1, -2];

export interface ResponseHead {
  status: number;
  statusText: string;
  headers: Headers;
  /** Bytes of the body as the headers say, CHUNKED or UNTIL_CLOSE; not yet whether the response may have one. */
  length: number;
  /** The value of Content-Encoding. */
  encoding: string | undefined;
  /** Whether the connection may serve another request. */
  keepsAlive: boolean;
  /** How long the server keeps an idle connection, milliseconds; undefined when it does not say. */
  keepAliveMs: number | undefined;
}

/** The server does not speak HTTP/1.1, or in a way that could be read in two ways. */
export class MalformedResponse extends Error {
  readonly code = 'MALFORMED_RESPONSE';
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: ([\t\x20-\x7e\x80-\xff]*))?$/;
export const TOKEN = /^[\w!#$%&'*+.^`|~-]+$/;
/** A line end that is not CRLF, or a control character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const FORBIDDEN = /\r(?!\n)|(?<!\r)\n|[\0-\x08\x0b\x0c\x0e-\x1f\x7f]/;
const FRAMING = /^(content-length|transfer-encoding)$/i;
/** Lengths up to this are exact numbers. */
const MOST_DIGITS = 15;

/** Reads a head without the empty line at its end. Throws a MalformedResponse. */
export function parseHead(text: string): ResponseHead {
  let at = text.indexOf('\r\n');
  if (at < 0) at = text.length;
  const [, minor, status = '', statusText = ''] = STATUS_LINE.exec(text.slice(0, at)) ?? [];
  if (minor === undefined) throw new MalformedResponse('malformed HTTP response: no status line of HTTP/1.1');
  const headers = parseFields(text, at + 2);
  const head: ResponseHead = {
    ...{ status: Number(status), statusText, headers, length: UNTIL_CLOSE, encoding: undefined },
    ...{ keepsAlive: minor === '1', keepAliveMs: undefined },
  };
  readFraming(head, minor === '0');
  return head;
}

/** Reads header lines, or those of trailers, from `at` on. Throws a MalformedResponse. */
export function parseFields(text: string, at: number): [string, string][] {
  if (FORBIDDEN.test(text)) throw new MalformedResponse('malformed header: a control character');
  const fields: [string, string][] = [];
  for (let start = at; start < text.length; ) {
    let end = text.indexOf('\r\n', start);
    if (end < 0) end = text.length;
    const last = fields.at(-1);
    if (text[start] === ' ' || text[start] === '\t') {
      // A line that goes on: obsolete, and one space for the reader (RFC 9112, 5.2); not where it would change the framing.
      if (!last || FRAMING.test(last[0])) throw new MalformedResponse('malformed header: a continued line');
      last[1] = `${last[1]} ${trimmed(text, start, end)}`.trim();
    } else {
      const colon = text.indexOf(':', start);
      const name = colon < 0 || colon > end ? '' : text.slice(start, colon);
      if (!TOKEN.test(name)) throw new MalformedResponse('malformed header: no valid name before a colon');
      fields.push([name, trimmed(text, colon + 1, end)]);
    }
    start = end + 2;
  }
  return fields;
}

/** The text between two places without spaces and tabs around it. */
function trimmed(text: string, from: number, to: number): string {
  let [start, end] = [from, to];
  while (start < end && isBlank(text.charCodeAt(start))) start += 1;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

const isBlank = (code: number): boolean => code === 32 || code === 9;

/** What the headers say about the body and the connection. Two answers to that, or one that is not a number, are an error. */
function readFraming(head: ResponseHead, isOld: boolean): void {
  for (const [name, value] of head.headers) {
    // Most names have another length: that is cheaper than their lower case.
    switch (name.length) {
      case 10:
        readConnection(head, name.toLowerCase(), value);
        break;
      case 14:
        if (name.toLowerCase() === 'content-length') setLength(head, lengthOf(value));
        break;
      case 16:
        if (name.toLowerCase() === 'content-encoding')
          head.encoding = head.encoding === undefined ? value : `${head.encoding}, ${value}`;
        break;
      case 17:
        if (name.toLowerCase() !== 'transfer-encoding') break;
        if (value.toLowerCase() !== 'chunked') throw new MalformedResponse('unsupported Transfer-Encoding');
        setLength(head, CHUNKED);
    }
  }
  // HTTP/1.0 knows no chunks: a proxy between may have read it otherwise (RFC 9112, 6.1).
  if (head.length === CHUNKED && isOld) head.keepsAlive = false;
}

function readConnection(head: ResponseHead, name: string, value: string): void {
  if (name === 'connection') {
    const tokens = value.toLowerCase().split(/[\s,]+/);
    if (tokens.includes('close')) head.keepsAlive = false;
    else if (tokens.includes('keep-alive')) head.keepsAlive = true;
  } else if (name === 'keep-alive') {
    const [, seconds] = /\btimeout=(\d{1,9})\b/i.exec(value) ?? [];
    if (seconds !== undefined) head.keepAliveMs = Number(seconds) * 1000;
  }
}

function setLength(head: ResponseHead, length: number): void {
  if (head.length !== UNTIL_CLOSE)
    throw new MalformedResponse('ambiguous length: several Content-Length or Transfer-Encoding headers');
  head.length = length;
}

function lengthOf(value: string): number {
  if (/^\d+$/.test(value) && value.length <= MOST_DIGITS) return Number(value);
  throw new MalformedResponse('invalid Content-Length');
}
