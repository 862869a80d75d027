// What an endpoint file says about its endpoint, and the one place that sends requests.
import { check } from 'k6';
import http, { type RefinedParams, type RefinedResponse } from 'k6/http';
import type { Method } from 'k6-script/request';
import { type EndpointName, endpoints } from '../thresholds/baselines.ts';

/** An answered request as checks see it. */
export type Answer = RefinedResponse<'text'>;

export interface Endpoint {
  name: EndpointName;
  method: Method;
  /** Sends the Bearer token. */
  needsToken: boolean;
  /** Leaves something behind on the server. */
  writes: boolean;
  /** What the body has to mean: checks by their names. Latency is not checked here: that is the thresholds' part. */
  checks: Record<string, (answer: Answer) => boolean>;
  /** JSON text to send, by the number of the request. */
  body?: (request: number) => string;
}

/** Names of those that leave something behind: what a load script exports as `writes`. */
export function writersAmong<Name extends string>(tasks: readonly { name: Name; writes: boolean }[]): Name[] {
  return tasks.filter(({ writes }) => writes).map(({ name }) => name);
}

/** A request that takes longer than this has failed; k6's own default of 60 s would hide a hanging target from short tests. */
export const TIMEOUT = '10s';

/** Sends the `request`-th request and runs its checks; returns the response time, ms, or undefined when it failed. */
export type Sender = (request: number) => number | undefined;

/** Prepares what does not change between the requests to `endpoint`; `noteFailure` gets each answer that is not as it should be. */
export function senderFor(
  endpoint: Endpoint,
  baseUrl: string,
  token: string | undefined,
  noteFailure: (answer: Answer) => void,
): Sender {
  const { path } = endpoints[endpoint.name];
  const url = baseUrl + path;
  const checks = { [`${endpoint.name} answers 200`]: (answer: Answer) => answer.status === 200, ...endpoint.checks };
  // Frozen: the local runner reads them once.
  const params: RefinedParams<'text'> = Object.freeze({
    headers: Object.freeze(headersOf(endpoint, token)),
    // A fixed name keeps series bounded when a path carries ids; a redirect could carry the token to another host.
    tags: Object.freeze({ name: path }),
    redirects: 0,
    timeout: TIMEOUT,
    responseType: 'text' as const,
  });
  const { method, body } = endpoint;
  return (request) => {
    const answer = http.request(method, url, body === undefined ? null : body(request), params);
    if (check(answer, checks)) return answer.timings.duration;
    noteFailure(answer);
    return undefined;
  };
}

function headersOf(endpoint: Endpoint, token: string | undefined): Record<string, string> {
  const headers: Record<string, string> = {};
  if (endpoint.needsToken && token !== undefined) headers.Authorization = `Bearer ${token}`;
  if (endpoint.body) headers['Content-Type'] = 'application/json';
  return headers;
}

/** The body as a JSON object; an empty one where it is something else, so that a check on a field fails instead of throwing. */
export function jsonOf(answer: Answer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(answer.body ?? '');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
