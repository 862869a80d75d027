// What goes onto the wire for a request: where to, and its head as text.

import type { Hop } from './hop.ts';
import { type Headers, TOKEN } from './http-head.ts';

/** What of a URL matters to a connection. */
export interface Route {
  /** Scheme, host and port: connections are kept by it. */
  origin: string;
  isTls: boolean;
  /** Without the brackets of an IPv6 address. */
  host: string;
  port: number;
  /** For the header Host. */
  hostHeader: string;
  /** Path and query. */
  target: string;
  href: string;
  /** The URL as the script and the log see it: user and password go as a header. */
  shown: string;
  /** User and password as they are, separated by a colon; undefined when the URL has none. */
  credentials: string | undefined;
}

/** Getters of URL objects are slow, and the same few URLs are asked for over and over. */
const routes = new WeakMap<URL, Route>();

export function routeOf(url: URL): Route {
  const known = routes.get(url);
  if (known) return known;
  const isTls = url.protocol === 'https:';
  const { username, password, href } = url;
  const hasUser = username !== '' || password !== '';
  const route: Route = {
    ...{ origin: url.origin, isTls, port: Number(url.port) || (isTls ? 443 : 80) },
    ...{ host: url.hostname.replace(/^\[(.*)\]$/, '$1'), hostHeader: url.host, target: url.pathname + url.search },
    ...{ href, shown: hasUser ? Object.assign(new URL(url), { username: '', password: '' }).href : href },
    credentials: hasUser ? `${decodeURIComponent(username)}:${decodeURIComponent(password)}` : undefined,
  };
  routes.set(url, route);
  return route;
}

/** The head of a request as text that goes out in UTF-8. */
export interface RequestHead {
  text: string;
  bytes: number;
  /** The connection is not kept. */
  closes: boolean;
}

/** The headers of a request as they are sent. */
interface Block {
  text: string;
  hasHost: boolean;
  /** A header of the script's closes the connection after the response. */
  closes: boolean;
  /** The latest head with these headers and without a body: scripts repeat themselves. */
  latest: { method: string; route: Route; closes: boolean; head: RequestHead } | undefined;
}

/** Every request of a spec has the same array, as long as no cookie is added. */
const blocks = new WeakMap<Headers, Block>();
/** The runner frames the body itself, as k6 does. */
const OWN = /^(content-length|transfer-encoding|trailer)$/i;
/** Methods whose requests say so when they have no body (RFC 9110, 8.6). */
const EXPECT_BODY = /^(POST|PUT|PATCH)$/;
const LINE_END = /[\0\r\n]/;

function blockOf(headers: Headers): Block {
  const known = blocks.get(headers);
  if (known) return known;
  const block: Block = { text: '', hasHost: false, closes: false, latest: undefined };
  for (const [name, value] of headers) {
    if (!TOKEN.test(name)) throw new Error(`invalid header name ${JSON.stringify(name)}`);
    if (LINE_END.test(value)) throw new Error(`invalid value of the header ${name}: it has a line end`);
    if (OWN.test(name)) continue;
    block.text += `${name}: ${value}\r\n`;
    if (/^host$/i.test(name)) block.hasHost = true;
    if (/^connection$/i.test(name) && /\bclose\b/i.test(value)) block.closes = true;
  }
  blocks.set(headers, block);
  return block;
}

/**
 * The head of a request. `closes`: the connection is not kept. Throws an Error for a method or a header that would break out of
 * its place.
 */
export function requestHead(hop: Hop, route: Route, bodyBytes: number, closes: boolean): RequestHead {
  const block = blockOf(hop.headers);
  if (hop.body !== undefined) return newHead(hop, route, bodyBytes, closes, block);
  const { latest } = block;
  if (latest && latest.method === hop.method && latest.route === route && latest.closes === closes) return latest.head;
  const head = newHead(hop, route, 0, closes, block);
  block.latest = { method: hop.method, route, closes, head };
  return head;
}

function newHead({ method, body }: Hop, route: Route, bodyBytes: number, closes: boolean, block: Block): RequestHead {
  if (!TOKEN.test(method) || method === 'CONNECT') throw new Error(`invalid method ${JSON.stringify(method)}`);
  let text = `${method} ${route.target} HTTP/1.1\r\n`;
  if (!block.hasHost) text += `Host: ${route.hostHeader}\r\n`;
  text += block.text;
  if (closes && !block.closes) text += 'Connection: close\r\n';
  if (body !== undefined || EXPECT_BODY.test(method)) text += `Content-Length: ${bodyBytes}\r\n`;
  text += '\r\n';
  return { text, bytes: Buffer.byteLength(text), closes: closes || block.closes };
}
