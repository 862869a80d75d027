// The global `crypto`.
import { host } from './host.ts';
import { subtle } from './subtle.ts';
import { bytesOf } from './text-coding.ts';

function getRandomValues<T extends ArrayBufferView>(target: T): T {
  const bytes = bytesOf(target);
  if (!bytes || target instanceof DataView) throw new TypeError('getRandomValues needs an array of integers');
  bytes.set(new Uint8Array(host.randomBytes(Math.max(1, bytes.length))).subarray(0, bytes.length));
  return target;
}

function randomUUID(): string {
  const bytes = new Uint8Array(host.randomBytes(16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

export const webCrypto = { getRandomValues, randomUUID, subtle };
