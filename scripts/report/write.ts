// Writes files whole or not at all: beside the place first, then renamed into it.
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { UserError } from '../user-error.ts';

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
      await mkdir(dirname(path), { recursive: true });
      await writeFile(beside, content, { flag: 'wx' });
    }
    for (const { path, beside } of staged) await rename(beside, path);
  } catch (error) {
    const failed = (error as NodeJS.ErrnoException).path ?? staged[0]?.path ?? '';
    const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
    if (reason === undefined) throw error;
    throw new UserError(
      'E_REPORT_WRITE',
      `${dirname(failed)}: cannot write the report there (${reason}); choose another folder with --out`,
      {
        cause: error,
      },
    );
  } finally {
    await Promise.all(staged.map(({ beside }) => rm(beside, { force: true }).catch(() => undefined)));
  }
}

const REASONS: Record<string, string> = {
  EACCES: 'not allowed',
  EPERM: 'not allowed',
  EROFS: 'read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  ENOTDIR: 'a part of the path is a file',
  EEXIST: 'a file is in the way',
  EISDIR: 'a folder is in the way',
  ENAMETOOLONG: 'the name is too long',
};
