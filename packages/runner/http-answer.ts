// The answer to a request with all its redirects, and what scripts read of it.
import type { Cookie } from './cookies.ts';
import type { HopResult } from './hop.ts';
import type { Headers } from './http-head.ts';
import type { RequestCookie, Spec } from './http-spec.ts';

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

export function byName<T extends { name: string }, V>(items: readonly T[], read: (item: T) => V): Record<string, V[]> {
  const result: Record<string, V[]> = {};
  for (const item of items) (result[item.name] ??= []).push(read(item));
  return result;
}

function textOf(body: string | Uint8Array | undefined): string {
  return typeof body === 'string' ? body : Buffer.from(body ?? '').toString('utf8');
}

/** `content-type` as `Content-Type`. */
function canonical(name: string): string {
  return name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** What of an answer scripts seldom ask for: its cookies and its request. */
export function detailsOf({ request, cookies }: Answer): unknown {
  const sent: Record<string, string[]> = {};
  for (const [name, value] of request.headers) (sent[canonical(name)] ??= []).push(value);
  return {
    cookies: byName(cookies, (cookie) => cookie),
    request: {
      ...request,
      body: textOf(request.body),
      headers: sent,
      cookies: byName(request.cookies, (cookie) => cookie),
    },
  };
}
