// History as Parquet, for other tools: the same runs as the NDJSON lines, with figures, windows and resources as lists.
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { UserError } from 'k6-kit/user-error';

/** Columns of the file; named one by one, since a guess would turn times into another form. */
const COLUMNS = `{
  format: 'INTEGER', id: 'VARCHAR', type: 'VARCHAR', engine: 'VARCHAR', target: 'VARCHAR', "commit": 'VARCHAR', startedAt: 'VARCHAR',
  durationS: 'DOUBLE', timeScale: 'DOUBLE', model: 'VARCHAR', peakVus: 'DOUBLE', endpoints: 'VARCHAR[]', validity: 'VARCHAR',
  validityReasons: 'VARCHAR[]', outcome: 'VARCHAR', brokenLimits: 'VARCHAR[]',
  figures: 'STRUCT(endpoint VARCHAR, metric VARCHAR, "value" DOUBLE, samples DOUBLE)[]',
  windows: 'STRUCT("window" VARCHAR, phase VARCHAR, startS DOUBLE, endS DOUBLE, load DOUBLE, endpoint VARCHAR, requests DOUBLE,
    avgMs DOUBLE, p50Ms DOUBLE, p95Ms DOUBLE, p99Ms DOUBLE, errorRatio DOUBLE)[]',
  resources: 'STRUCT("window" VARCHAR, metric VARCHAR, "avg" DOUBLE, peak DOUBLE)[]',
  scale: 'STRUCT(users DOUBLE, rate DOUBLE, limits DOUBLE)', histograms: 'VARCHAR'
}`;

/** Whether a file's name says that it is Parquet. */
export function isParquet(file: string): boolean {
  return file.endsWith('.parquet');
}

/** Writes NDJSON lines of runs as a Parquet file, whole or not at all. */
export async function writeParquet(path: string, lines: readonly string[]): Promise<void> {
  const beside = join(dirname(path), `.runs-${process.pid}.parquet`);
  await inDuckDb(async (run, folder) => {
    const text = join(folder, 'runs.ndjson');
    await writeFile(text, lines.join(''));
    try {
      const from = `read_json('${quoted(text)}', format = 'newline_delimited', maximum_object_size = 268435456, columns = ${COLUMNS})`;
      await run(`COPY (SELECT * FROM ${from}) TO '${quoted(beside)}' (FORMAT parquet, COMPRESSION zstd)`);
      await rename(beside, path);
    } finally {
      await rm(beside, { force: true });
    }
  });
}

/** The NDJSON lines of a Parquet file that `writeParquet` wrote. */
export async function readParquet(path: string): Promise<string> {
  return inDuckDb(async (run, folder) => {
    const text = join(folder, 'runs.ndjson');
    try {
      await run(`COPY (SELECT * FROM read_parquet('${quoted(path)}')) TO '${quoted(text)}' (FORMAT json)`);
    } catch (cause) {
      const message = `${path}: cannot be read as Parquet; expected runs that \`history export\` wrote`;
      throw new UserError('E_HISTORY_PARQUET', message, { cause });
    }
    return readFile(text, 'utf8');
  });
}

async function inDuckDb<T>(work: (run: (sql: string) => Promise<unknown>, folder: string) => Promise<T>): Promise<T> {
  const { DuckDBInstance } = await import('@duckdb/node-api');
  const folder = await mkdtemp(join(tmpdir(), 'history-parquet-'));
  const instance = await DuckDBInstance.create(':memory:', { autoinstall_known_extensions: 'false' });
  const connection = await instance.connect();
  try {
    return await work((sql) => connection.run(sql), folder);
  } finally {
    connection.closeSync();
    instance.closeSync();
    await rm(folder, { recursive: true, force: true });
  }
}

function quoted(path: string): string {
  return path.replaceAll("'", "''");
}
