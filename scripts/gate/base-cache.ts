// Blocks of a base that an earlier gate has run: by commit, settings and machine, so that what is found there is what would be measured.
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { readRun } from 'k6-history/read-run';
import type { HistoryRun } from 'k6-history/run';
import { UserError } from 'k6-kit/user-error';

/** Where the blocks of a commit are. `settings`: all that a block depends on, apart from the commit. */
export function cacheFolder(cache: string, commit: string, settings: readonly unknown[]): string {
  if (!/^[0-9a-f]{7,64}$/.test(commit))
    throw new UserError('E_GATE_COMMIT', '--base-commit: expected the hash of a commit, in lower case');
  const machine = [cpus()[0]?.model, cpus().length, process.arch];
  const digest = createHash('sha256')
    .update(JSON.stringify([machine, settings]))
    .digest('hex')
    .slice(0, 12);
  return join(cache, `${commit}-${digest}`);
}

/** As many blocks as are asked for; undefined where there are fewer, or one cannot be read. */
export async function readBlocks(folder: string, count: number): Promise<HistoryRun[] | undefined> {
  const names = (await readdir(folder).catch(() => [])).filter(isResult).sort();
  if (names.length < count) return undefined;
  return Promise.all(names.slice(0, count).map((name) => readRun(join(folder, name)))).catch(() => undefined);
}

/** Copies the results of a base's blocks to the cache. */
export async function keepBlocks(results: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const name of (await readdir(results)).filter(isResult)) await copyFile(join(results, name), join(folder, name));
}

/** Next to a result is what the guard said. */
function isResult(name: string): boolean {
  return name.endsWith('Z.json') || /Z-\d+\.json$/.test(name);
}
