// Whether the generated module is what the tables say: limits and load of a run come from the one, people change the other.
import { readFile } from 'node:fs/promises';
import { isAbsolute, join, relative } from 'node:path';
import { readText } from 'k6-kit/read-bounded';
import { UserError } from 'k6-kit/user-error';
import type { Io } from '../io.ts';
import { emitModule } from './emit.ts';
import { readBaselines } from './read.ts';
import type { ReadTable } from './table-rows.ts';

/** What reading the tables needs of its surroundings. */
export type TablesIo = Pick<Io, 'cwd' | 'root'>;

export const DOCUMENT = 'thresholds/baselines.md';
export const MODULE = 'thresholds/baselines.ts';

/** Throws a UserError before a run would be compared with limits that are no longer those of the tables. */
export function refuseStaleBaselines(io: TablesIo): Promise<void> {
  return refuseStale(DOCUMENT, MODULE, io);
}

/** Throws a UserError that names the first line of `module` that `document` does not say. */
export async function refuseStale(document: string, module: string, io: TablesIo): Promise<void> {
  const wanted = await moduleText(document, io);
  const found = await readFile(inRoot(module, io), 'utf8').catch(() => '');
  if (found === wanted) return;
  throw new UserError(
    'E_BASELINES_STALE',
    `${module}:${firstDifference(found, wanted)}: is not what ${document} says; run \`npm run perf -- baselines generate\` and commit both`,
  );
}

/** The module's text for a document. Throws a UserError with one line per problem. */
export async function moduleText(document: string, io: TablesIo): Promise<string> {
  return emitModule(await readTables(document, io));
}

/** The last document without a problem: each run of a suite or a drill asks, and reading it takes 0.2 s of CPU. */
let last: { source: string; tables: ReadTable[] } | undefined;

/** The tables of a document. Throws a UserError with one line per problem. */
export async function readTables(document: string, io: TablesIo): Promise<ReadTable[]> {
  const path = inRoot(document, io);
  const source = await readText(path);
  if (last?.source === source) return last.tables;
  const { tables, problems } = readBaselines(source);
  if (problems.length === 0) {
    last = { source, tables };
    return tables;
  }
  const shown = relative(io.cwd, path).startsWith('..') ? path : relative(io.cwd, path);
  const lines = problems.map(({ line, column, message }) => `${shown}:${line}:${column}: ${message}`);
  throw new UserError('E_BASELINES', lines.join('\n'));
}

function firstDifference(found: string, wanted: string): number {
  const [a, b] = [found.split('\n'), wanted.split('\n')];
  return b.findIndex((line, index) => line !== a[index]) + 1 || a.length;
}

/** Our own documents are found from anywhere in the repository; the user's paths from where he stands. */
export function inRoot(path: string, io: TablesIo): string {
  if (isAbsolute(path)) return path;
  return join(path === DOCUMENT || path === MODULE ? io.root : io.cwd, path);
}
