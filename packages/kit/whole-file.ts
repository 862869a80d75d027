// Files that are complete or not there: written beside their place and renamed at the end.
import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * Where to write what will be `target` in the end; undefined when it has to be written directly, because it is a device or a
 * pipe. Throws for a directory.
 */
export function partialFor(target: string): string | undefined {
  const existing = statSync(target, { throwIfNoEntry: false });
  if (existing?.isDirectory()) throw new Error('it is a directory');
  return existing === undefined || existing.isFile() ? `${target}.part` : undefined;
}

/** Writes a file at once. Throws what the file system says, and then nothing is left behind. */
export function writeWhole(path: string, content: string | Buffer): void {
  const target = resolve(path);
  const partial = partialFor(target);
  if (partial === undefined) {
    writeFileSync(target, content);
    return;
  }
  try {
    writeFileSync(partial, content);
    renameSync(partial, target);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}
