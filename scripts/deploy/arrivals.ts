// Which instances of a run are awaited: until each has left its files, or is lost as far as that can be seen from here.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceFiles } from 'k6-history/merge/instances';
import { LOST_ENDING, PART_ENDING, readLost } from './uploads/files.ts';

/** What a look at the folder has found. */
export interface Look {
  /** Instances of the run whose files are all there. */
  finished: readonly string[];
  /** Bytes of the others, as far as they have left any. */
  open: ReadonlyMap<string, number>;
  /** Whether instances write while they run (points); histograms come at the end, and say nothing until then. */
  areStreaming: boolean;
  /** Instances that an uploader has given up, with its reason. */
  givenUp: ReadonlyMap<string, string>;
}

/**
 * Judges looks at a folder, one after the other. An instance is lost when its uploader says so, or when another has finished and
 * nothing new has come from it for `graceS`: instances start together, and one that still sends load writes.
 */
export class Arrivals {
  readonly #expected: number;
  readonly #graceS: number;
  readonly #grown = new Map<string, { bytes: number; atMs: number }>();
  #firstEndMs: number | undefined;

  constructor(expected: number, graceS: number) {
    this.#expected = Math.max(1, expected);
    this.#graceS = graceS;
  }

  /** Lines about lost instances once nothing more can come, none when all are there; undefined: wait on. */
  judge({ finished, open, areStreaming, givenUp }: Look, nowMs: number): string[] | undefined {
    if (finished.length >= this.#expected) return [];
    if (finished.length > 0) this.#firstEndMs ??= nowMs;
    for (const [name, bytes] of open)
      if (this.#grown.get(name)?.bytes !== bytes) this.#grown.set(name, { bytes, atMs: nowMs });
    const lost = new Map([...givenUp].filter(([name]) => !finished.includes(name)));
    for (const name of open.keys())
      if (areStreaming && !lost.has(name) && this.#isSilent(this.#grown.get(name)?.atMs ?? nowMs, nowMs))
        lost.set(name, `nothing new from it for ${this.#graceS} s`);
    const isAnyRunning = [...open.keys()].some((name) => !lost.has(name));
    const unseen = this.#expected - finished.length - lost.size;
    const areUnseenLost = areStreaming && this.#isSilent(0, nowMs);
    if (isAnyRunning || (unseen > 0 && !areUnseenLost)) return undefined;
    const lines = [...lost].map(([name, why]) => `${name}: not waited for any longer: ${why}`);
    if (unseen > 0) lines.push(`${unseen} of ${this.#expected} instances left nothing, and others have finished`);
    return lines;
  }

  #isSilent(sinceMs: number, nowMs: number): boolean {
    const first = this.#firstEndMs;
    return first !== undefined && nowMs - Math.max(first, sinceMs) >= this.#graceS * 1000;
  }
}

/** `own`: files of the run that is awaited, and those without a result, which may be of it. */
export async function lookAt(folder: string, own: readonly InstanceFiles[]): Promise<Look> {
  const isWhole = ({ result, points, histograms }: InstanceFiles): boolean =>
    result !== undefined && (points ?? histograms) !== undefined;
  const finished = own.filter(isWhole).map(({ name }) => name);
  const open = new Map<string, number>();
  for (const { name, result, points, histograms } of own.filter((files) => !isWhole(files)))
    open.set(name, await bytesOf([result, points, histograms].filter((path) => path !== undefined)));
  const givenUp = new Map<string, string>();
  const names = await readdir(folder).catch(() => []);
  for (const file of names) {
    if (file.endsWith(LOST_ENDING)) givenUp.set(file.slice(0, -LOST_ENDING.length), await readLost(join(folder, file)));
    if (!file.endsWith(PART_ENDING)) continue;
    const name = file.slice(0, file.indexOf('.'));
    if (!finished.includes(name)) open.set(name, (open.get(name) ?? 0) + (await bytesOf([join(folder, file)])));
  }
  const areStreaming =
    own.some(({ points }) => points !== undefined) && own.every(({ histograms }) => histograms === undefined);
  return { finished, open, areStreaming, givenUp };
}

async function bytesOf(paths: readonly string[]): Promise<number> {
  const sizes = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
