// A request that varies: path and query parameters, headers and a body that are made anew each time, under one name.
import exec from 'k6/execution';
import http, { type RefinedParams, type RefinedResponse, type RequestBody } from 'k6/http';
import type { Session } from '../session/session.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS';
export type Answer = RefinedResponse<'text'>;
export type Value = string | number | boolean;
/** A list has its values in turn, one for each iteration. */
export type Values = Readonly<Record<string, Value | readonly Value[]>>;
/** As it is, or made for each request. */
export type Varying<What> = What | (() => What);

export interface RequestSpec {
  method: Method;
  /** With parameters in braces: `/orders/{id}`. */
  path: string;
  /** The tag `name` of all its requests; default: method and path. */
  name?: string;
  /** Values of the parameters in the path. */
  params?: Varying<Values>;
  query?: Varying<Values>;
  headers?: Varying<Readonly<Record<string, string>>>;
  /** A body that is sent as JSON. */
  json?: Varying<unknown>;
  /** Any other body, as k6 has it: a text or bytes; an object for a form, which is multipart if one of its values is a `file`. */
  body?: Varying<RequestBody>;
  tags?: Readonly<Record<string, string>>;
  /** k6's default: 60s. */
  timeout?: string;
  /** How many redirects are followed; k6's default: 10. */
  redirects?: number;
}

export interface Receiver {
  baseUrl: string;
  /** Whose request it is: adds its headers, and logs in again when the answer is 401. */
  session?: Session;
}

/** Sends the request once, made for this iteration. */
export function send(spec: RequestSpec, { baseUrl, session }: Receiver): Answer {
  const { method, json, timeout, redirects } = spec;
  const body = json === undefined ? (made(spec.body) ?? null) : JSON.stringify(made(json));
  const url = baseUrl + addressOf(spec);
  const tags = { ...spec.tags, name: spec.name ?? `${method} ${spec.path}` };
  const own = { ...(json !== undefined && { 'Content-Type': 'application/json' }), ...made(spec.headers) };
  const params = {
    ...{ tags, responseType: 'text' as const },
    ...(timeout !== undefined && { timeout }),
    ...(redirects !== undefined && { redirects }),
  };
  const ask = (more: RefinedParams<'text'> = {}): Answer =>
    http.request(method, url, body, { ...params, ...more, headers: { ...more.headers, ...own } });
  return session === undefined ? ask() : session.send(ask);
}

/** Path and query with their values; each is encoded. Throws an Error for a parameter without a value. */
export function addressOf({ path, params, query }: Pick<RequestSpec, 'path' | 'params' | 'query'>): string {
  const values = made(params) ?? {};
  const filled = path.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const value = inTurn(values[name]);
    if (value === undefined || value === '') throw new Error(`${path}: the parameter ${name} has no value`);
    return encodeURIComponent(value);
  });
  const asked = Object.entries(made(query) ?? {}).map(
    ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(inTurn(value) ?? '')}`,
  );
  return asked.length > 0 ? `${filled}?${asked.join('&')}` : filled;
}

function inTurn(value: Values[string] | undefined): Value | undefined {
  return Array.isArray(value) ? value[exec.scenario.iterationInTest % value.length] : (value as Value | undefined);
}

function made<What>(varying: Varying<What>): What {
  return typeof varying === 'function' ? (varying as () => What)() : varying;
}
