// crypto.subtle: each method hands its arguments to the host, and its promise settles in the VU's own queue.
import { onAnswer } from './events.ts';
import { host } from './host.ts';
import { GuestPromise } from './promise.ts';
import { bufferOf, bytesOf } from './text-coding.ts';

/** Objects in arguments hold objects: an algorithm its hash, a JSON web key its primes. */
const DEEPEST = 4;

/** A value as JSON; keys and bytes travel separately. */
function pack(value: unknown, parts: unknown[], depth = 0): unknown {
  const isObject = typeof value === 'object' && value !== null;
  const part = bytesOf(value) ?? (isObject && host.isKey(value) === 1 ? value : undefined);
  if (part !== undefined) return { $part: parts.push(part instanceof Uint8Array ? bufferOf(part) : part) - 1 };
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError('crypto.subtle got a function');
  if (!isObject) return value;
  if (depth === DEEPEST) throw new TypeError('crypto.subtle got an object that holds too many others');
  if (Array.isArray(value)) return value.map((element) => pack(element, parts, depth + 1));
  const packed: Record<string, unknown> = {};
  for (const name of Object.keys(value))
    packed[name] = pack((value as Record<string, unknown>)[name], parts, depth + 1);
  return packed;
}

interface Told {
  json?: unknown;
  bytes?: true;
  keys?: string[];
  error?: { name: string; message: string };
}

function resultOf(id: number, { json, bytes, keys }: Told): unknown {
  if (bytes) return host.subtleBytes(id);
  if (!keys) return json;
  if (keys.length === 1) return host.subtleKey(id, 'key');
  const pair: Record<string, unknown> = {};
  for (const name of keys) pair[name] = host.subtleKey(id, name);
  return pair;
}

function errorOf({ name, message }: { name: string; message: string }): Error {
  if (name === 'TypeError') return new TypeError(message);
  if (name === 'SyntaxError') return new SyntaxError(message);
  const error = new Error(message);
  error.name = name;
  return error;
}

function start(method: string, args: readonly unknown[]): GuestPromise {
  return new GuestPromise((resolve, reject) => {
    const parts: unknown[] = [];
    const json = JSON.stringify(pack(args, parts));
    const id = host.subtleStart(method, json, parts);
    onAnswer(id, ({ value }) => {
      const told = value as Told;
      if (told.error) reject(errorOf(told.error));
      else resolve(resultOf(id, told));
    });
  });
}

export const subtle = Object.freeze({
  encrypt: (...args: unknown[]): GuestPromise => start('encrypt', args),
  decrypt: (...args: unknown[]): GuestPromise => start('decrypt', args),
  sign: (...args: unknown[]): GuestPromise => start('sign', args),
  verify: (...args: unknown[]): GuestPromise => start('verify', args),
  digest: (...args: unknown[]): GuestPromise => start('digest', args),
  generateKey: (...args: unknown[]): GuestPromise => start('generateKey', args),
  importKey: (...args: unknown[]): GuestPromise => start('importKey', args),
  exportKey: (...args: unknown[]): GuestPromise => start('exportKey', args),
  deriveBits: (...args: unknown[]): GuestPromise => start('deriveBits', args),
  deriveKey: (...args: unknown[]): GuestPromise => start('deriveKey', args),
});
