// The HTTP of one VU: cookies, redirects, authentication, compression, and the samples of every request on the way.
import { CookieJar, type CookieOptions } from './cookies.ts';
import type { Hop, HopResult } from './hop.ts';
import { type Answer, byName } from './http-answer.ts';
import { describeRequest, describeResponse } from './http-debug.ts';
import { digestAnswer } from './http-digest.ts';
import { type HttpError, invalidUrl, shownInvalid, statusCode } from './http-errors.ts';
import { compress, headerOf, type Journey, mergeCookies, nextHop, parseUrl, setCookiesOf } from './http-follow.ts';
import type { Headers } from './http-head.ts';
import { routeOf } from './http-request.ts';
import { recordRequest } from './http-samples.ts';
import type { Spec } from './http-spec.ts';
import { takePlace } from './request-pace.ts';
import type { RunContext } from './run-context.ts';
import type { Transport } from './transport.ts';

export type CookieOperation = { jar: number; url: string } & (
  | { kind: 'list' | 'clear' }
  | { kind: 'delete'; name: string }
  | { kind: 'set'; name: string; value: string; options: CookieOptions }
);

export class HttpSession {
  readonly #run: RunContext;
  readonly #transport: Transport;
  /** Made when they are needed: most targets of load tests set no cookies. */
  #jars: Map<number, CookieJar> | undefined;
  readonly #open = new Set<Journey['state']>();

  constructor(run: RunContext, transport: Transport) {
    this.#run = run;
    this.#transport = transport;
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
      authorization: undefined,
      redirectsLeft: spec.maxRedirects,
      state: { isInterrupted: false, breakOff: NOTHING },
      done,
    });
  }

  jar(id: number): CookieJar {
    this.#jars ??= new Map();
    let jar = this.#jars.get(id);
    if (!jar) this.#jars.set(id, (jar = new CookieJar(() => this.#run.clock.epochMs())));
    return jar;
  }

  /** Breaks off what is on its way, silently. */
  interrupt(): void {
    for (const state of this.#open) {
      state.isInterrupted = true;
      state.breakOff();
    }
    this.#open.clear();
  }

  resetCookies(): void {
    this.#jars?.get(0)?.clear();
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
    const { spec, state } = journey;
    const hop: Hop = {
      method: journey.method,
      url: journey.url,
      headers: this.#headersOf(journey),
      body: journey.body,
      timeoutMs: spec.timeoutMs,
      keepsBody: spec.responseType !== 'none',
    };
    this.#open.add(state);
    const { clock, settings } = this.#run;
    // The option rps holds requests back.
    const waitMs = settings?.pace ? takePlace(settings.pace, clock.epochMs()) : 0;
    if (waitMs > 0) state.breakOff = clock.after(waitMs, () => this.#send(journey, hop));
    else this.#send(journey, hop);
  }

  #send(journey: Journey, hop: Hop): void {
    const { settings, log } = this.#run;
    const mode = settings?.httpDebug;
    if (mode) log('info', describeRequest(hop, mode));
    journey.state.breakOff = this.#transport.send(hop, (result) => {
      this.#open.delete(journey.state);
      if (mode) log('info', describeResponse(result, mode));
      this.#arrived(journey, hop.headers, result);
    });
  }

  #arrived(journey: Journey, headers: Headers, result: HopResult): void {
    if (journey.state.isInterrupted) return;
    const { spec, url } = journey;
    const { href, shown } = routeOf(url);
    const setCookies = setCookiesOf(result.headers);
    for (const cookie of setCookies) this.jar(spec.jar).store(url, cookie);
    const errorCode = result.error?.code ?? statusCode(result.status);
    recordRequest(this.#run, spec, journey.method, href, result, errorCode, isExpected(journey, result));
    const next = challenged(journey, result) ?? nextHop(journey, result);
    if (next) {
      this.#hop(next);
      return;
    }
    if (result.error) this.#run.requestFailed(shown, result.error);
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
  #headersOf({ spec, url, headers, authorization }: Journey): Headers {
    const cookies = mergeCookies(this.#jars?.get(spec.jar)?.for(url) ?? [], spec.cookies);
    const withCookies: Headers = cookies ? [...headers, ['Cookie', cookies]] : headers;
    if (authorization !== undefined) return [...withCookies, ['Authorization', authorization]];
    const { credentials = spec.auth === 'basic' ? ':' : undefined } = routeOf(url);
    if (credentials === undefined || spec.auth === 'digest') return withCookies;
    if (headerOf(withCookies, 'authorization') !== undefined) return withCookies;
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
    this.#run.requestFailed(shownInvalid(address), error);
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
}

const NOTHING = (): void => {};

/** Whether a hop is the first of two: the server has to say how it expects the password. */
const asksForChallenge = ({ spec, url, authorization }: Journey): boolean =>
  spec.auth === 'digest' && authorization === undefined && routeOf(url).credentials !== undefined;

/** "Requests with authentication digest are always expected to first get 401" (k6's documentation). */
function isExpected(journey: Journey, { status }: HopResult): boolean | undefined {
  const { isExpected: judge } = journey.spec;
  return judge && asksForChallenge(journey) ? status === 401 : judge?.(status);
}

/** The same request with an answer to the server's challenge; undefined when there is none to answer. */
function challenged(journey: Journey, { status, headers }: HopResult): Journey | undefined {
  if (status !== 401 || !asksForChallenge(journey)) return undefined;
  const { method, url, body } = journey;
  const { credentials = '', target } = routeOf(url);
  const colon = credentials.indexOf(':');
  const [user, password] = [credentials.slice(0, colon), credentials.slice(colon + 1)];
  const challenges = headers.filter(([name]) => name.toLowerCase() === 'www-authenticate').map(([, value]) => value);
  const authorization = digestAnswer(challenges, { method, target, user, password, body });
  return authorization === undefined ? undefined : { ...journey, authorization };
}
