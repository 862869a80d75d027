// What a script hands to k6/http (method, url, body, params) turned into what the host takes.
import { BODY } from '../protocol.ts';
import { CookieJar } from './cookie-jar.ts';
import { currentTagsAnd } from './tags.ts';
import { bufferOf, bytesOf, encodeUtf8 } from './text-coding.ts';

/** A URL with a name of its own, made by http.url`...`. */
export class HttpUrl {
  readonly url: string;
  readonly name: string;
  constructor(url: string, name: string) {
    this.url = url;
    this.name = name;
  }
  toString(): string {
    return this.url;
  }
}

/** Which statuses count as expected; from http.expectedStatuses(). */
export class ExpectedStatuses {
  readonly statuses: readonly (number | { min: number; max: number })[];
  constructor(statuses: readonly (number | { min: number; max: number })[]) {
    this.statuses = statuses;
  }
}

export class FileData {
  readonly data: unknown;
  readonly filename: string;
  readonly content_type: string;
  constructor(data: unknown, filename: string, contentType: string) {
    this.data = data;
    this.filename = filename;
    this.content_type = contentType;
  }
}

/** Undefined: k6's default, 200 to 399. Null: nothing is judged. */
let defaultCallback: ExpectedStatuses | null | undefined;

export function setResponseCallback(callback: unknown): void {
  if (callback !== null && !(callback instanceof ExpectedStatuses)) {
    throw new Error('unsupported argument: setResponseCallback() wants the result of http.expectedStatuses(), or null');
  }
  defaultCallback = callback;
}

/** A request, ready for the host. */
export interface Prepared {
  spec: string;
  url: string;
  bodyKind: number;
  body: string | ArrayBuffer | undefined;
  throws: boolean;
}

type Params = Record<string, unknown>;

let throwsByDefault = false;

/** `value`: the option `throw`. */
export function setThrows(value: boolean): void {
  throwsByDefault = value;
}

export function prepare(method: string, target: unknown, content: unknown, given: unknown): Prepared {
  const params = (given ?? {}) as Params;
  if (typeof params !== 'object') throw new TypeError(`http params want an object, got ${typeof given}`);
  const { body, bodyKind, contentType } = encodeBody(content, params.headers);
  const url = target instanceof HttpUrl ? target.url : String(target);
  const named = target instanceof HttpUrl ? { name: target.name, ...((params.tags ?? {}) as object) } : params.tags;
  const callback = params.responseCallback === undefined ? defaultCallback : params.responseCallback;
  const spec = JSON.stringify({
    method: method.toUpperCase(),
    tagSet: currentTagsAnd(named),
    headers: params.headers,
    contentType,
    redirects: params.redirects,
    timeout: params.timeout,
    responseType: params.responseType,
    compression: params.compression,
    cookies: params.cookies,
    auth: params.auth,
    jar: params.jar instanceof CookieJar ? params.jar.id : undefined,
    expected: callback instanceof ExpectedStatuses ? callback.statuses : callback,
  });
  return { spec, url, body, bodyKind, throws: (params.throw as boolean | undefined) ?? throwsByDefault };
}

interface Encoded {
  body: string | ArrayBuffer | undefined;
  bodyKind: number;
  /** Set when the script's own headers name none. */
  contentType?: string;
}

function encodeBody(content: unknown, headers: unknown): Encoded {
  if (content === undefined || content === null) return { body: undefined, bodyKind: BODY.none };
  if (typeof content === 'string') return textBody(content);
  const bytes = bytesOf(content);
  if (bytes) return { body: bufferOf(bytes), bodyKind: BODY.bytes };
  if (content instanceof FileData) return encodeBody(content.data, headers);
  if (typeof content !== 'object') return textBody(String(content));
  const fields = Object.entries(content as Record<string, unknown>);
  const hasFiles = fields.some(([, value]) => value instanceof FileData);
  const encoded = hasFiles
    ? multipart(fields)
    : { ...textBody(formOf(fields)), contentType: 'application/x-www-form-urlencoded' };
  return hasContentType(headers) ? { body: encoded.body, bodyKind: encoded.bodyKind } : encoded;
}

/** Text with a NUL would be cut on its way to the host: such a body goes as bytes. */
function textBody(text: string): Encoded {
  if (text === '') return { body: undefined, bodyKind: BODY.none };
  if (text.includes('\0')) return { body: bufferOf(encodeUtf8(text)), bodyKind: BODY.bytes };
  return { body: text, bodyKind: BODY.text };
}

function hasContentType(headers: unknown): boolean {
  return Object.keys((headers ?? {}) as object).some((name) => name.toLowerCase() === 'content-type');
}

function formOf(fields: [string, unknown][]): string {
  const encode = (text: string): string =>
    encodeURIComponent(text)
      .replace(/%20/g, '+')
      .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return fields
    .flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map((one) => `${encode(name)}=${encode(String(one))}`),
    )
    .join('&');
}

function multipart(fields: [string, unknown][]): Encoded {
  const boundary = `----runner${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`;
  const quote = (text: string): string => text.replace(/["\r\n]/g, (c) => encodeURIComponent(c));
  const parts: Uint8Array[] = [];
  for (const [name, value] of fields) {
    const file = value instanceof FileData ? value : undefined;
    const extra = file ? `; filename="${quote(file.filename)}"\r\nContent-Type: ${file.content_type}` : '';
    parts.push(encodeUtf8(`--${boundary}\r\nContent-Disposition: form-data; name="${quote(name)}"${extra}\r\n\r\n`));
    parts.push(file ? (bytesOf(file.data) ?? encodeUtf8(String(file.data))) : encodeUtf8(String(value)));
    parts.push(encodeUtf8('\r\n'));
  }
  parts.push(encodeUtf8(`--${boundary}--\r\n`));
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return { body: bufferOf(whole), bodyKind: BODY.bytes, contentType: `multipart/form-data; boundary=${boundary}` };
}
