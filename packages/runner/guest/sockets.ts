// What k6/ws and k6/websockets share: opening a WebSocket, and what goes over it.
import { BODY } from '../protocol.ts';
import { CookieJar } from './cookie-jar.ts';
import { host } from './host.ts';
import { currentTagsAnd } from './tags.ts';
import { bufferOf, bytesOf } from './text-coding.ts';

/** Starts to open a WebSocket; returns its number. Throws when address or params are wrong. */
export function openSocket(url: unknown, given: unknown, hasOwnQueue: boolean): number {
  if (given !== undefined && given !== null && typeof given !== 'object')
    throw new TypeError(`params of a WebSocket want an object, got ${typeof given}`);
  const { headers, tags, jar, compression } = (given ?? {}) as Record<string, unknown>;
  if (compression !== undefined && compression !== null && compression !== '' && compression !== 'deflate')
    throw new Error(`params.compression reads "${compression}": a WebSocket has deflate or none`);
  return host.socketOpen(
    JSON.stringify({
      ...{ url: String(url), tagSet: currentTagsAnd(tags), isCompressed: compression === 'deflate', hasOwnQueue },
      headers: Object.entries((headers ?? {}) as object).map(([name, value]) => [name, String(value)]),
      jar: jar instanceof CookieJar ? jar.id : 0,
    }),
  );
}

/** Bytes go as bytes, all else as text. */
export function sendData(id: number, data: unknown): void {
  const bytes = bytesOf(data);
  if (bytes) host.socketSend(id, BODY.bytes, bufferOf(bytes));
  else host.socketSend(id, BODY.text, String(data));
}

export function ping(id: number): void {
  host.socketSend(id, BODY.none, undefined);
}
