// Finds out what a file of raw points is, and makes it readable: by its content, packed or not, whole or cut off.
import { createReadStream, createWriteStream } from 'node:fs';
import { open, stat, symlink } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { reasonFor } from 'k6-kit/machine-fault';
import { UserError } from 'k6-kit/user-error';

export interface PointsSource {
  /** The user's file name, for the report. */
  fileName: string;
  kind: 'json' | 'csv';
  isPacked: boolean;
  /** A path without characters that the reader would take for a pattern. */
  path: string;
  /** Columns of a CSV file; which ones there are depends on k6's system tags. */
  columns: string[];
}

const HEAD_BYTES = 64 * 1024;
const WANTED = 'wants raw points of k6 (--out json=file or --out csv=file, also packed with gzip)';

/** Looks at the file's start; `folder` gets a link to it under a name of ours. */
export async function openSource(file: string, index: number, folder: string): Promise<PointsSource> {
  const head = await readHead(file);
  const isPacked = head[0] === 0x1f && head[1] === 0x8b;
  const content = isPacked ? unpackHead(head) : head;
  const hasMark = content.subarray(0, BYTE_ORDER_MARK.length).equals(BYTE_ORDER_MARK);
  const start = content.toString('utf8').replace(/^\uFEFF/, '');
  const firstLine = start.split('\n', 1)[0]!.trim();
  const kind = kindOf(firstLine);
  if (kind === null) {
    const what = start.trim() === '' ? 'empty' : 'something else';
    throw new UserError('E_POINTS_FOREIGN', `${file}: ${what}; ${WANTED}`);
  }
  const path = join(folder, `points-${index}.${kind}${isPacked ? '.gz' : ''}`);
  await symlink(resolve(file), path);
  const columns = kind === 'csv' ? firstLine.split(',') : [];
  const source = { fileName: basename(file), kind, isPacked, path, columns };
  return hasMark ? copyPlain(source, folder, BYTE_ORDER_MARK.length) : source;
}

/** Which the reader would take for a part of the first line. */
const BYTE_ORDER_MARK = Buffer.from('\uFEFF');

async function readHead(file: string): Promise<Buffer> {
  try {
    // It is read more than once, which a pipe allows only once and a device never ends.
    if (!(await stat(file)).isFile()) throw new UserError('E_POINTS_READ', `${file}: is not a regular file; ${WANTED}`);
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = reasonFor(code) ?? message;
    throw new UserError('E_POINTS_READ', `${file}: ${reason}; ${WANTED}`, { cause: error });
  }
}

function unpackHead(head: Buffer): Buffer {
  try {
    return gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: 64 * HEAD_BYTES });
  } catch {
    return Buffer.alloc(0);
  }
}

function kindOf(firstLine: string): PointsSource['kind'] | null {
  if (/^metric_name,timestamp,metric_value(?:,|$)/.test(firstLine)) return 'csv';
  return /^\{.*"type"\s*:\s*"(?:Metric|Point)"/.test(firstLine) ? 'json' : null;
}

/** Copies a file unpacked, without its first bytes. A gzip file goes as far as it is whole: a run that was killed leaves one without its end. */
export async function copyPlain(source: PointsSource, folder: string, skipBytes = 0): Promise<PointsSource> {
  const path = join(folder, `plain-${basename(source.path).replace(/\.gz$/, '')}`);
  let skip = skipBytes;
  await pipeline(
    createReadStream(source.path),
    source.isPacked ? createGunzip({ finishFlush: constants.Z_SYNC_FLUSH }) : new PassThrough(),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        yield chunk.subarray(skip);
        skip = Math.max(0, skip - chunk.length);
      }
    },
    createWriteStream(path),
  );
  return { ...source, path, isPacked: false };
}
