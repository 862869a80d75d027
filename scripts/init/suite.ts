// A suite of one's own: the files of template/, with where this repository is.
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { UserError } from 'k6-kit/user-error';

export const TEMPLATE = 'scripts/init/template';
/** Placeholder in the template for the repository, which the suite takes runner, report and types from. */
const ROOT_MARK = 'PERF_ROOT';
/** npm and git would read it in the template itself. */
const RENAMED: Readonly<Record<string, string>> = { gitignore: '.gitignore' };

/** Writes the suite into `folder`, which has to be empty or not there; returns the files' names. */
export async function writeSuite(folder: string, root: string): Promise<string[]> {
  try {
    await refuseUsed(folder);
    const found = await readdir(join(root, TEMPLATE), { recursive: true, withFileTypes: true });
    const from = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    const names = from.map((file) => file.slice(join(root, TEMPLATE).length + 1)).sort();
    for (const name of names) {
      const text = await readFile(join(root, TEMPLATE, name), 'utf8');
      const path = join(folder, RENAMED[name] ?? name);
      await mkdir(dirname(path), { recursive: true });
      // `wx`: what somebody has written in the meantime stays. In JSON a path has its backslashes twice.
      await writeFile(path, text.replaceAll(ROOT_MARK, JSON.stringify(root).slice(1, -1)), { flag: 'wx' });
    }
    return names.map((name) => RENAMED[name] ?? name);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (cause instanceof UserError || code === undefined) throw cause;
    throw new UserError('E_INIT', `${folder} cannot be written (${code}): expected a folder of yours`, { cause });
  }
}

async function refuseUsed(folder: string): Promise<void> {
  const there = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return [];
    throw cause;
  });
  if (there.length === 0) return;
  const [first] = there.sort();
  throw new UserError(
    'E_INIT',
    `${folder} is not empty (${first}): expected an empty folder, or a name that is not taken`,
  );
}
