// The elements of a SharedArray: one copy in memory for all VUs of all threads.

/** An array of texts that threads can share. */
export class SharedTexts {
  /** UTF-8, one text after the other. */
  readonly bytes: SharedArrayBuffer;
  /** Where each text ends in `bytes`. */
  readonly ends: Float64Array;

  constructor(bytes: SharedArrayBuffer, ends: Float64Array) {
    this.bytes = bytes;
    this.ends = ends;
  }

  static of(texts: readonly string[]): SharedTexts {
    let lengthBytes = 0;
    const ends = new Float64Array(new SharedArrayBuffer(texts.length * Float64Array.BYTES_PER_ELEMENT));
    for (const [index, text] of texts.entries()) ends[index] = lengthBytes += Buffer.byteLength(text);
    const bytes = new SharedArrayBuffer(lengthBytes);
    const buffer = Buffer.from(bytes);
    for (const [index, text] of texts.entries()) buffer.write(text, ends[index - 1] ?? 0);
    return new SharedTexts(bytes, ends);
  }

  get length(): number {
    return this.ends.length;
  }

  /** Undefined when the element is missing. */
  at(index: number): string | undefined {
    const end = this.ends[index];
    if (end === undefined) return undefined;
    return Buffer.from(this.bytes).toString('utf8', this.ends[index - 1] ?? 0, end);
  }
}
