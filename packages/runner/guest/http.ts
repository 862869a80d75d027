// k6/http: requests that suspend the VU, batches of them, and asynchronous ones.
import { CookieJar, ownJar } from './cookie-jar.ts';
import { b64encode } from './encoding.ts';
import { onResponse } from './events.ts';
import { host } from './host.ts';
import { GuestPromise } from './promise.ts';
import { ExpectedStatuses, FileData, HttpUrl, type Prepared, prepare, setResponseCallback } from './request.ts';
import type { Response } from './response.ts';

/** Codes from here on stand for an HTTP status, not for a request that failed. */
const FIRST_STATUS_CODE = 1400;

function checked(response: Response, throws: boolean): Response {
  if (throws && response.error_code !== 0 && (response.error_code < FIRST_STATUS_CODE || response.error_code >= 1600)) {
    throw new Error(response.error);
  }
  return response;
}

function send(method: string, target: unknown, body: unknown, params: unknown): Response {
  const { spec, url: address, bodyKind, body: content, throws } = prepare(method, target, body, params);
  const response = host.request(spec, address, bodyKind, content);
  return throws ? checked(response, true) : response;
}

// Declarations, not values: so the transform knows whom a call of http.get() calls.
export function get(target: unknown, params?: unknown): Response {
  return send('GET', target, undefined, params);
}

export function head(target: unknown, params?: unknown): Response {
  return send('HEAD', target, undefined, params);
}

export function post(target: unknown, body?: unknown, params?: unknown): Response {
  return send('POST', target, body, params);
}

export function put(target: unknown, body?: unknown, params?: unknown): Response {
  return send('PUT', target, body, params);
}

export function patch(target: unknown, body?: unknown, params?: unknown): Response {
  return send('PATCH', target, body, params);
}

export function del(target: unknown, body?: unknown, params?: unknown): Response {
  return send('DELETE', target, body, params);
}

export function options(target: unknown, body?: unknown, params?: unknown): Response {
  return send('OPTIONS', target, body, params);
}

function request(method: unknown, target: unknown, body?: unknown, params?: unknown): Response {
  return send(String(method), target, body, params);
}

function asyncRequest(method: unknown, url: unknown, body?: unknown, params?: unknown): GuestPromise {
  return new GuestPromise((resolve, reject) => {
    const { spec, url: address, bodyKind, body: content, throws } = prepare(String(method), url, body, params);
    const id = host.startRequest(spec, address, bodyKind, content);
    onResponse(id, () => {
      try {
        resolve(checked(host.response(id), throws));
      } catch (error) {
        reject(error);
      }
    });
  });
}

function prepareMember(member: unknown): Prepared {
  if (typeof member === 'string' || member instanceof HttpUrl) return prepare('GET', member, undefined, undefined);
  if (Array.isArray(member)) {
    const [method, url, body, params] = member as unknown[];
    return prepare(String(method), url, body, params);
  }
  if (typeof member === 'object' && member !== null) {
    const { method = 'GET', url, body, params } = member as Record<string, unknown>;
    if (url === undefined) throw new Error("batch request doesn't have a url key");
    return prepare(String(method), url, body, params);
  }
  throw new TypeError(`http.batch() got a request of type ${typeof member}: expected text, an array or an object`);
}

function batch(requests: unknown): unknown {
  if (typeof requests !== 'object' || requests === null)
    throw new TypeError('http.batch() expects an array or an object of requests');
  const keys = Object.keys(requests);
  const prepared = keys.map((key) => prepareMember((requests as Record<string, unknown>)[key]));
  // JSON carries no bytes: they go as Base64.
  const members = prepared.map(({ spec, url, bodyKind, body }) => [
    spec,
    url,
    bodyKind,
    typeof body === 'string' || body === undefined ? body : b64encode(body),
  ]);
  const ids = JSON.parse(host.batch(JSON.stringify(members))) as number[];
  const result: unknown[] | Record<string, unknown> = Array.isArray(requests) ? [] : {};
  keys.forEach((key, index) => {
    const response = host.response(ids[index] as number);
    (result as Record<string, unknown>)[key] = checked(response, prepared[index]?.throws ?? false);
  });
  return result;
}

