// Where the history is, runs named by file or by id, and numbers of runs: what the commands that read it share.
import { access } from 'node:fs/promises';
import { isAbsolute, join, resolve } from 'node:path';
import { Option } from 'commander';
import type { HistoryRun } from 'k6-history/run';
import { HistoryStore } from 'k6-history/store/store';
import { UserError } from 'k6-kit/user-error';
import type { Io } from '../io.ts';

export const DEFAULT_STORE = 'results/history.duckdb';

export function storeOption(): Option {
  return new Option('--store <file>', 'the history').default(DEFAULT_STORE);
}

/** The default is the repository's, other paths start where the user stands. */
export function storePath(given: string, io: Io): string {
  if (isAbsolute(given)) return given;
  return join(given === DEFAULT_STORE ? io.root : io.cwd, given);
}

/** Opens the store for one action and closes it whatever happens: others wait for it. */
export async function withStore<Result>(
  given: string,
  mode: 'read' | 'write' | 'create',
  io: Io,
  action: (store: HistoryStore) => Promise<Result>,
): Promise<Result> {
  const store = await HistoryStore.open(storePath(given, io), mode);
  try {
    return await action(store);
  } finally {
    store.close();
  }
}

/** Runs by result file or by id; the history is opened only when one of them is not a file. */
export async function findRuns(names: readonly string[], store: string, io: Io): Promise<HistoryRun[]> {
  const runs: HistoryRun[] = [];
  for (const name of names) {
    const file = resolve(io.cwd, name);
    const isFile = await isResultFile(name, io);
    // Reading results loads the report's parser and judge: what is in the history needs neither.
    runs.push(
      isFile
        ? await (await import('k6-history/read-run')).readRun(file)
        : await withStore(store, 'read', io, (history) => history.get(name)),
    );
  }
  return runs;
}

/** Whether a name means a file: there is one, or it looks like one. */
export async function isResultFile(name: string, io: Io): Promise<boolean> {
  return access(resolve(io.cwd, name)).then(
    () => true,
    () => /[/\\]|\.json$/.test(name),
  );
}

/** A whole number of runs or blocks. */
export function readCount(option: string, text: string, fewest = 1): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= fewest) return value;
  throw new UserError('E_HISTORY_COUNT', `${option} reads "${text}", expected a whole number from ${fewest}`);
}

/** The newest so many; undefined: all. */
export function readLast(text: string | undefined): number | undefined {
  return text === undefined ? undefined : readCount('--last', text);
}
