// What a script hands to k6/http (method, url, body, params) turned into what the host takes.
import { BODY } from '../protocol.ts';
import { CookieJar } from './cookie-jar.ts';
import { host } from './host.ts';
import { currentTags, currentTagsAnd } from './tags.ts';
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

let lastStatuses = 0;

/** Which statuses count as expected; from http.expectedStatuses(). */
export class ExpectedStatuses {
  readonly id: number;
  readonly statuses: readonly (number | { min: number; max: number })[];
  constructor(statuses: readonly (number | { min: number; max: number })[]) {
    this.id = ++lastStatuses;
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
    throw new Error(
      'unsupported argument: setResponseCallback() expects the result of http.expectedStatuses(), or null',
    );
  }
  defaultCallback = callback;
}

/** A request, ready for the host. */
export interface Prepared {
  /** Number of what the request has besides URL and body. */
  spec: number;
  url: string;
  bodyKind: number;
  body: string | ArrayBuffer | undefined;
  throws: boolean;
}

type Params = Record<string, unknown>;

let throwsByDefault = false;

/** The option `throw`. */
export function throws(): boolean {
  return throwsByDefault;
}

/** `value`: the option `throw`. */
export function setThrows(value: boolean): void {
  throwsByDefault = value;
}

export function prepare(method: string, target: unknown, content: unknown, given: unknown): Prepared {
  if (given !== undefined && given !== null && typeof given !== 'object') {
    throw new TypeError(`http params want an object, got ${typeof given}`);
  }
  const params = given as Params | undefined | null;
  const { body, bodyKind, contentType } = encodeBody(content, params?.headers);
  const isNamed = target instanceof HttpUrl;
  return {
    spec: specFor(method, params, contentType, isNamed ? target.name : undefined),
    url: isNamed ? target.url : String(target),
    body,
    bodyKind,
    throws: (params?.throw as boolean | undefined) ?? throwsByDefault,
  };
}

/** Numbers of specs by what they are made of; the script may change its objects between two requests. */
const specs = new Map<string, number>();
const SPEC_LIMIT = 1000;

/** A spec and what it was made from. Load scripts repeat themselves: comparing these costs less than the text of a key. */
interface Latest {
  method: string;
  /** -1 before the first request, and when the numbers of specs begin anew. */
  tags: number;
  contentType: string | undefined;
  name: string | undefined;
  callback: unknown;
  spec: number;
}

const none = (): Latest => ({
  method: '',
  tags: -1,
  contentType: undefined,
  name: undefined,
  callback: undefined,
  spec: -1,
});

/** The latest request without params. */
let latestPlain = none();
/** The latest request with these params, which the script has frozen: they are what they were. */
let latestFrozen: WeakMap<Params, Latest> | undefined;

function latestOf(params: Params | undefined | null): Latest | undefined {
  if (!params) return latestPlain;
  const known = latestFrozen?.get(params);
  if (known !== undefined || !isFrozen(params, true)) return known;
  const made = none();
  latestFrozen ??= new WeakMap();
  latestFrozen.set(params, made);
  return made;
}

/** Whether an object and the objects in it are plain and cannot change. */
function isFrozen(value: object, mayHoldObjects: boolean): boolean {
  if (!Object.isFrozen(value) || Object.getPrototypeOf(value) !== Object.prototype) return false;
  return Object.values(Object.getOwnPropertyDescriptors(value)).every(({ get, value: member }) => {
    if (get !== undefined) return false;
    return typeof member !== 'object' || member === null || (mayHoldObjects && isFrozen(member as object, false));
  });
}

function specFor(
  method: string,
  params: Params | undefined | null,
  contentType: string | undefined,
  name: string | undefined,
): number {
  const callback = params?.responseCallback === undefined ? defaultCallback : params.responseCallback;
  const tags = currentTags();
  const latest = latestOf(params);
  if (latest === undefined) return specByKey(method, params, contentType, name, callback);
  const isSame =
    latest.tags === tags &&
    latest.method === method &&
    latest.contentType === contentType &&
    latest.name === name &&
    latest.callback === callback;
  if (isSame) return latest.spec;
  latest.spec = specByKey(method, params, contentType, name, callback);
  latest.tags = tags;
  latest.method = method;
  latest.contentType = contentType;
  latest.name = name;
  latest.callback = callback;
  return latest.spec;
}

function specByKey(
  method: string,
  params: Params | undefined | null,
  contentType: string | undefined,
  name: string | undefined,
  callback: unknown,
): number {
  const key = keyOf(method, params, contentType, name, callback);
  const known = specs.get(key);
  if (known !== undefined) return known;
  if (specs.size >= SPEC_LIMIT) {
    specs.clear();
    latestPlain = none();
    latestFrozen = undefined;
  }
  const id = specs.size;
  const { headers, redirects, timeout, responseType, compression, cookies, auth, jar, tags } = params ?? {};
  const named = name === undefined ? tags : { name, ...(tags as object | undefined) };
  const spec = {
    ...{ method: method.toUpperCase(), tagSet: currentTagsAnd(named), contentType },
    ...{ headers, redirects, timeout, responseType, compression, cookies, auth },
    jar: jar instanceof CookieJar ? jar.id : undefined,
    expected: callback instanceof ExpectedStatuses ? callback.statuses : callback,
  };
  host.defineSpec(id, JSON.stringify(spec));
  specs.set(key, id);
  return id;
}

/** A text that differs whenever the spec would; cheaper than the spec itself. */
function keyOf(
  method: string,
  params: Params | undefined | null,
  contentType: string | undefined,
  name: string | undefined,
  callback: unknown,
): string {
  let key = `${method} ${currentTags()} ${contentType} ${name} ${callback instanceof ExpectedStatuses ? callback.id : callback}`;
  if (!params) return key;
  for (const field in params) {
    const value = params[field];
    if (typeof value !== 'object' || value === null) key += `\n${field} ${value}`;
    else if (field === 'headers' || field === 'tags') {
      key += `\n${field}`;
      for (const member in value) key += `\t${member}\t${(value as Params)[member]}`;
    } else if (value instanceof CookieJar) key += `\n${field} ${value.id}`;
    else if (!(value instanceof ExpectedStatuses)) key += `\n${field} ${JSON.stringify(value)}`;
  }
  return key;
}

interface Encoded {
  body: string | ArrayBuffer | undefined;
  bodyKind: number;
  /** Set when the script's own headers name none. */
  contentType?: string;
}

const NO_BODY: Encoded = Object.freeze({ body: undefined, bodyKind: BODY.none });

function encodeBody(content: unknown, headers: unknown): Encoded {
  if (content === undefined || content === null) return NO_BODY;
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

function textBody(text: string): Encoded {
  return text === '' ? { body: undefined, bodyKind: BODY.none } : { body: text, bodyKind: BODY.text };
}

function hasContentType(headers: unknown): boolean {
  return Object.keys((headers ?? {}) as object).some((name) => name.toLowerCase() === 'content-type');
}

/** Fields as `application/x-www-form-urlencoded`; an array is a field for each of its values. */
export function formOf(fields: [string, unknown][]): string {
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
