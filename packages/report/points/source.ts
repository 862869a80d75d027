// Finds out what a file of raw points is, and reads it: by its content, packed or not, whole or cut off.
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { constants, createGunzip, gunzipSync } from 'node:zlib';
import { reasonFor } from 'k6-kit/machine-fault';
import { UserError } from 'k6-kit/user-error';

export interface PointsSource {
  /** The user's file name, for the report. */
  fileName: string;
  kind: 'json' | 'csv';
  isPacked: boolean;
  path: string;
  /** Columns of a CSV file; which ones there are depends on k6's system tags. */
  columns: string[];
}

const HEAD_BYTES = 64 * 1024;
const CHUNK_BYTES = 256 * 1024;
const EXPECTED = 'expected raw points of k6 (--out json=file or --out csv=file, also packed with gzip)';

/** Looks at the file's start. Throws a UserError where it holds no points. */
export async function openSource(file: string): Promise<PointsSource> {
  const head = await readHead(file);
  const source = sourceOf(file, head);
  if (source !== null) return source;
  const what = unpacked(head).trim() === '' ? 'empty' : 'something else';
  throw new UserError('E_POINTS_FOREIGN', `${file}: ${what}; ${EXPECTED}`);
}

/** Whether the file starts as points do; one that cannot be read is for another reader to say so. */
export async function holdsPoints(file: string): Promise<boolean> {
  const head = await readHead(file).catch(() => null);
  return head !== null && sourceOf(file, head) !== null;
}

function sourceOf(file: string, head: Buffer): PointsSource | null {
  const firstLine = unpacked(head).split('\n', 1)[0]!.trim();
  const kind = kindOf(firstLine);
  if (kind === null) return null;
  const columns = kind === 'csv' ? firstLine.split(',') : [];
  return { fileName: basename(file), kind, isPacked: isPacked(head), path: file, columns };
}

async function readHead(file: string): Promise<Buffer> {
  try {
    // It is read more than once, which a pipe allows only once and a device never ends.
    if (!(await stat(file)).isFile())
      throw new UserError('E_POINTS_READ', `${file}: is not a regular file; ${EXPECTED}`);
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
    throw new UserError('E_POINTS_READ', `${file}: ${reason}; ${EXPECTED}`, { cause: error });
  }
}

function isPacked(head: Buffer): boolean {
  return head[0] === 0x1f && head[1] === 0x8b;
}

/** The file's start as text, without a byte order mark. */
function unpacked(head: Buffer): string {
  return (isPacked(head) ? unpackHead(head) : head).toString('utf8').replace(/^\uFEFF/, '');
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

/** The file's bytes, unpacked. A gzip file goes as far as it is whole: a run that was killed leaves one without its end. */
export async function* bytesOf({ path, isPacked }: PointsSource, onDamaged: () => void): AsyncGenerator<Uint8Array> {
  const file = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  if (!isPacked) return yield* file;
  const unpacking = createGunzip({ finishFlush: constants.Z_SYNC_FLUSH, chunkSize: CHUNK_BYTES });
  file.on('error', (error) => unpacking.destroy(error));
  try {
    yield* file.pipe(unpacking);
  } catch (error) {
    if (!(error as NodeJS.ErrnoException).code?.startsWith('Z_')) throw error;
    onDamaged();
  } finally {
    file.destroy();
  }
}
