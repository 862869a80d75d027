// Host calls that belong to no VU in particular: files, shared arrays, hashes, random bytes.

import { createHash, createHmac, getHashes, randomBytes, randomFillSync } from 'node:crypto';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CallsOf } from './call-homes.ts';
import { BODY } from './protocol.ts';
import { readFile } from './read-file.ts';
import type { RunContext } from './run-context.ts';
import type { CallArguments, CallTable } from './sandbox.ts';
import { SharedTexts } from './shared-texts.ts';
import { UnsupportedError } from './unsupported.ts';

const OPENSSL_NAMES: Record<string, string> = { sha512_224: 'sha512-224', sha512_256: 'sha512-256' };
const ENCODINGS: Record<string, (bytes: Buffer) => string | Uint8Array> = {
  hex: (bytes) => bytes.toString('hex'),
  base64: (bytes) => bytes.toString('base64'),
  base64url: (bytes) => bytes.toString('base64').replace(/\+/g, '-').replace(/\//g, '_'),
  base64rawurl: (bytes) => bytes.toString('base64url'),
  binary: (bytes) => bytes,
};

interface CommonOwner {
  context: RunContext;
  /** Whether the script is still loading. */
  readonly isInInit: boolean;
}

/** The calls of k6/data, k6/crypto, open() and import.meta.resolve. */
export class CommonCalls implements Pick<CallTable, CallsOf<'common'>> {
  readonly #owner: CommonOwner;

  constructor(owner: CommonOwner) {
    this.#owner = owner;
  }

  openFile(args: CallArguments): string | Buffer {
    if (!this.#owner.isInInit)
      throw new Error('the "open" function is only available in the init stage (i.e. the global scope)');
    const [path, mode, base] = [args.text(0), args.text(1), args.text(2)];
    const bytes = readBytes(pathFrom(base || this.#owner.context.script.name, path), path);
    return mode === 'b' ? bytes : bytes.toString('utf8');
  }

  resolvePath(args: CallArguments): string {
    return this.#owner.context.script.resolve(args.text(1), args.text(0));
  }

  sharedLength(args: CallArguments): number {
    return this.#owner.context.shared.get(args.text(0))?.length ?? -1;
  }

  sharedPut(args: CallArguments): undefined {
    if (!this.#owner.isInInit) throw new Error('new SharedArray must be called in the init context');
    this.#owner.context.shared.set(args.text(0), SharedTexts.of(JSON.parse(args.text(1)) as string[]));
  }

  sharedGet(args: CallArguments): string {
    const text = this.#owner.context.shared.get(args.text(0))?.at(args.number(1));
    if (text === undefined) throw new Error('a SharedArray has no such element');
    return text;
  }

  randomBytes(args: CallArguments): Buffer {
    const size = args.number(0);
    return size > MOST_POOLED ? randomBytes(size) : fromPool(size);
  }

  url(args: CallArguments): string {
    return partsOf(args.text(0), args.text(1));
  }

  digest(args: CallArguments): string | Uint8Array {
    const [algorithm, encoding] = [args.text(0), args.text(1)];
    const name = OPENSSL_NAMES[algorithm] ?? algorithm;
    if (!getHashes().includes(name) && !getHashes().includes(name.toUpperCase()))
      throw new UnsupportedError(`k6/crypto ${algorithm}`);
    const hash = args.number(3) === BODY.none ? createHash(name) : createHmac(name, args.bytes(4));
    const encode = ENCODINGS[encoding];
    if (!encode)
      throw new Error(`invalid output encoding: ${encoding}: expected one of ${Object.keys(ENCODINGS).join(', ')}`);
    return encode(hash.update(args.bytes(2)).digest());
  }
}

/** The system's generator is slow for a few bytes, and each VU needs some. */
const POOL = Buffer.alloc(4096);
const MOST_POOLED = 64;
let used = POOL.length;

/** Each byte is given away once. */
function fromPool(size: number): Buffer {
  if (used + size > POOL.length) {
    randomFillSync(POOL);
    used = 0;
  }
  used += size;
  return Buffer.from(POOL.subarray(used - size, used));
}

/** JSON of the parts of a URL, which may start from a base; empty for what is none. */
function partsOf(text: string, base: string): string {
  if (!URL.canParse(text, base || undefined)) return '';
  const { hash, host, hostname, href, origin, password, pathname, port, protocol, search, username } = new URL(
    text,
    base || undefined,
  );
  return JSON.stringify({
    ...{ hash, host, hostname, href, origin, password, pathname, port, protocol, search, username },
  });
}

/** The path of a file that a file of the script opens. */
function pathFrom(base: string, path: string): string {
  if (path.startsWith('file:')) return fileURLToPath(path);
  if (/^https?:/.test(path) || !base.startsWith('file:'))
    throw new Error(
      `open("${path}"): only files of this machine can be opened, and a module of the web names them in full`,
    );
  return resolve(dirname(fileURLToPath(base)), path);
}

function readBytes(path: string, shown: string): Buffer {
  try {
    return readFile(path);
  } catch (error) {
    throw new Error(`open("${shown}") failed: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
}
