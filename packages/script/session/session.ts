// Who a VU is towards the system: what its requests carry, and whether it may send any.
import type { RefinedParams } from 'k6/http';

/** What a session adds to k6's params of a request. */
export type SessionParams = Pick<RefinedParams<'text'>, 'headers' | 'responseCallback'>;

export interface Session {
  /** Limits that belong to it, for k6's options: no login may fail. */
  readonly thresholds: Readonly<Record<string, string[]>>;
  /**
   * Whether the VU is somebody; logs in where it has to. Ask it first in each iteration, and return if it is false: the login has
   * failed, has been logged and counted, and the VU is to send nothing more.
   */
  ready(): boolean;
  /** What the next request carries, for those that something else sends, such as a journey's step or a WebSocket. */
  params(): SessionParams;
  /** Sends by `call` with what the session adds. After a 401 it logs in again and sends once more. */
  send<Sent extends { status: number }>(call: (params: SessionParams) => Sent): Sent;
}

/** A token that the environment holds; without one requests are sent without it. */
export function tokenFrom(variable: string, env: Readonly<Record<string, string | undefined>> = __ENV): Session {
  const token = env[variable];
  const params = token ? { headers: bearer(token) } : {};
  return { thresholds: {}, ready: () => true, params: () => params, send: (call) => call(params) };
}

export function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}

/** k6's, which this package's own tests run without. */
declare const __ENV: Readonly<Record<string, string | undefined>>;
