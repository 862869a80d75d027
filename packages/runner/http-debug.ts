// The option httpDebug: requests and responses as lines of the log, without what is secret in their headers.

import type { Hop, HopResult } from './hop.ts';
import type { Headers } from './http-head.ts';
import { requestHead, routeOf } from './http-request.ts';

/** Undefined: nothing is logged. `full`: with bodies. */
export type HttpDebug = 'headers' | 'full' | undefined;

/** Reads the option: k6 knows `full`, and any other text means headers. */
export function readHttpDebug(value: unknown): HttpDebug {
  if (value === undefined || value === null || /^(false|)$/i.test(String(value))) return undefined;
  return value === 'full' ? 'full' : 'headers';
}

const SECRET = /^(authorization|proxy-authorization|cookie|set-cookie|x-api-key|x-auth-token)$/i;

/** A header's value as the log shows it: the scheme of a token stays, and the names of cookies. */
function shown(name: string, value: string): string {
  if (!SECRET.test(name)) return value;
  if (/^set-cookie$/i.test(name)) return value.replace(/=[^;]*/, '=****');
  if (/^cookie$/i.test(name)) return value.replace(/=[^;]*/g, '=****');
  const [, scheme = ''] = /^([A-Za-z][\w-]* )/.exec(value) ?? [];
  return `${scheme}****`;
}

const block = (headers: Headers): string => headers.map(([name, value]) => `${name}: ${shown(name, value)}\n`).join('');

export function describeRequest(hop: Hop, mode: HttpDebug): string {
  const { method, url, body } = hop;
  let head: string;
  try {
    head = requestHead(hop, routeOf(url), body === undefined ? 0 : Buffer.byteLength(body), false).text;
  } catch (error) {
    return `Request:\n${method} ${url.href}: ${(error as Error).message}\n`;
  }
  const lines = head.trimEnd().split('\r\n');
  const hidden = lines.slice(1).map((line): [string, string] => {
    const colon = line.indexOf(': ');
    return [line.slice(0, colon), line.slice(colon + 2)];
  });
  return `Request:\n${lines[0]}\n${block(hidden)}${mode === 'full' ? bodyText(body) : ''}`;
}

export function describeResponse({ status, statusText, headers, body, error }: HopResult, mode: HttpDebug): string {
  if (error) return `Response:\n${error.text}\n`;
  return `Response:\nHTTP/1.1 ${status} ${statusText}\n${block(headers)}${mode === 'full' ? bodyText(body) : ''}`;
}

function bodyText(body: string | Uint8Array | undefined): string {
  if (body === undefined || body.length === 0) return '';
  return `\n${typeof body === 'string' ? body : Buffer.from(body).toString('utf8')}\n`;
}
