// k6/http: requests that suspend the VU, batches of them, and asynchronous ones.
import { CookieJar, ownJar } from './cookie-jar.ts';
import { encodingModule } from './encoding.ts';
import { onResponse } from './events.ts';
import { host } from './host.ts';
import { GuestPromise } from './promise.ts';
import { ExpectedStatuses, FileData, HttpUrl, type Prepared, prepare, setResponseCallback } from './request.ts';
import { RESPONSE_NUMBERS, Response } from './response.ts';

/** Codes from here on stand for an HTTP status, not for a request that failed. */
const FIRST_STATUS_CODE = 1400;

function checked(response: Response, throws: boolean): Response {
  if (throws && response.error_code !== 0 && (response.error_code < FIRST_STATUS_CODE || response.error_code >= 1600)) {
    throw new Error(response.error);
  }
  return response;
}

type Send = (...args: unknown[]) => Response;

/**
 * A function that sends with this method. It calls the host itself, without a helper in between: while the guest waits, every
 * frame of its stack has to be taken down and put up again.
 */
function sender(method: string): Send {
  return (target, body, params) => {
    const request = prepare(method, target, body, params);
    const id = host.request(request.spec, request.url, request.bodyKind, request.body);
    return request.throws ? checked(Response.latest(id), true) : Response.latest(id);
  };
}

/** The same for methods without a body. */
function bodilessSender(method: string): Send {
  return (target, params) => {
    const request = prepare(method, target, undefined, params);
    const id = host.request(request.spec, request.url, request.bodyKind, request.body);
    return request.throws ? checked(Response.latest(id), true) : Response.latest(id);
  };
}

function request(method: unknown, target: unknown, body?: unknown, params?: unknown): Response {
  const prepared = prepare(String(method), target, body, params);
  const id = host.request(prepared.spec, prepared.url, prepared.bodyKind, prepared.body);
  return prepared.throws ? checked(Response.latest(id), true) : Response.latest(id);
}

function asyncRequest(method: unknown, url: unknown, body?: unknown, params?: unknown): GuestPromise {
  return new GuestPromise((resolve, reject) => {
    const { spec, url: address, bodyKind, body: content, throws } = prepare(String(method), url, body, params);
    const id = host.startRequest(spec, address, bodyKind, content);
    onResponse(id, (numbers) => {
      try {
        resolve(checked(new Response(id, numbers), throws));
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
  throw new TypeError(`http.batch() got a request of type ${typeof member}: wants text, an array or an object`);
}

function batch(requests: unknown): unknown {
  if (typeof requests !== 'object' || requests === null)
    throw new TypeError('http.batch() wants an array or an object of requests');
  const keys = Object.keys(requests);
  const prepared = keys.map((key) => prepareMember((requests as Record<string, unknown>)[key]));
  // JSON carries no bytes: they go as Base64.
  const members = prepared.map(({ spec, url, bodyKind, body }) => [
    spec,
    url,
    bodyKind,
    typeof body === 'string' || body === undefined ? body : encodingModule.b64encode(body),
  ]);
  const answers = JSON.parse(host.batch(JSON.stringify(members))) as number[][];
  const result: unknown[] | Record<string, unknown> = Array.isArray(requests) ? [] : {};
  keys.forEach((key, index) => {
    const [id, ...numbers] = answers[index] as [number, ...number[]];
    if (numbers.length !== RESPONSE_NUMBERS) throw new Error('a response is incomplete');
    (result as Record<string, unknown>)[key] = checked(new Response(id, numbers), prepared[index]?.throws ?? false);
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
  if (statuses.length === 0) throw new Error('no arguments: expectedStatuses() wants statuses or {min, max}');
  for (const status of statuses) {
    const { min, max } = (status ?? {}) as { min?: unknown; max?: unknown };
    const isRange = Number.isInteger(min) && Number.isInteger(max);
    if (!Number.isInteger(status) && !isRange)
      throw new Error(`expectedStatuses() got ${JSON.stringify(status)}: wants whole numbers or {min, max}`);
  }
  return new ExpectedStatuses(statuses as number[]);
}

const CONSTANTS = {
  ...{ SSL_3_0: 'ssl3.0', TLS_1_0: 'tls1.0', TLS_1_1: 'tls1.1', TLS_1_2: 'tls1.2', TLS_1_3: 'tls1.3' },
  ...{
    OCSP_STATUS_GOOD: 'good',
    OCSP_STATUS_REVOKED: 'revoked',
    OCSP_STATUS_SERVER_FAILED: 'server_failed',
    OCSP_STATUS_UNKNOWN: 'unknown',
  },
  ...{ OCSP_REASON_AA_COMPROMISE: 'aa_compromise', OCSP_REASON_AFFILIATION_CHANGED: 'affiliation_changed' },
  ...{ OCSP_REASON_CA_COMPROMISE: 'ca_compromise', OCSP_REASON_CERTIFICATE_HOLD: 'certificate_hold' },
  ...{ OCSP_REASON_CESSATION_OF_OPERATION: 'cessation_of_operation', OCSP_REASON_KEY_COMPROMISE: 'key_compromise' },
  ...{ OCSP_REASON_PRIVILEGE_WITHDRAWN: 'privilege_withdrawn', OCSP_REASON_REMOVE_FROM_CRL: 'remove_from_crl' },
  ...{ OCSP_REASON_SUPERSEDED: 'superseded', OCSP_REASON_UNSPECIFIED: 'unspecified' },
};

export const httpModule = {
  get: bodilessSender('GET'),
  head: bodilessSender('HEAD'),
  post: sender('POST'),
  put: sender('PUT'),
  patch: sender('PATCH'),
  del: sender('DELETE'),
  options: sender('OPTIONS'),
  request,
  asyncRequest,
  batch,
  url,
  file,
  cookieJar: ownJar,
  expectedStatuses,
  setResponseCallback,
  CookieJar,
  ...CONSTANTS,
};
