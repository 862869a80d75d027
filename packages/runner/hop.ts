// One hop of a request: what is sent, and what comes back.
import type { HttpError } from './http-errors.ts';
import type { Headers } from './http-head.ts';
import type { Timings } from './http-timings.ts';

/** One request, without redirects. */
export interface Hop {
  method: string;
  url: URL;
  /** Nobody changes the array: the same one is the same headers. */
  headers: Headers;
  body: string | Uint8Array | undefined;
  timeoutMs: number;
  keepsBody: boolean;
}

export interface HopResult {
  /** 0 when there was no answer. */
  status: number;
  statusText: string;
  headers: Headers;
  body: Buffer | undefined;
  timings: Timings;
  error: HttpError | undefined;
  remoteIp: string;
  remotePort: number;
  /** As k6 writes them. */
  tls: { version: string; cipher: string } | undefined;
}
