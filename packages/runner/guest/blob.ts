// Blob (https://grafana.com/docs/k6/latest/javascript-api/k6-websockets/blob/): bytes that cannot be changed.
import { unsupported } from './host.ts';
import { GuestPromise } from './promise.ts';
import { bufferOf, bytesOf, decodeUtf8, encodeUtf8 } from './text-coding.ts';

/** The bytes of a Blob; undefined for all else. */
export let bytesOfBlob: (value: unknown) => Uint8Array | undefined;

export class Blob {
  readonly #bytes: Uint8Array;
  readonly type: string;

  constructor(parts: unknown = [], options?: { type?: unknown } | null) {
    if (!Array.isArray(parts)) throw new TypeError('Blob needs an array of its parts');
    const pieces = parts.map((part) =>
      part instanceof Blob ? part.#bytes : (bytesOf(part) ?? encodeUtf8(String(part))),
    );
    this.#bytes = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of pieces) {
      this.#bytes.set(piece, at);
      at += piece.length;
    }
    this.type = options?.type === undefined ? '' : String(options.type);
  }

  get size(): number {
    return this.#bytes.length;
  }

  arrayBuffer(): GuestPromise {
    return GuestPromise.resolve(bufferOf(this.#bytes.slice()));
  }

  bytes(): GuestPromise {
    return GuestPromise.resolve(this.#bytes.slice());
  }

  text(): GuestPromise {
    return GuestPromise.resolve(decodeUtf8(this.#bytes));
  }

  slice(start?: number, end?: number, type?: unknown): Blob {
    return new Blob([this.#bytes.slice(start, end)], { type: type ?? '' });
  }

  stream(): never {
    return unsupported('Blob.stream()', 'use arrayBuffer(), bytes() or text()');
  }

  static {
    bytesOfBlob = (value) => (value instanceof Blob ? value.#bytes : undefined);
  }
}
