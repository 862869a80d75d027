// Writes files whole or not at all: beside the place first, then renamed into it.
import { randomUUID } from 'node:crypto';
import { rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { makeFolder, named } from 'k6-kit/files';
import { machineFault } from 'k6-kit/machine-fault';
import { UserError } from 'k6-kit/user-error';

export interface OutputFile {
  path: string;
  content: string | Uint8Array;
}

/** All contents are on the disk before the first one takes its name, so a full disk leaves the old files as they were. */
export async function writeFiles(files: readonly OutputFile[]): Promise<void> {
  const staged = files.map((file) => ({
    ...file,
    beside: join(dirname(file.path), `.${basename(file.path)}.${randomUUID().slice(0, 8)}.tmp`),
  }));
  try {
    for (const { path, beside, content } of staged) {
      await makeFolder(dirname(path));
      await writeFile(beside, content, { flag: 'wx' });
    }
    for (const { path, beside } of staged) await rename(beside, path);
  } catch (error) {
    const failed = staged.find(({ beside }) => beside === (error as NodeJS.ErrnoException).path) ?? staged[0];
    const fault = machineFault(named(error, failed?.path ?? ''));
    if (fault === undefined) throw error;
    throw new UserError('E_REPORT_WRITE', `${fault}, or choose another folder with --out`, {
      cause: error,
    });
  } finally {
    await Promise.all(staged.map(({ beside }) => rm(beside, { force: true }).catch(() => undefined)));
  }
}
