// Files of instances while they are uploaded: their names, what of each has come, and the bytes that are added to it.
import { appendFile, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HISTOGRAM_ENDING } from 'k6-local/histograms';
import { printable } from 'k6-verdict/parse/json-text';

/** A file that has not come whole has this behind its name, so that no merge reads it. */
export const PART_ENDING = '.part';
/** What an uploader leaves when its instance ended without its files: the reason in a line. */
export const LOST_ENDING = '.lost';
/** Points of k6, which grow while it runs; histograms of the local runner, which come at its end. */
export const FIGURES = ['.points.json.gz', HISTOGRAM_ENDING] as const;
export const RESULT_ENDING = '.json';
const FILE = /^([a-z\d](?:[a-z\d-]{0,61}[a-z\d])?)(\.points\.json\.gz|\.hdr\.gz|\.json|\.lost)$/;
const REASON_LENGTH = 300;

/** Instance and ending of a file that may be uploaded; undefined: another. */
export function partsOfName(file: string): { name: string; ending: string } | undefined {
  const [, name, ending] = FILE.exec(file) ?? [];
  return name === undefined || ending === undefined ? undefined : { name, ending };
}

export async function readLost(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return printable(text.trim().slice(0, REASON_LENGTH)) || 'its uploader gave it up';
}

export interface Progress {
  /** Bytes that are there. */
  offset: number;
  isComplete: boolean;
}

/** What was asked cannot be done; the answer to the asker. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface Bounds {
  /** Instances of the run. */
  expected: number;
  /** All files of the run together, bytes. */
  limitBytes: number;
}

/** The run's folder. What it has had is read from the disk each time, so a restart loses nothing. */
export class UploadFolder {
  readonly #folder: string;
  readonly #bounds: Bounds;
  #queue: Promise<unknown> = Promise.resolve();

  constructor(folder: string, bounds: Bounds) {
    this.#folder = folder;
    this.#bounds = bounds;
  }

  async progress(file: string): Promise<Progress> {
    const whole = await sizeOf(join(this.#folder, file));
    if (whole !== undefined) return { offset: whole, isComplete: true };
    return { offset: (await sizeOf(join(this.#folder, `${file}${PART_ENDING}`))) ?? 0, isComplete: false };
  }

  /** Adds bytes at `offset`, one request after the other. Throws a Refusal for another offset, too many instances or bytes. */
  add(file: string, offset: number, bytes: Buffer, isLast: boolean): Promise<Progress> {
    return this.#inTurn(async () => {
      await this.#refuseMore(file, bytes.length);
      const there = await this.progress(file);
      if (there.isComplete) throw new Refusal(409, `${file} is complete`);
      if (there.offset !== offset) throw new Refusal(409, `${file} has ${there.offset} bytes, not ${offset}`);
      const part = join(this.#folder, `${file}${PART_ENDING}`);
      await appendFile(part, bytes);
      if (isLast) await rename(part, join(this.#folder, file));
      return { offset: offset + bytes.length, isComplete: isLast };
    });
  }

  giveUp(file: string, reason: string): Promise<void> {
    return this.#inTurn(async () => {
      await this.#refuseMore(file, 0);
      await writeFile(join(this.#folder, file), reason.slice(0, REASON_LENGTH));
    });
  }

  async #refuseMore(file: string, bytes: number): Promise<void> {
    const { expected, limitBytes } = this.#bounds;
    const files = (await readdir(this.#folder)).map((one) => [one, partsOfName(one.replace(/\.part$/, ''))] as const);
    const names = new Set(files.flatMap(([, parts]) => parts?.name ?? []));
    const own = partsOfName(file)?.name ?? '';
    if (!names.has(own) && names.size >= expected)
      throw new Refusal(403, `${expected} instances were expected, and as many have sent files`);
    const sizes = await Promise.all(files.map(([one]) => sizeOf(join(this.#folder, one))));
    const all = sizes.reduce<number>((sum, size) => sum + (size ?? 0), bytes);
    if (all > limitBytes) throw new Refusal(413, `the run's files are more than ${Math.floor(limitBytes / 1e6)} MB`);
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#queue.then(task);
    this.#queue = done.catch(() => undefined);
    return done;
  }
}

function sizeOf(path: string): Promise<number | undefined> {
  return stat(path).then(
    ({ size }) => size,
    () => undefined,
  );
}
