// Bytes of the histogram file: unsigned LEB128 for whole numbers, 64-bit floats in little-endian order for the rest.

export class ByteWriter {
  #buffer = Buffer.alloc(65_536);
  #at = 0;

  /** A whole number from 0 to Number.MAX_SAFE_INTEGER. */
  whole(value: number): void {
    this.#reserve(8);
    let left = value;
    while (left >= 128) {
      this.#buffer[this.#at++] = (left % 128) + 128;
      left = Math.floor(left / 128);
    }
    this.#buffer[this.#at++] = left;
  }

  floats(...values: number[]): void {
    this.#reserve(8 * values.length);
    for (const value of values) this.#at = this.#buffer.writeDoubleLE(value, this.#at);
  }

  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#at);
  }

  #reserve(length: number): void {
    if (this.#at + length <= this.#buffer.length) return;
    const larger = Buffer.alloc(this.#buffer.length * 2);
    this.#buffer.copy(larger);
    this.#buffer = larger;
  }
}

/** Reads what ByteWriter wrote. Throws an Error at the end of the bytes, and for what is not a number of its kind. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  /** Where the next number starts. */
  at: number;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = at;
  }

  get isAtEnd(): boolean {
    return this.at === this.bytes.length;
  }

  whole(): number {
    const first = this.bytes[this.at++] ?? 0;
    return first < 128 && this.at <= this.bytes.length ? first : this.#longer(first);
  }

  float(): number {
    if (this.at + 8 > this.bytes.length) throw new Error('it is cut off');
    const value = this.#view.getFloat64(this.at, true);
    this.at += 8;
    if (Number.isFinite(value)) return value;
    throw new Error(`it has ${value} as a figure`);
  }

  /** A number of more than one byte. */
  #longer(first: number): number {
    let value = first % 128;
    for (let factor = 128, byte = first; byte >= 128; factor *= 128) {
      const next = this.bytes[this.at++];
      if (next === undefined) throw new Error('it is cut off');
      byte = next;
      value += (byte % 128) * factor;
      if (value > Number.MAX_SAFE_INTEGER) throw new Error('it has a number that is too large');
    }
    if (this.at > this.bytes.length) throw new Error('it is cut off');
    return value;
  }
}
