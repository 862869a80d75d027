// The HTTP of one VU: cookies, redirects, compression, and the samples of every request on the way.
import { type Cookie, CookieJar, type CookieOptions } from './cookies.ts';
import { type HttpError, invalidUrl, shownInvalid, statusCode } from './http-errors.ts';
import {
  byName,
  compress,
  headerOf,
  type Journey,
  mergeCookies,
  nextHop,
  parseUrl,
  setCookiesOf,
} from './http-follow.ts';
import type { Headers } from './http-head.ts';
import { routeOf } from './http-request.ts';
import type { RequestCookie, Spec } from './http-spec.ts';
import type { Metrics } from './metrics.ts';
import type { TagSet } from './tag-sets.ts';
import type { HopResult, Transport } from './transport.ts';

/** A request with all its redirects, as the Response object shows it. */
export interface Answer {
  /** What came back on the last hop. */
  result: HopResult;
  /** Of the last hop. */
  url: string;
  errorCode: number;
  request: {
    method: string;
    url: string;
    headers: Headers;
    body: string | Uint8Array | undefined;
    cookies: readonly RequestCookie[];
  };
  cookies: Cookie[];
  responseType: Spec['responseType'];
}

export interface SessionOptions {
  metrics: Metrics;
  transport: Transport;
  epochMs: () => number;
  hasSystemTag: (name: string) => boolean;
  /** Told of every request that failed without an answer. */
  onFailure(url: string, error: HttpError): void;
}

export type CookieOperation = { jar: number; url: string } & (
  | { kind: 'list' | 'clear' }
  | { kind: 'delete'; name: string }
  | { kind: 'set'; name: string; value: string; options: CookieOptions }
);

export class HttpSession {
  readonly #options: SessionOptions;
  readonly #jars = new Map<number, CookieJar>();
  readonly #open = new Set<Journey['state']>();

  constructor(options: SessionOptions) {
    this.#options = options;
  }

