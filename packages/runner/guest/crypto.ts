// k6/crypto: hashes by the host's OpenSSL.
import { BODY } from '../protocol.ts';
import { host } from './host.ts';
import { bufferOf, bytesOf, encodeUtf8 } from './text-coding.ts';

const ALGORITHMS = [
  'md4',
  'md5',
  'sha1',
  'sha256',
  'sha384',
  'sha512',
  'sha512_224',
  'sha512_256',
  'ripemd160',
] as const;

function toBytes(input: unknown): Uint8Array {
  return bytesOf(input) ?? encodeUtf8(String(input));
}

function concat(parts: Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function digest(algorithm: string, data: Uint8Array, encoding: unknown, secret?: Uint8Array): string | ArrayBuffer {
  const kind = secret ? BODY.bytes : BODY.none;
  return host.digest(algorithm, String(encoding ?? 'hex'), bufferOf(data), kind, secret ? bufferOf(secret) : undefined);
}

class Hasher {
  readonly #algorithm: string;
  readonly #secret: Uint8Array | undefined;
  readonly #parts: Uint8Array[] = [];

  constructor(algorithm: string, secret?: Uint8Array) {
    if (!(ALGORITHMS as readonly string[]).includes(algorithm)) {
      throw new Error(`invalid algorithm: ${algorithm}: expected one of ${ALGORITHMS.join(', ')}`);
    }
    this.#algorithm = algorithm;
    this.#secret = secret;
  }

  update(input: unknown): void {
    this.#parts.push(toBytes(input));
  }

  digest(encoding: unknown): string | ArrayBuffer {
    return digest(this.#algorithm, concat(this.#parts), encoding, this.#secret);
  }
}

type Hash = (input: unknown, encoding?: unknown) => string | ArrayBuffer;

function hash(name: (typeof ALGORITHMS)[number]): Hash {
  return (input, encoding) => digest(name, toBytes(input), encoding);
}

export const md4 = hash('md4');
export const md5 = hash('md5');
export const sha1 = hash('sha1');
export const sha256 = hash('sha256');
export const sha384 = hash('sha384');
export const sha512 = hash('sha512');
export const sha512_224 = hash('sha512_224');
export const sha512_256 = hash('sha512_256');
export const ripemd160 = hash('ripemd160');

export function createHash(algorithm: unknown): Hasher {
  return new Hasher(String(algorithm));
}

export function createHMAC(algorithm: unknown, secret: unknown): Hasher {
  return new Hasher(String(algorithm), toBytes(secret));
}

export function hmac(algorithm: unknown, secret: unknown, input: unknown, encoding: unknown): string | ArrayBuffer {
  const hasher = createHMAC(algorithm, secret);
  hasher.update(input);
  return hasher.digest(encoding);
}

export function randomBytes(size: unknown): ArrayBuffer {
  const length = Number(size);
  if (!Number.isInteger(length) || length < 1)
    throw new Error(`randomBytes() got ${String(size)}, expected a whole number above 0`);
  return host.randomBytes(length);
}

export default {
  ...{ md4, md5, sha1, sha256, sha384, sha512, sha512_224, sha512_256, ripemd160 },
  ...{ createHash, createHMAC, hmac, randomBytes },
};
