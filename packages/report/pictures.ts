// Reads the pictures that a page load test left next to its result, as data URIs: small ones, whose bytes are what the name says.
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { PICTURE_NAME } from 'k6-format/page-evidence';
import type { PageEvidence } from 'k6-format/run-record';
import { clip, plural } from './text/words.ts';

/** A report is read in one piece: pictures stay small, one by one and together. */
const MOST_BYTES = 300_000;
const MOST_BYTES_TOGETHER = 3_000_000;

export interface Pictures {
  /** File name -> data URI. */
  byFile: ReadonlyMap<string, string>;
  /** What is not shown and why, one line a reason. */
  notes: string[];
}

const NO_PICTURES: Pictures = { byFile: new Map(), notes: [] };

/** Pictures of failures come first where there are too many bytes. Never throws: a report without a picture is a report. */
export async function readPictures(folder: string, pages: PageEvidence | undefined): Promise<Pictures> {
  if (!pages) return NO_PICTURES;
  const names = [...pages.failures, ...pages.frames].map(({ file }) => file).filter((file) => file !== '');
  const byFile = new Map<string, string>();
  const absent = new Map<string, string[]>();
  let bytes = 0;
  for (const name of new Set(names)) {
    const read = PICTURE_NAME.test(name) ? await readPicture(join(folder, name)) : 'not the bare name of a PNG or JPEG';
    const why = typeof read === 'string' ? read : bytes + read.length > MOST_BYTES_TOGETHER ? TOO_MANY : null;
    if (why === null && typeof read !== 'string') {
      bytes += read.length;
      byFile.set(name, `data:${typeOf(read)};base64,${read.toString('base64')}`);
    } else absent.set(why ?? '', [...(absent.get(why ?? '') ?? []), name]);
  }
  return { byFile, notes: [...absent].map(([why, files]) => noteOf(why, files)) };
}

const TOO_MANY = `more than ${MOST_BYTES_TOGETHER / 1e6} MB in all`;

function noteOf(why: string, [first = '', ...rest]: string[]): string {
  const others = rest.length === 0 ? '' : ` and ${plural(rest.length, 'other')}`;
  return `picture not shown: ${clip(first)}${others} (${why})`;
}

/** Its bytes, or why not. A link could lead to any file of this machine. */
async function readPicture(path: string): Promise<Buffer | string> {
  const handle = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)).catch(
    () => null,
  );
  if (!handle) return 'no such file next to the result';
  try {
    const { size } = await handle.stat().then((stats) => (stats.isFile() ? stats : { size: null }));
    if (size === null) return 'not a file';
    if (size > MOST_BYTES) return `larger than ${MOST_BYTES / 1000} KB`;
    const content = Buffer.alloc(size);
    const { bytesRead } = await handle.read(content, 0, size, 0);
    return typeOf(content.subarray(0, bytesRead)) === null ? 'neither PNG nor JPEG' : content.subarray(0, bytesRead);
  } catch {
    return 'cannot be read';
  } finally {
    await handle.close();
  }
}

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

/** By the first bytes. */
function typeOf(content: Buffer): 'image/png' | 'image/jpeg' | null {
  if (content.subarray(0, PNG.length).equals(PNG)) return 'image/png';
  return content.subarray(0, JPEG.length).equals(JPEG) ? 'image/jpeg' : null;
}
