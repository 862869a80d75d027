// Reads histogram files from the disk and unpacks them, in bounds: a small file can hold gigabytes of zeros.
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';

/** A file, unpacked. */
export interface HistogramFile {
  /** For messages. */
  name: string;
  bytes: Buffer;
}

/** A larger file is not one of these: a baseline run with its 500 series has 0.25 MB unpacked, 0.1 MB packed. */
export const MAX_HISTOGRAM_BYTES = 8 * 1024 * 1024;

/** Reads a file and unpacks it. Throws an Error that names it and says what is wrong. */
export async function readHistograms(path: string, name: string): Promise<HistogramFile> {
  return unpackHistograms(await readPacked(path, name), name);
}

/** Reads a file as it is. Throws an Error that names it. */
export async function readPacked(path: string, name: string): Promise<Buffer> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      if (size <= MAX_HISTOGRAM_BYTES) return await file.readFile();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new Error(`${name}: it cannot be read (${(cause as NodeJS.ErrnoException).code})`, { cause });
  }
  throw new Error(`${name}: it has more than ${MAX_HISTOGRAM_BYTES} bytes`);
}

/** Unpacks bytes on a thread of their own, so that reading and adding up go on meanwhile. Throws as `readHistograms` does. */
export async function unpackHistograms(gzipped: Buffer, name: string): Promise<HistogramFile> {
  if (gzipped[0] !== 0x1f || gzipped[1] !== 0x8b) throw new Error(`${name}: it is not gzipped`);
  try {
    const options = { maxOutputLength: MAX_HISTOGRAM_BYTES, chunkSize: announcedBytes(gzipped) };
    return { name, bytes: await promisify(gunzip)(gzipped, options) };
  } catch (cause) {
    const isLarge = (cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    const what = isLarge ? `unpacks to more than ${MAX_HISTOGRAM_BYTES} bytes` : 'is damaged or cut off';
    throw new Error(`${name}: it ${what}`, { cause });
  }
}

/** How long the end of a gzip file (RFC 1952) says that its content is, in bounds: in one piece of memory it needs no copying. */
function announcedBytes(gzipped: Buffer): number {
  const announced = gzipped.length < 18 ? 0 : gzipped.readUInt32LE(gzipped.length - 4);
  return Math.min(Math.max(announced + 1, 1024), MAX_HISTOGRAM_BYTES);
}