  /** Sends a request; `done` is called once, unless `interrupt` comes first. */
  request(spec: Spec, address: string, body: string | Uint8Array | undefined, done: (answer: Answer) => void): void {
    const url = parseUrl(address);
    if (!url) {
      done(this.#failed(spec, address, invalidUrl(address)));
      return;
    }
    const compressed = compress(body, spec);
    const isPacked = compressed !== body;
    const headers: Headers = isPacked
      ? [...spec.headers, ['Content-Encoding', spec.compression.join(', ')]]
      : spec.headers;
    this.#hop({
      spec,
      method: spec.method,
      url,
      body: compressed,
      headers,
      redirectsLeft: spec.maxRedirects,
      state: { isInterrupted: false, breakOff: () => {} },
      done,
    });
  }

  jar(id: number): CookieJar {
    let jar = this.#jars.get(id);
    if (!jar) this.#jars.set(id, (jar = new CookieJar(this.#options.epochMs)));
    return jar;
  }

  /** Breaks off what is on its way; nobody is told. */
  interrupt(): void {
    for (const state of this.#open) {
      state.isInterrupted = true;
      state.breakOff();
    }
    this.#open.clear();
  }

  resetCookies(): void {
    this.#jars.get(0)?.clear();
  }

  cookieOperation(operation: CookieOperation): unknown {
    const jar = this.jar(operation.jar);
    const url = parseUrl(operation.url);
    if (!url) throw new Error(invalidUrl(operation.url).text);
    if (operation.kind === 'set') jar.set(url, operation.name, operation.value, operation.options);
    else if (operation.kind === 'clear') jar.delete(url);
    else if (operation.kind === 'delete') jar.delete(url, operation.name);
    else return byName(jar.for(url), (cookie) => cookie.value);
    return null;
  }

  #hop(journey: Journey): void {
    const { spec, method, url, body } = journey;
    const headers = this.#headersOf(journey);
    const hop = {
      method,
      url,
      headers,
      body,
      timeoutMs: spec.timeoutMs,
      keepsBody: spec.responseType !== 'none',
    };
    const { state } = journey;
    this.#open.add(state);
    state.breakOff = this.#options.transport.send(hop, (result) => {
      this.#open.delete(state);
      this.#arrived(journey, headers, result);
    });
  }

  #arrived(journey: Journey, headers: Headers, result: HopResult): void {
    if (journey.state.isInterrupted) return;
    const { spec, url } = journey;
    const { href, shown } = routeOf(url);
    const setCookies = setCookiesOf(result.headers);
    for (const cookie of setCookies) this.jar(spec.jar).store(url, cookie);
    const errorCode = result.error?.code ?? statusCode(result.status);
    this.#record(spec, journey.method, href, result, errorCode);
    const next = nextHop(journey, result);
    if (next) {
      this.#hop(next);
      return;
    }
    if (result.error) this.#options.onFailure(shown, result.error);
    journey.done({
      result,
      url: shown,
      errorCode,
      request: { method: journey.method, url: shown, headers, body: journey.body, cookies: spec.cookies },
      cookies: setCookies,
      responseType: spec.responseType,
    });
  }

  /** The headers of a hop; the journey's own array when nothing comes to them. */
  #headersOf({ spec, url, headers }: Journey): Headers {
    const cookies = mergeCookies(this.jar(spec.jar).for(url), spec.cookies);
    const withCookies: Headers = cookies ? [...headers, ['Cookie', cookies]] : headers;
    const { credentials = spec.usesBasicAuth ? ':' : undefined } = routeOf(url);
    if (credentials === undefined || headerOf(withCookies, 'authorization') !== undefined) return withCookies;
    return [...withCookies, ['Authorization', `Basic ${Buffer.from(credentials).toString('base64')}`]];
  }

  /** A request that never left. */
  #failed(spec: Spec, address: string, error: HttpError): Answer {
    const timings = { blocked: 0, connecting: 0, tlsHandshaking: 0, sending: 0, waiting: 0, receiving: 0 };
    const nothing = {
      status: 0,
      statusText: '',
      headers: [],
      body: undefined,
      timings,
      remoteIp: '',
      remotePort: 0,
      tls: undefined,
    };
    this.#options.onFailure(shownInvalid(address), error);
    const request = { method: spec.method, url: address, headers: [], body: undefined, cookies: spec.cookies };
    return {
      result: { ...nothing, error },
      url: address,
      errorCode: error.code,
      request,
      cookies: [],
      responseType: 'none',
    };
  }

  #record(spec: Spec, method: string, url: string, result: HopResult, errorCode: number): void {
    const { metrics, epochMs } = this.#options;
    const { builtIn } = metrics;
    const expected = spec.isExpected?.(result.status);
    const tags = this.#tagsOf(spec, method, url, result, errorCode, expected);
    const { blocked, connecting, tlsHandshaking, sending, waiting, receiving } = result.timings;
    const timeMs = epochMs();
    metrics.add(builtIn.http_reqs, 1, tags, timeMs);
    metrics.add(builtIn.http_req_duration, sending + waiting + receiving, tags, timeMs);
    metrics.add(builtIn.http_req_blocked, blocked, tags, timeMs);
    metrics.add(builtIn.http_req_connecting, connecting, tags, timeMs);
    metrics.add(builtIn.http_req_tls_handshaking, tlsHandshaking, tags, timeMs);
    metrics.add(builtIn.http_req_sending, sending, tags, timeMs);
    metrics.add(builtIn.http_req_waiting, waiting, tags, timeMs);
    metrics.add(builtIn.http_req_receiving, receiving, tags, timeMs);
    if (expected !== undefined) metrics.add(builtIn.http_req_failed, expected ? 0 : 1, tags, timeMs);
  }

  #tagsOf(
    spec: Spec,
    method: string,
    url: string,
    { status, error, tls }: HopResult,
    errorCode: number,
    expected: boolean | undefined,
  ): TagSet {
    const { tagSets } = this.#options.metrics;
    const watchesUrl = tagSets.isRelevant('url') || tagSets.isRelevant('name');
    const errorText =
      error && tagSets.isRelevant('error') ? this.#options.metrics.errorTexts.of(error.text) : undefined;
    const key = `${status} ${errorCode} ${method} ${expected} ${tls?.version}${watchesUrl ? ` ${url}` : ''}${errorText ? ` ${errorText}` : ''}`;
    const known = spec.tagSets.get(key) as TagSet | undefined;
    if (known) return known;
    const base = tagSets.get(spec.tagSet);
    const system: Record<string, string | undefined> = {
      method,
      url,
      name: base.tags.name ?? url,
      status: String(status),
      proto: error ? undefined : 'HTTP/1.1',
      tls_version: tls?.version,
      expected_response: expected === undefined ? undefined : String(expected),
      error: errorText,
      error_code: errorCode ? String(errorCode) : undefined,
    };
    const tags = Object.entries(system).filter(
      ([name, value]) => value !== undefined && this.#options.hasSystemTag(name),
    );
    const made = tagSets.extend(base, Object.fromEntries(tags) as Record<string, string>);
    spec.tagSets.set(key, made);
    return made;
  }
}
