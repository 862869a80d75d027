// A file that is written piece by piece and gets its name at the end: a reader finds all of it, or nothing.
import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { atExit } from './at-exit.ts';

/** In the names of partial files: two writers of one path in one process each have their own. */
let count = 0;

/**
 * Where to write what will be `path` in the end; undefined when it has to be written directly, because it is a device or a pipe.
 * Throws for a folder.
 */
export function partialFor(path: string): string | undefined {
  const existing = statSync(path, { throwIfNoEntry: false });
  if (existing?.isDirectory())
    throw Object.assign(new Error('it is a directory'), { code: 'EISDIR', syscall: 'open', path });
  return existing === undefined || existing.isFile() ? `${path}.${process.pid}-${count++}.part` : undefined;
}

/** What is left of it goes when the process ends before `finish`. All methods throw what the file system says. */
export class PartialFile {
  readonly #path: string;
  readonly #partial: string | undefined;
  readonly #stay: () => void;
  #fd: number | undefined;

  /** Opens it. What has the name already stays until the end. */
  constructor(path: string) {
    this.#path = resolve(path);
    this.#partial = partialFor(this.#path);
    this.#fd = openSync(this.#partial ?? this.#path, 'w');
    this.#stay = atExit(() => this.discard());
  }

  write(content: string | Uint8Array): void {
    let left = typeof content === 'string' ? Buffer.from(content) : content;
    while (left.length > 0) left = left.subarray(writeSync(this.#fd as number, left));
  }

  /** Removes what has the name already: the file of an earlier run must not pass for this one's. */
  removeEarlier(): void {
    if (this.#partial) rmSync(this.#path, { force: true });
  }

  /** Puts the file in its place. */
  finish(): void {
    this.#close();
    if (this.#partial) renameSync(this.#partial, this.#path);
    this.#stay();
  }

  /** Leaves nothing behind. Never throws: what could not be written may not be removed or closed either. */
  discard(): void {
    this.#stay();
    try {
      if (this.#partial) rmSync(this.#partial, { force: true });
      this.#close();
    } catch {
      // The error that led here has been reported.
    }
  }

  #close(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    if (fd !== undefined) closeSync(fd);
  }
}
