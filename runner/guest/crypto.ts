// k6/crypto (hashes by the host's OpenSSL) and the part of the global `crypto` that needs no keys.
import { BODY } from '../protocol.ts';
import { host, unsupported } from './host.ts';
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
      throw new Error(`invalid algorithm: ${algorithm}: wants one of ${ALGORITHMS.join(', ')}`);
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

const hashes = Object.fromEntries(
  ALGORITHMS.map((name) => [name, (input: unknown, encoding: unknown) => digest(name, toBytes(input), encoding)]),
);

export const cryptoModule = {
  ...hashes,
  createHash: (algorithm: unknown) => new Hasher(String(algorithm)),
  createHMAC: (algorithm: unknown, secret: unknown) => new Hasher(String(algorithm), toBytes(secret)),
  hmac(algorithm: unknown, secret: unknown, input: unknown, encoding: unknown): string | ArrayBuffer {
    const hasher = new Hasher(String(algorithm), toBytes(secret));
    hasher.update(input);
    return hasher.digest(encoding);
  },
  randomBytes(size: unknown): ArrayBuffer {
    const length = Number(size);
    if (!Number.isInteger(length) || length < 1)
      throw new Error(`randomBytes() got ${String(size)}, wants a whole number above 0`);
    return host.randomBytes(length);
  },
};

function getRandomValues<T extends ArrayBufferView>(target: T): T {
  const bytes = bytesOf(target);
  if (!bytes || target instanceof DataView) throw new TypeError('getRandomValues wants an array of integers');
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

/** The global `crypto`. */
export const webCrypto = {
  getRandomValues,
  randomUUID,
  get subtle(): never {
    return unsupported('crypto.subtle');
  },
};
