// Reads what the user named and knows an end: files and pipes up to a size, no devices, no pipe that stays silent.
import { constants, type FileHandle, open } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { reasonFor } from './machine-fault.ts';
import { UserError } from './user-error.ts';

/** A file that the user named and that cannot be read; `reason` is the message without the path. */
export class Unreadable extends UserError {
  readonly reason: string;

  constructor(path: string, reason: string, options?: ErrorOptions) {
    super('E_READ', `${path}: ${reason}`, options);
    this.reason = reason;
  }
}

/** How long a pipe may be silent, ms. */
const SILENCE_MS = 10_000;
const CHUNK_BYTES = 1024 * 1024;
/** Between two looks at a pipe that has nothing yet, ms. */
const LOOK_MS = 20;

/**
 * All of a file or a pipe, at most `maxBytes`. Throws an Unreadable for what is not there, not allowed, a device (/dev/zero never
 * ends), longer, or a pipe that nobody writes to for `silenceMs`.
 */
export async function readBounded(path: string, maxBytes: number, silenceMs = SILENCE_MS): Promise<Buffer> {
  try {
    // A pipe that nobody has opened for writing would keep a blocking open waiting for ever.
    const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = await file.stat();
      if (stat.isCharacterDevice() || stat.isBlockDevice()) throw new Unreadable(path, 'is a device, not a file');
      if (stat.size > maxBytes) throw tooLong(path, maxBytes);
      return await readToEnd(file, path, { maxBytes, silenceMs, isPipe: stat.isFIFO() });
    } finally {
      await file.close();
    }
  } catch (cause) {
    if (cause instanceof Unreadable) throw cause;
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new Unreadable(path, reasonFor(code) ?? message, { cause });
  }
}

/** Longest document, configuration or list that a person writes, bytes. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

/** The same as UTF-8 text; by default no longer than a person writes one. */
export async function readText(path: string, maxBytes = MAX_TEXT_BYTES): Promise<string> {
  return (await readBounded(path, maxBytes)).toString('utf8');
}

async function readToEnd(
  file: FileHandle,
  path: string,
  { maxBytes, silenceMs, isPipe }: { maxBytes: number; silenceMs: number; isPipe: boolean },
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let [bytes, silentMs] = [0, 0];
  for (;;) {
    const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
    const bytesRead = await file.read(chunk, 0, chunk.length, null).then(
      (read) => read.bytesRead,
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EAGAIN') throw error;
        return undefined;
      },
    );
    // A pipe that nobody has opened for writing yet is at its end, too.
    const isWaiting = bytesRead === undefined || (bytesRead === 0 && isPipe && bytes === 0);
    if (isWaiting) {
      if (silentMs >= silenceMs) throw new Unreadable(path, `is a pipe that was silent for ${silenceMs / 1000} s`);
      silentMs += LOOK_MS;
      await pause(LOOK_MS);
      continue;
    }
    if (bytesRead === 0) return Buffer.concat(chunks);
    silentMs = 0;
    bytes += bytesRead;
    if (bytes > maxBytes) throw tooLong(path, maxBytes);
    chunks.push(chunk.subarray(0, bytesRead));
  }
}

function tooLong(path: string, maxBytes: number): Unreadable {
  return new Unreadable(path, `more than ${Math.round(maxBytes / 2 ** 20)} MB`);
}
