// The history of any script's runs: a folder of their summaries, each with a note of when it was and which series it is of.
import { readdir } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { writeFiles } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import { type Note, type Result, readResult } from './result.ts';

/** Summaries in the folder, sorted by file name. Throws a UserError without any. */
export async function filesIn(folder: string, cwd: string, program: string): Promise<string[]> {
  const names = await namesIn(folder, cwd);
  if (names.length > 0) return names.map((name) => join(folder, name));
  const next = `add a run first (\`${program} history add summary.json\`), or name a folder with --store`;
  throw new UserError('E_HISTORY_EMPTY', `${folder}: no run in it; ${next}`);
}

async function namesIn(folder: string, cwd: string): Promise<string[]> {
  const names = await readdir(resolve(cwd, folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code !== 'ENOTDIR') throw error;
    throw new UserError('E_HISTORY_FOLDER', `${folder}: is a file; expected a folder of summaries`, { cause: error });
  });
  return names.filter((name) => name.endsWith('.json')).sort();
}

export async function readResults(files: readonly string[], cwd: string): Promise<Result[]> {
  const results: Result[] = [];
  for (const file of files) results.push(await readResult(file, cwd));
  return results;
}

/** A run and where it is kept; `isNew` is false for one that was there already. */
export interface Kept {
  result: Result;
  file: string;
  isNew: boolean;
}

/** Keeps runs, all or none; one that is there already stays as it is. */
export async function keep(results: readonly Result[], folder: string, cwd: string): Promise<Kept[]> {
  const names = await namesIn(folder, cwd);
  const kept: Kept[] = [];
  for (const result of results) {
    const known = names.find((name) => name.endsWith(`-${result.digest}.json`));
    const name = known ?? nameOf(result);
    if (known === undefined) names.push(name);
    kept.push({ result, file: join(folder, name), isNew: known === undefined });
  }
  const fresh = kept.filter(({ isNew }) => isNew);
  await writeFiles(fresh.map(({ result, file }) => ({ path: resolve(cwd, file), content: contentOf(result) })));
  return kept;
}

/** Unnamed series are `run`; the names of a series are in the order of time. */
function nameOf({ series, startedAt, digest }: Result): string {
  return `${series ?? 'run'}-${startedAt.replace(/[-:]|\.\d+/g, '')}-${digest}.json`;
}

/** Without `setup_data`, which can hold tokens: a history is often committed. */
function contentOf({ file, startedAt, timeFrom, series, value }: Result): string {
  const history: Note = { file: basename(file), startedAt, timeFrom, series };
  const { setup_data: _, history: __, ...summary } = value;
  return `${JSON.stringify({ history, ...summary })}\n`;
}

/** The newest run in the folder that has no name of a series. */
export async function newestUnnamed(folder: string, cwd: string): Promise<Result | null> {
  const name = (await namesIn(folder, cwd)).filter((one) => one.startsWith('run-')).at(-1);
  return name === undefined ? null : await readResult(join(folder, name), cwd);
}
