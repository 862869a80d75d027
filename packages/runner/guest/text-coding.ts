// UTF-8 both ways: TextEncoder and TextDecoder, which are no part of the language.
import { unsupported } from './host.ts';

export function encodeUtf8(text: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) as number;
    const point = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  return new Uint8Array(bytes);
}

export function decodeUtf8(bytes: Uint8Array, isFatal = false): string {
  let text = '';
  let at = 0;
  while (at < bytes.length) {
    const [point, length] = pointAt(bytes, at);
    if (point < 0 && isFatal) throw new TypeError('the data is not valid UTF-8');
    text += String.fromCodePoint(point < 0 ? 0xfffd : point);
    at += length;
  }
  return text;
}

/** The code point at `at` (-1 when malformed) and how many bytes it takes. */
function pointAt(bytes: Uint8Array, at: number): [point: number, length: number] {
  const first = bytes[at] as number;
  if (first < 0x80) return [first, 1];
  const length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return [-1, 1];
  let point = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    const next = bytes[at + i];
    if (next === undefined || (next & 0xc0) !== 0x80) return [-1, i];
    point = (point << 6) | (next & 63);
  }
  const least = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
  const isBad = point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff);
  return isBad ? [-1, 1] : [point, length];
}

/** The bytes of an ArrayBuffer or of a view on one. */
export function bytesOf(data: unknown): Uint8Array | undefined {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
  return undefined;
}

/** An ArrayBuffer with these bytes only. */
export function bufferOf(bytes: Uint8Array): ArrayBuffer {
  const { buffer, byteOffset, byteLength } = bytes;
  if (byteOffset === 0 && buffer.byteLength === byteLength) return buffer as ArrayBuffer;
  return buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
}

export class TextEncoder {
  readonly encoding = 'utf-8';
  encode(text = ''): Uint8Array {
    return encodeUtf8(String(text));
  }
}

export class TextDecoder {
  readonly encoding = 'utf-8';
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;

  constructor(label = 'utf-8', options: { fatal?: boolean; ignoreBOM?: boolean } = {}) {
    if (/^utf-?16([lb]e)?$/i.test(label)) unsupported(`TextDecoder "${label}"`, 'the local runner has utf-8');
    if (!/^utf-?8$/i.test(label)) throw new RangeError(`TextDecoder: there is no encoding "${label}": expected utf-8`);
    this.fatal = options.fatal === true;
    this.ignoreBOM = options.ignoreBOM === true;
  }

  decode(data?: unknown): string {
    if (data === undefined) return '';
    const bytes = bytesOf(data);
    if (!bytes) throw new TypeError('TextDecoder needs an ArrayBuffer or a view on one');
    const text = decodeUtf8(bytes, this.fatal);
    return !this.ignoreBOM && text.startsWith('\ufeff') ? text.slice(1) : text;
  }
}
