// The body of one answer: kept up to a limit, and unpacked while it arrives.
import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import { badBody, bodyTooLarge, type HttpError } from './http-errors.ts';

interface Unpacker {
  atOnce(data: Buffer, options: { maxOutputLength: number }): Buffer;
  stream(options: { chunkSize: number }): Transform;
}

/** By the name in Content-Encoding. */
const UNPACKERS: Readonly<Record<string, Unpacker>> = {
  gzip: { atOnce: zlib.gunzipSync, stream: zlib.createGunzip },
  deflate: { atOnce: zlib.inflateSync, stream: zlib.createInflate },
  br: { atOnce: zlib.brotliDecompressSync, stream: zlib.createBrotliDecompress },
  ...zstd(),
};

/** Small bodies are unpacked in one go: streams cost more than that. In bytes, packed and unpacked. */
const [SMALL_PACKED, SMALL_UNPACKED] = [65_536, 1_048_576];
const CHUNK_BYTES = 65_536;
/** A server may name as many as it likes. */
const MOST_ENCODINGS = 5;

export interface BodyOptions {
  /** The header Content-Encoding. */
  encoding: string | undefined;
  /** What the header Content-Length says. */
  declaredBytes: number;
  /** Bytes that a body may take, packed or not. */
  mostBytes: number;
  /** Called once for a body that cannot be kept. */
  onError(error: HttpError): void;
}

export class Body {
  readonly #options: BodyOptions;
  /** Names of encodings, in the order in which they are undone. */
  readonly #encodings: readonly string[];
  #chunks: Buffer[] = [];
  #packedBytes = 0;
  #bytes = 0;
  /** Streams from the packed bytes to the body, once it is too large for one go. */
  #streams: Transform[] = [];
  #isOver = false;

  constructor(options: BodyOptions) {
    this.#options = options;
    const names = (options.encoding ?? '').toLowerCase().split(',');
    this.#encodings = names
      .map((name) => name.trim())
      .filter((name) => name !== '' && name !== 'identity')
      .reverse();
  }

  /** Takes in what has arrived. */
  add(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#packedBytes += chunk.length;
    const [first] = this.#streams;
    if (Math.max(this.#packedBytes, this.#options.declaredBytes) > this.#options.mostBytes) this.#failTooLarge();
    else if (first) first.write(chunk);
    else this.#keep(chunk);
  }

  /** Everything has arrived; `done` is called once, now or later, unless the body cannot be kept. */
  end(done: (body: Buffer) => void): void {
    if (this.#isOver) return;
    const body = this.#streams.length > 0 ? undefined : this.#inOneGo();
    if (this.#isOver) return;
    if (body) this.#finish(body, done);
    else this.#unpack((unpacked) => this.#finish(unpacked, done));
  }

  /** Nobody needs it any more. */
  drop(): void {
    this.#isOver = true;
    this.#chunks = [];
    for (const stream of this.#streams) stream.destroy();
    this.#streams = [];
  }

  #keep(chunk: Buffer): void {
    this.#chunks.push(chunk);
    if (this.#encodings.length === 0 || this.#packedBytes <= SMALL_PACKED) return;
    if (this.#isKnown()) this.#open();
  }

  #isKnown(): boolean {
    const unknown = this.#encodings.find((name) => !(name in UNPACKERS));
    if (unknown !== undefined) this.#fail(badBody(`unsupported content encoding ${unknown}`));
    else if (this.#encodings.length > MOST_ENCODINGS) this.#fail(badBody(`more than ${MOST_ENCODINGS} encodings`));
    return !this.#isOver;
  }

  /** The whole body if it is small; undefined when it has to be streamed, or has failed. */
  #inOneGo(): Buffer | undefined {
    const packed = Buffer.concat(this.#chunks);
    if (packed.length === 0 || this.#encodings.length === 0) return packed;
    if (!this.#isKnown()) return undefined;
    const maxOutputLength = Math.min(SMALL_UNPACKED, this.#options.mostBytes);
    try {
      return this.#encodings.reduce(
        (data: Buffer, name) => (UNPACKERS[name] as Unpacker).atOnce(data, { maxOutputLength }),
        packed as Buffer,
      );
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ERR_BUFFER_TOO_LARGE')
        this.#fail(badBody((error as Error).message));
      return undefined;
    }
  }

  /** Lets the packed bytes so far, and all that follow, run through streams. */
  #open(): void {
    const streams = this.#encodings.map((name) => (UNPACKERS[name] as Unpacker).stream({ chunkSize: CHUNK_BYTES }));
    this.#streams = streams;
    for (const stream of streams) stream.on('error', (error) => this.#fail(badBody(error.message)));
    streams.reduce((from, to) => from.pipe(to));
    const packed = this.#chunks;
    this.#chunks = [];
    streams.at(-1)?.on('data', (chunk: Buffer) => {
      this.#bytes += chunk.length;
      if (this.#bytes > this.#options.mostBytes) this.#failTooLarge();
      else if (!this.#isOver) this.#chunks.push(chunk);
    });
    for (const chunk of packed) streams[0]?.write(chunk);
  }

  #unpack(done: (body: Buffer) => void): void {
    if (this.#streams.length === 0) this.#open();
    this.#streams.at(-1)?.on('end', () => done(Buffer.concat(this.#chunks)));
    this.#streams[0]?.end();
  }

  #finish(body: Buffer, done: (body: Buffer) => void): void {
    if (this.#isOver) return;
    this.drop();
    done(body);
  }

  #failTooLarge(): void {
    this.#fail(bodyTooLarge(this.#options.mostBytes));
  }

  #fail(error: HttpError): void {
    if (this.#isOver) return;
    this.drop();
    this.#options.onError(error);
  }
}

/** From Node 22.15 on. */
function zstd(): Record<string, Unpacker> {
  const { zstdDecompressSync: atOnce, createZstdDecompress: stream } = zlib as Partial<{
    zstdDecompressSync: Unpacker['atOnce'];
    createZstdDecompress: Unpacker['stream'];
  }>;
  return atOnce && stream ? { zstd: { atOnce, stream } } : {};
}
