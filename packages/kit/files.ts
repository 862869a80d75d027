// Files that are written whole or not at all, so that a reader never sees half of one, and folders for them. Errors name the file itself.
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { machineFault } from './machine-fault.ts';
import { PartialFile, partialFor } from './partial-file.ts';
import { UserError } from './user-error.ts';

export interface WholeFile {
  path: string;
  content: string | Uint8Array;
  /** Rights of a new file. */
  mode?: number | undefined;
}

/** Writes `content` to `path` or leaves `path` as it was; makes its folder. `mode` is that of a new file. */
export function writeWhole(path: string, content: string | Uint8Array, mode?: number): Promise<void> {
  return writeFiles([{ path, content, mode }]);
}

/** All contents are on the disk before the first one gets its name, so a full disk leaves the old files as they were. */
export async function writeFiles(files: readonly WholeFile[]): Promise<void> {
  const renames: [partial: string, path: string][] = [];
  let current = '';
  try {
    for (const { path, content, mode } of files) {
      current = path;
      await makeFolder(dirname(path));
      const partial = partialFor(path);
      if (partial) renames.push([partial, path]);
      await writeFile(partial ?? path, content, { mode });
    }
    for (const [partial, path] of renames) {
      current = path;
      await rename(partial, path);
    }
  } catch (error) {
    throw named(error, current);
  } finally {
    await Promise.all(renames.map(([partial]) => rm(partial, { force: true }).catch(() => undefined)));
  }
}

/** The same at once, in a folder that has to be there. Throws what the file system says. */
export function writeWholeSync(path: string, content: string | Uint8Array): void {
  const file = new PartialFile(path);
  try {
    file.write(content);
    file.finish();
  } catch (error) {
    file.discard();
    throw error;
  }
}

/** The system names the file next to its place, or for a full disk none: the user knows neither. */
function named(error: unknown, path: string): unknown {
  return error instanceof Error && 'syscall' in error ? Object.assign(error, { path, dest: undefined }) : error;
}

/** Makes the folder for results where it is missing, and sees that files can be made in it: asked before a run of an hour, not after. */
export async function needFolder(path: string, option = '--out'): Promise<void> {
  try {
    await makeFolder(path);
    // Asked by doing: rights alone say nothing of a full or a read-only disk.
    const trial = join(path, `.trial-${process.pid}`);
    await writeFile(trial, '?').finally(() => rm(trial, { force: true }));
  } catch (error) {
    const fault = machineFault(named(error, path));
    if (fault === undefined) throw error;
    throw new UserError('E_FOLDER', `${option} ${fault}: expected a folder that can be written`, { cause: error });
  }
}

/** Makes a folder, one by one, upwards where a parent is missing: Node's own `recursive` never ends where the system makes no folders (/proc). */
async function makeFolder(path: string): Promise<void> {
  const error = await mkdir(path).then(
    () => undefined,
    (cause: NodeJS.ErrnoException) => cause,
  );
  if (error === undefined) return;
  if (await isFolder(path)) return;
  const parent = dirname(path);
  if (error.code !== 'ENOENT' || (await isFolder(parent))) throw error;
  await makeFolder(parent);
  await makeFolder(path);
}

function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
