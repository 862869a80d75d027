// What a script needs of a request besides URL and body, parsed once per distinct text.
import { parseDuration } from 'k6-kit/durations';
import { UnsupportedError } from './unsupported.ts';

/** The text that the guest sends, as it parses (see guest/request.ts). */
interface RawSpec {
  method: string;
  tagSet: number;
  headers?: Record<string, unknown> | null;
  contentType?: string;
  redirects?: number;
  timeout?: unknown;
  responseType?: string;
  compression?: string;
  cookies?: Record<string, unknown> | null;
  auth?: string;
  jar?: number;
  expected?: (number | { min: number; max: number })[] | null;
}

export interface RequestCookie {
  name: string;
  value: string;
  replace: boolean;
}

export interface Spec {
  method: string;
  tagSet: number;
  headers: readonly [name: string, value: string][];
  maxRedirects: number;
  timeoutMs: number;
  responseType: 'text' | 'binary' | 'none';
  compression: readonly Compression[];
  cookies: readonly RequestCookie[];
  auth: 'basic' | 'digest' | undefined;
  /** 0 is the VU's own. */
  jar: number;
  /** Undefined: responses are not judged. */
  isExpected: ((status: number) => boolean) | undefined;
  /** Tag sets of this request's samples by what came out; filled by the session. */
  tagSets: Map<string, unknown>;
}

export type Compression = 'gzip' | 'deflate' | 'br';

export interface SpecDefaults {
  maxRedirects: number;
  userAgent: string;
  discardResponseBodies: boolean;
}

const DEFAULT_TIMEOUT_MS = 60_000;
const CACHE_LIMIT = 2000;

/** Specs by text: load scripts send the same few over and over. */
export class Specs {
  readonly #defaults: SpecDefaults;
  readonly #known = new Map<string, Spec>();

  constructor(defaults: SpecDefaults) {
    this.#defaults = defaults;
  }

  parse(text: string): Spec {
    const known = this.#known.get(text);
    if (known) return known;
    if (this.#known.size >= CACHE_LIMIT) this.#known.clear();
    const spec = this.#read(JSON.parse(text) as RawSpec);
    this.#known.set(text, spec);
    return spec;
  }

  #read(raw: RawSpec): Spec {
    const { discardResponseBodies, maxRedirects } = this.#defaults;
    return {
      method: raw.method,
      tagSet: raw.tagSet,
      headers: this.#headers(raw),
      maxRedirects: raw.redirects ?? maxRedirects,
      timeoutMs:
        raw.timeout === undefined || raw.timeout === null
          ? DEFAULT_TIMEOUT_MS
          : parseDuration(raw.timeout, 'params.timeout'),
      responseType: responseType(raw.responseType, discardResponseBodies),
      compression: compressions(raw.compression),
      cookies: Object.entries(raw.cookies ?? {}).map(([name, value]) => requestCookie(name, value)),
      auth: authMethod(raw.auth),
      jar: raw.jar ?? 0,
      isExpected: expectation(raw.expected),
      tagSets: new Map(),
    };
  }

  #headers(raw: RawSpec): [string, string][] {
    const headers = Object.entries(raw.headers ?? {}).map(([name, value]): [string, string] => [name, String(value)]);
    const has = (wanted: string): boolean => headers.some(([name]) => name.toLowerCase() === wanted);
    if (raw.contentType && !has('content-type')) headers.push(['Content-Type', raw.contentType]);
    if (this.#defaults.userAgent && !has('user-agent')) headers.push(['User-Agent', this.#defaults.userAgent]);
    return headers;
  }
}

function responseType(text: string | undefined, discards: boolean): Spec['responseType'] {
  if (text === undefined || text === null) return discards ? 'none' : 'text';
  if (text === 'text' || text === 'binary' || text === 'none') return text;
  throw new Error(`params.responseType reads "${text}": expected text, binary or none`);
}

function compressions(text: string | undefined): Compression[] {
  if (!text) return [];
  return text.split(',').map((part) => {
    const name = part.trim();
    if (name === 'gzip' || name === 'deflate' || name === 'br') return name;
    if (name === 'zstd')
      throw new UnsupportedError('params.compression zstd', 'the local runner has gzip, deflate and br');
    throw new Error(`params.compression reads "${text}": expected some of gzip, deflate, br`);
  });
}

function requestCookie(name: string, value: unknown): RequestCookie {
  if (typeof value !== 'object' || value === null) return { name, value: String(value), replace: false };
  const { value: text, replace } = value as { value?: unknown; replace?: unknown };
  return { name, value: String(text ?? ''), replace: replace === true };
}

function authMethod(auth: string | undefined): Spec['auth'] {
  if (auth === undefined || auth === null || auth === '') return undefined;
  if (auth === 'basic' || auth === 'digest') return auth;
  if (auth === 'ntlm') throw new UnsupportedError('params.auth ntlm', 'the local runner has basic and digest');
  throw new Error(`params.auth reads "${auth}": expected basic, digest or ntlm`);
}

function expectation(expected: RawSpec['expected']): Spec['isExpected'] {
  if (expected === null) return undefined;
  if (expected === undefined) return (status) => status >= 200 && status < 400;
  return (status) =>
    expected.some((one) => (typeof one === 'number' ? one === status : one.min <= status && status <= one.max));
}
