// Bodies as they arrive: unpacked whatever their pieces, and never larger than they may be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import zlib from 'node:zlib';
import fc from 'fast-check';
import { Body, type BodyOptions } from './http-body.ts';
import type { HttpError } from './http-errors.ts';

const MOST_BYTES = 3_000_000;
const packers: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: (bytes) => zlib.gzipSync(bytes),
  deflate: (bytes) => zlib.deflateSync(bytes),
  br: (bytes) => zlib.brotliCompressSync(bytes, { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 1 } }),
};

/** What becomes of a body that arrives in these pieces. */
function read(pieces: readonly Buffer[], options: Partial<BodyOptions> = {}): Promise<Buffer | HttpError> {
  return new Promise((resolve) => {
    const given = { encoding: undefined, declaredBytes: 0, mostBytes: MOST_BYTES, ...options };
    const body = new Body({ ...given, onError: resolve });
    for (const piece of pieces) body.add(piece);
    body.end(resolve);
  });
}

function cut(bytes: Buffer, length: number): Buffer[] {
  const count = Math.ceil(bytes.length / length);
  return Array.from({ length: count }, (_, index) => bytes.subarray(index * length, (index + 1) * length));
}

const pack = (bytes: Buffer, names: readonly string[]): Buffer =>
  names.reduce((data, name) => (packers[name] as (bytes: Buffer) => Buffer)(data), bytes);

/** Text that packs well, badly, or not at all. */
const content = fc
  .tuple(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.integer({ min: 1, max: 9000 }), fc.boolean())
  .map(([unit, times, isRandom]) => {
    const bytes = Buffer.concat(Array.from({ length: times }, () => unit));
    // Seeded: the same unit makes the same noise.
    if (isRandom)
      for (let at = 0, seed = unit[0] ?? 0; at < bytes.length; at++) bytes[at] = seed = (seed * 73 + at) & 255;
    return bytes;
  });
const encodings = fc.array(fc.constantFrom(...Object.keys(packers)), { maxLength: 3 });

test('what was packed comes out again, in whatever pieces it arrives (property)', async () => {
  await fc.assert(
    fc.asyncProperty(content, encodings, fc.integer({ min: 1000, max: 70_000 }), async (bytes, names, length) => {
      const body = await read(cut(pack(bytes, names), length), { encoding: names.join(', ') || 'identity' });
      assert.ok(Buffer.isBuffer(body), JSON.stringify(body));
      assert.equal(Buffer.compare(body, bytes), 0);
    }),
    { numRuns: 60, seed: 15 },
  );
});

test('a body up to the limit is kept, one byte more is error 1900, packed or not', async () => {
  for (const names of [[], ['gzip'], ['br'], ['deflate', 'gzip']]) {
    for (const mostBytes of [100_000, 2_000_000]) {
      const ofLength = (length: number) =>
        read(cut(pack(Buffer.alloc(length), names), 60_000), { encoding: names.join(), mostBytes });
      const kept = await ofLength(mostBytes);
      assert.ok(Buffer.isBuffer(kept) && kept.length === mostBytes, `${names} ${mostBytes}`);
      const refused = await ofLength(mostBytes + 1);
      assert.equal('code' in refused && refused.code, 1900, `${names} ${mostBytes}`);
    }
  }
});

const damaged: [name: string, pieces: Buffer[], encoding: string, error: RegExp][] = [
  ['no gzip', [Buffer.from('not gzip')], 'gzip', /incorrect header check/],
  ['a small gzip without its end', [zlib.gzipSync('x'.repeat(1000)).subarray(0, 20)], 'gzip', /unexpected end of file/],
  [
    'a large gzip without its end',
    cut(zlib.gzipSync(noise(200_000)).subarray(0, 150_000), 40_000),
    'gzip',
    /unexpected end of file/,
  ],
  ['an unknown encoding', [Buffer.from('x')], 'gzip, rot13', /unsupported content encoding rot13/],
  ['a large body of an unknown encoding', [noise(100_000)], 'rot13', /unsupported content encoding rot13/],
  ['a thousand encodings', [Buffer.from('x')], Array(1000).fill('gzip').join(), /more than 5 encodings/],
];
for (const [name, pieces, encoding, error] of damaged) {
  test(`${name} is error 1701`, async () => {
    const result = await read(pieces, { encoding });
    assert.ok('code' in result, 'it is kept');
    assert.equal(result.code, 1701);
    assert.match(result.text, error);
    assert.ok(result.text.length < 300);
  });
}

test('a length that the header names is refused with the first byte; nothing at all is an empty body', async () => {
  const refused = await read([Buffer.from('x')], { declaredBytes: MOST_BYTES + 1 });
  assert.equal('code' in refused && refused.code, 1900);
  for (const encoding of ['gzip', 'rot13', ''])
    assert.deepEqual(await read([], { encoding, declaredBytes: MOST_BYTES + 1 }), Buffer.alloc(0));
});

function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let at = 0, seed = 1; at < length; at++)
    bytes[at] = (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) >> 16;
  return bytes;
}
