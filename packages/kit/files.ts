// Writing whole files: beside the place first, then renamed, so that a reader never sees half of one. Errors name the file itself.
import { mkdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { machineFault } from './machine-fault.ts';
import { UserError } from './user-error.ts';

/** Writes `text` to `path` or leaves `path` as it was; makes its folder. `mode` is that of a new file. */
export async function writeWhole(path: string, text: string | Uint8Array, mode?: number): Promise<void> {
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  try {
    await makeFolder(dirname(path));
    await writeFile(beside, text, { mode });
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => undefined);
    throw named(error, path);
  }
}

/** The system names the file beside its place, or for a full disk none: the user knows neither. */
export function named(error: unknown, path: string): unknown {
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

/** Makes a folder: one by one, upwards where a parent is missing: Node's own `recursive` never ends where the system makes no folders (/proc). */
export async function makeFolder(path: string): Promise<void> {
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
