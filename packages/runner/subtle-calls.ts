// The host calls of crypto.subtle: Node's own WebCrypto, with the algorithms that k6 documents.

import { webcrypto } from 'node:crypto';
import type { CallsOf } from './call-homes.ts';
import type { KeyParts } from './guest/crypto-key.ts';
import type { GuestEvents } from './guest-events.ts';
import type { RunContext } from './run-context.ts';
import type { CallArguments, CallTable } from './sandbox.ts';
import { UnsupportedError } from './unsupported.ts';

type CryptoKey = webcrypto.CryptoKey;

export interface SubtleOwner {
  context: RunContext;
  readonly isInInit: boolean;
  /** The script's world, which has the class of its keys. */
  world(): { keys: { make(parts: KeyParts): object; inside(value: unknown): object | undefined } };
}

const HASHES = ['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];
const AES = ['AES-CBC', 'AES-CTR', 'AES-GCM'];
const SIGNING = ['ECDSA', 'HMAC', 'RSASSA-PKCS1-v1_5', 'RSA-PSS'];
const KEYS = [...AES, 'ECDH', ...SIGNING, 'RSA-OAEP'];
/** By method: where the algorithm is among the arguments, and what k6 documents for it. */
const ALGORITHMS: Readonly<Record<string, readonly [at: number, names: readonly string[]][]>> = {
  digest: [[0, HASHES]],
  encrypt: [[0, [...AES, 'RSA-OAEP']]],
  decrypt: [[0, [...AES, 'RSA-OAEP']]],
  sign: [[0, SIGNING]],
  verify: [[0, SIGNING]],
  generateKey: [[0, KEYS]],
  importKey: [[2, [...KEYS, 'PBKDF2']]],
  exportKey: [],
  deriveBits: [[0, ['ECDH', 'PBKDF2']]],
  deriveKey: [
    [0, ['PBKDF2']],
    [2, [...AES, 'AES-KW']],
  ],
};

/** What the guest gets of a result; bytes and keys it asks for by themselves. */
type Told = { json: unknown } | { bytes: true } | { keys: string[] } | { error: { name: string; message: string } };

export class SubtleCalls implements Pick<CallTable, CallsOf<'subtle'>> {
  readonly #owner: SubtleOwner;
  readonly #events: GuestEvents;
  #results = new Map<number, ArrayBuffer | Record<string, CryptoKey>>();
  #lastId = 0;

  constructor(owner: SubtleOwner, events: GuestEvents) {
    this.#owner = owner;
    this.#events = events;
  }

  isKey(args: CallArguments): number {
    return this.#owner.world().keys.inside(args.raw(0)) ? 1 : 0;
  }

  subtleStart(args: CallArguments): number {
    if (this.#owner.isInInit) throw new UnsupportedError('crypto.subtle in the init context');
    const [method, json, parts] = [args.text(0), args.text(1), args.raw(2) as ArrayLike<unknown>];
    // Those of extensions are above 0.
    const id = --this.#lastId;
    const arrived = this.#events.expect();
    const { clock } = this.#owner.context;
    this.#perform(method, json, parts, id).then((value) => clock.ready(() => arrived({ kind: 'answer', id, value })));
    return id;
  }

  subtleBytes(args: CallArguments): Uint8Array {
    const bytes = this.#results.get(args.number(0)) as ArrayBuffer;
    this.#results.delete(args.number(0));
    return new Uint8Array(bytes);
  }

  subtleKey(args: CallArguments): object {
    const [id, name] = [args.number(0), args.text(1)];
    const { [name]: key, ...others } = this.#results.get(id) as Record<string, CryptoKey>;
    if (Object.keys(others).length > 0) this.#results.set(id, others);
    else this.#results.delete(id);
    return this.#owner.world().keys.make(partsOf(key as CryptoKey));
  }

  /** The iteration is over: nobody asks for its results any more. */
  forget(): void {
    this.#results.clear();
  }

  async #perform(method: string, json: string, parts: ArrayLike<unknown>, id: number): Promise<Told> {
    try {
      const result = await call(method, this.#unpack(json, parts));
      if (result instanceof ArrayBuffer) {
        this.#results.set(id, result);
        return { bytes: true };
      }
      const keys = keysIn(result);
      if (!keys) return { json: result };
      this.#results.set(id, keys);
      return { keys: Object.keys(keys) };
    } catch (error) {
      const { name, message } = error as Error;
      // Node 20 has a name of its own for this one.
      return { error: { name: name.replace(/Exception$/, 'Error'), message } };
    }
  }

  /** The arguments, with keys and bytes in their places. */
  #unpack(json: string, parts: ArrayLike<unknown>): unknown[] {
    return JSON.parse(json, (_name, value: unknown) => {
      if (typeof value !== 'object' || value === null || !('$part' in value)) return value;
      const part = parts[(value as { $part: number }).$part];
      // A copy: the script may write to its bytes while they are worked on.
      return this.#owner.world().keys.inside(part) ?? new Uint8Array(part as ArrayBuffer).slice();
    }) as unknown[];
  }
}

function call(method: string, args: unknown[]): Promise<unknown> {
  for (const [at, names] of ALGORITHMS[method] ?? []) {
    const given = args[at] as string | { name?: unknown } | null;
    const name = String(typeof given === 'string' ? given : given?.name);
    if (!names.some((one) => one.toUpperCase() === name.toUpperCase()))
      throw new DOMException(
        `${method}: k6 has no algorithm "${name}": expected ${names.join(', ')}`,
        'NotSupportedError',
      );
  }
  const [, , length] = args;
  if (method === 'deriveBits' && !(typeof length === 'number' && length > 0 && length % 8 === 0))
    throw new DOMException('deriveBits: the length is 0 or not a multiple of 8', 'OperationError');
  const subtle = webcrypto.subtle as unknown as Record<string, (...args: unknown[]) => Promise<unknown>>;
  return (subtle[method] as (...args: unknown[]) => Promise<unknown>).apply(subtle, args);
}

function isKey(value: unknown): value is CryptoKey {
  return typeof value === 'object' && value !== null && 'extractable' in value && 'usages' in value;
}

/** A key as `key`, or the two of a pair. */
function keysIn(result: unknown): Record<string, CryptoKey> | undefined {
  if (isKey(result)) return { key: result };
  const { publicKey, privateKey } = (result ?? {}) as Record<string, unknown>;
  return isKey(publicKey) && isKey(privateKey) ? { publicKey, privateKey } : undefined;
}

function partsOf(key: CryptoKey): KeyParts {
  const { type, extractable, algorithm, usages } = key;
  const plain = (_name: string, value: unknown): unknown => (value instanceof Uint8Array ? [...value] : value);
  return { key, facts: JSON.stringify({ type, extractable, algorithm, usages }, plain) };
}
