// What leads from one hop of a request to the next: URLs, cookies, redirects, compression.
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { type Cookie, parseSetCookie } from './cookies.ts';
import type { HopResult } from './hop.ts';
import type { Answer } from './http-answer.ts';
import type { Headers } from './http-head.ts';
import type { RequestCookie, Spec } from './http-spec.ts';

export interface Journey {
  spec: Spec;
  method: string;
  url: URL;
  body: string | Uint8Array | undefined;
  /** Headers without those that follow from the URL. */
  headers: Headers;
  /** The answer to the server's challenge. */
  authorization: string | undefined;
  redirectsLeft: number;
  /** Shared by all hops of the journey. */
  state: { isInterrupted: boolean; breakOff: () => void };
  done: (answer: Answer) => void;
}

const urls = new Map<string, URL>();
const URL_CACHE_LIMIT = 1000;

/** Nobody changes the result: the same text has the same object. */
export function parseUrl(text: string): URL | undefined {
  const known = urls.get(text);
  if (known) return known;
  try {
    const url = new URL(text);
    if (url.protocol !== 'http:' && url.protocol !== 'https:') return undefined;
    // They become a header: what cannot be decoded is not a URL.
    decodeURIComponent(url.username + url.password);
    if (urls.size >= URL_CACHE_LIMIT) urls.clear();
    urls.set(text, url);
    return url;
  } catch {
    return undefined;
  }
}

/** The value of a header; `name` in lower case. */
export function headerOf(headers: Headers, name: string): string | undefined {
  for (const [key, value] of headers) {
    if (key.length === name.length && key.toLowerCase() === name) return value;
  }
  return undefined;
}

/** The cookies that a response sets. */
export function setCookiesOf(headers: Headers): Cookie[] {
  if (headerOf(headers, 'set-cookie') === undefined) return NO_COOKIES;
  const set = headers.filter(([name]) => name.toLowerCase() === 'set-cookie');
  return set.flatMap(([, value]) => parseSetCookie(value) ?? []);
}

const NO_COOKIES: Cookie[] = [];

export function mergeCookies(fromJar: readonly Cookie[], own: readonly RequestCookie[]): string {
  if (fromJar.length === 0 && own.length === 0) return '';
  const replaced = new Set(own.filter((cookie) => cookie.replace).map((cookie) => cookie.name));
  const kept = fromJar.filter((cookie) => !replaced.has(cookie.name));
  return [...own, ...kept].map(({ name, value }) => `${name}=${value}`).join('; ');
}

/** Where a redirect leads; undefined when the journey is over. 307 and 308 keep method and body, the others turn into GET. */
export function nextHop(journey: Journey, { status, headers }: HopResult): Journey | undefined {
  if (status < 300 || status >= 400 || journey.redirectsLeft <= 0) return undefined;
  const location = headerOf(headers, 'location');
  if (![301, 302, 303, 307, 308].includes(status) || !location) return undefined;
  let url: URL;
  try {
    url = new URL(location, journey.url);
  } catch {
    return undefined;
  }
  const keepsBody = status === 307 || status === 308;
  const method = keepsBody || journey.method === 'HEAD' ? journey.method : 'GET';
  const isForeign = url.origin !== journey.url.origin;
  const kept = journey.headers.filter(([name]) => {
    const lower = name.toLowerCase();
    if (isForeign && (lower === 'authorization' || lower === 'cookie')) return false;
    return keepsBody || !/^content-/.test(lower);
  });
  return {
    ...journey,
    method,
    url,
    headers: kept,
    authorization: undefined,
    body: keepsBody ? journey.body : undefined,
    redirectsLeft: journey.redirectsLeft - 1,
  };
}

export function compress(
  body: string | Uint8Array | undefined,
  { compression }: Spec,
): string | Uint8Array | undefined {
  if (body === undefined) return undefined;
  const step = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
  return compression.reduce<string | Uint8Array>((data, name) => step[name](data), body);
}
