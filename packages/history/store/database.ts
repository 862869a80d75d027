// Opens the history's DuckDB file: waits for other writers, refuses what it does not know, never overwrites a file it cannot read.
import { link, mkdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { UserError } from 'k6-kit/user-error';

/** Version of the tables below; a store with a higher one was written by a newer suite. */
const STORE_VERSION = 1;

/** How long to wait for another process that has the file open, ms. An `add` takes some 100 ms. */
const PATIENCE_MS = 15_000;

const SCHEMA = `
CREATE TABLE history (version INTEGER NOT NULL);
INSERT INTO history VALUES (${STORE_VERSION});
CREATE TABLE runs (id VARCHAR PRIMARY KEY, type VARCHAR, engine VARCHAR, target VARCHAR, "commit" VARCHAR,
  started_at VARCHAR, duration_s DOUBLE, time_scale DOUBLE, model VARCHAR, peak_vus DOUBLE, endpoints VARCHAR,
  validity VARCHAR, validity_reasons VARCHAR, outcome VARCHAR, broken_limits VARCHAR);
CREATE TABLE figures (run VARCHAR, endpoint VARCHAR, metric VARCHAR, value DOUBLE, samples DOUBLE);
CREATE TABLE windows (run VARCHAR, "window" VARCHAR, phase VARCHAR, start_s DOUBLE, end_s DOUBLE, load DOUBLE,
  endpoint VARCHAR, requests DOUBLE, avg_ms DOUBLE, p50_ms DOUBLE, p95_ms DOUBLE, p99_ms DOUBLE, error_ratio DOUBLE);
CREATE TABLE resources (run VARCHAR, "window" VARCHAR, metric VARCHAR, avg DOUBLE, peak DOUBLE);
CREATE TABLE noise (key VARCHAR PRIMARY KEY, measured_at VARCHAR, pairs DOUBLE, spreads VARCHAR);
`;

/** A table of its own in addition to version 1: an existing store gets it with its next run, and older versions ignore it. */
export const HISTOGRAMS_TABLE = 'CREATE TABLE IF NOT EXISTS histograms (run VARCHAR PRIMARY KEY, file BLOB)';

/** Another one, of runs whose environment was scaled. */
export const SCALES_TABLE =
  'CREATE TABLE IF NOT EXISTS scales (run VARCHAR PRIMARY KEY, users DOUBLE, rate DOUBLE, limits DOUBLE)';

export interface Database {
  connection: DuckDBConnection;
  close: () => void;
}

/** Opens an existing store, or (`create`) makes one. Other processes wait until `close`. */
export async function openDatabase(path: string, mode: 'read' | 'write' | 'create'): Promise<Database> {
  const size = await sizeOf(path);
  if (size === null && mode !== 'create') {
    throw new UserError(
      'E_HISTORY_EMPTY',
      `${path}: no such history; add a run first (\`history add\`), or name another file with --store`,
    );
  }
  if (size === 0) throw unreadable(path, 'is empty (0 bytes)');
  const { DuckDBInstance: Instance } = await import('@duckdb/node-api').catch((cause: unknown) => {
    const message = 'the history needs @duckdb/node-api, which has no binary for this machine; everything else works';
    throw new UserError('E_HISTORY_ENGINE', message, { cause });
  });
  if (size === null) await makeStore(path, (file) => Instance.create(file));
  return await checked(path, await openPatiently(path, (options) => Instance.create(path, options), mode === 'read'));
}

/** Makes the file next to its place and links it in whole; when another process was first, its file stays. */
async function makeStore(path: string, create: (file: string) => Promise<DuckDBInstance>): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const beside = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`);
  await rm(beside, { force: true });
  try {
    const instance = await create(beside);
    const connection = await instance.connect();
    await connection.run(`BEGIN; ${SCHEMA} COMMIT;`);
    connection.closeSync();
    instance.closeSync();
    await link(beside, path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(beside, { force: true });
  }
}

async function sizeOf(path: string): Promise<number | null> {
  return await stat(path).then(
    (file) => (file.isDirectory() ? -1 : file.size),
    () => null,
  );
}

async function openPatiently(
  path: string,
  open: (options: Record<string, string>) => Promise<DuckDBInstance>,
  isReadOnly: boolean,
): Promise<DuckDBInstance> {
  const options = {
    threads: '1',
    access_mode: isReadOnly ? 'READ_ONLY' : 'READ_WRITE',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  };
  const deadlineMs = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      return await open(options);
    } catch (error) {
      const text = (error as Error).message;
      const isLocked = /(?:set|conflicting) lock/i.test(text);
      // A reader cannot replay what a killed writer left in the log: a writer's opening does.
      if (/replay|WAL/i.test(text) && isReadOnly && !isLocked) {
        options.access_mode = 'READ_WRITE';
        isReadOnly = false;
        continue;
      }
      if (!isLocked) throw unreadable(path, 'is not a readable history', error);
      if (Date.now() > deadlineMs) {
        throw new UserError('E_HISTORY_BUSY', `${path}: another process has it open; try again when that has ended`, {
          cause: error,
        });
      }
      await wait(20 + Math.random() * 60);
    }
  }
}

async function checked(path: string, instance: DuckDBInstance): Promise<Database> {
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  try {
    const rows = await connection.runAndReadAll('SELECT version FROM history').catch((cause: unknown) => {
      throw unreadable(path, 'is a DuckDB file, but not a history', cause);
    });
    const version = Number(rows.getRowsJS()[0]?.[0]);
    if (version === STORE_VERSION) return { connection, close };
    const message = `${path}: has version ${version}, this suite reads ${STORE_VERSION}; update the suite, or export from the newer one and import here`;
    throw new UserError('E_HISTORY_NEWER', message);
  } catch (error) {
    close();
    throw error;
  }
}

function unreadable(path: string, what: string, cause?: unknown): UserError {
  const message = `${path}: ${what}; it is left as it is: move it away or name another file with --store`;
  return new UserError('E_HISTORY_CORRUPT', message, { cause });
}