function url(texts: TemplateStringsArray, ...values: unknown[]): HttpUrl {
  const address = texts.map((text, index) => text + (index < values.length ? String(values[index]) : '')).join('');
  // biome-ignore lint/suspicious/noTemplateCurlyInString: k6 names such a URL so
  return new HttpUrl(address, texts.join('${}'));
}

function file(data: unknown, filename?: unknown, contentType?: unknown): FileData {
  const name = filename === undefined ? String(Date.now()) : String(filename);
  return new FileData(data, name, contentType === undefined ? 'application/octet-stream' : String(contentType));
}

function expectedStatuses(...statuses: unknown[]): ExpectedStatuses {
  if (statuses.length === 0) throw new Error('no arguments: expectedStatuses() expects statuses or {min, max}');
  for (const status of statuses) {
    const { min, max } = (status ?? {}) as { min?: unknown; max?: unknown };
    const isRange = Number.isInteger(min) && Number.isInteger(max);
    if (!Number.isInteger(status) && !isRange)
      throw new Error(`expectedStatuses() got ${JSON.stringify(status)}: expected whole numbers or {min, max}`);
  }
  return new ExpectedStatuses(statuses as number[]);
}

export const SSL_3_0 = 'ssl3.0';
export const TLS_1_0 = 'tls1.0';
export const TLS_1_1 = 'tls1.1';
export const TLS_1_2 = 'tls1.2';
export const TLS_1_3 = 'tls1.3';
export const OCSP_STATUS_GOOD = 'good';
export const OCSP_STATUS_REVOKED = 'revoked';
export const OCSP_STATUS_SERVER_FAILED = 'server_failed';
export const OCSP_STATUS_UNKNOWN = 'unknown';
export const OCSP_REASON_AA_COMPROMISE = 'aa_compromise';
export const OCSP_REASON_AFFILIATION_CHANGED = 'affiliation_changed';
export const OCSP_REASON_CA_COMPROMISE = 'ca_compromise';
export const OCSP_REASON_CERTIFICATE_HOLD = 'certificate_hold';
export const OCSP_REASON_CESSATION_OF_OPERATION = 'cessation_of_operation';
export const OCSP_REASON_KEY_COMPROMISE = 'key_compromise';
export const OCSP_REASON_PRIVILEGE_WITHDRAWN = 'privilege_withdrawn';
export const OCSP_REASON_REMOVE_FROM_CRL = 'remove_from_crl';
export const OCSP_REASON_SUPERSEDED = 'superseded';
export const OCSP_REASON_UNSPECIFIED = 'unspecified';

export {
  asyncRequest,
  batch,
  CookieJar,
  expectedStatuses,
  file,
  ownJar as cookieJar,
  request,
  setResponseCallback,
  url,
};
export default {
  get,
  head,
  post,
  put,
  patch,
  del,
  options,
  request,
  asyncRequest,
  batch,
  url,
  file,
  cookieJar: ownJar,
  expectedStatuses,
  setResponseCallback,
  CookieJar,
  SSL_3_0,
  TLS_1_0,
  TLS_1_1,
  TLS_1_2,
  TLS_1_3,
  OCSP_STATUS_GOOD,
  OCSP_STATUS_REVOKED,
  OCSP_STATUS_SERVER_FAILED,
  OCSP_STATUS_UNKNOWN,
  OCSP_REASON_AA_COMPROMISE,
  OCSP_REASON_AFFILIATION_CHANGED,
  OCSP_REASON_CA_COMPROMISE,
  OCSP_REASON_CERTIFICATE_HOLD,
  OCSP_REASON_CESSATION_OF_OPERATION,
  OCSP_REASON_KEY_COMPROMISE,
  OCSP_REASON_PRIVILEGE_WITHDRAWN,
  OCSP_REASON_REMOVE_FROM_CRL,
  OCSP_REASON_SUPERSEDED,
  OCSP_REASON_UNSPECIFIED,
};
