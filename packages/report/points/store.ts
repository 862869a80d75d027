// Loads raw points into a DuckDB file that lives for one report: bounded memory, whatever the files' size.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { UserError } from 'k6-kit/user-error';
import { plural } from '../text/words.ts';
import { copyPlain, openSource, type PointsSource } from './source.ts';

/** Tags that become columns; others cost time to read and are asked for by name. */
const TAGS = ['endpoint', 'name', 'scenario', 'status', 'error_code', 'error', 'expected_response', 'phase'];

/** What DuckDB may use; the process itself comes on top. */
const MEMORY_LIMIT = '500MB';

export interface LoadedFile {
  fileName: string;
  points: number;
  /** Lines that could not be read, such as the last one of a file that was cut off. */
  lostLines: number;
}

export interface PointsStore {
  files: LoadedFile[];
  /** Tags that there is a column for. */
  tags: readonly string[];
  /** Types by metric name, where the files say them. */
  types: ReadonlyMap<string, string>;
  query: <Row>(sql: string) => Promise<Row[]>;
  close: () => Promise<void>;
}

/** Throws a UserError where no file has a point that can be read. The table: `points(instance, metric, at_ns, value, declared, <tags>)`, in the order of the files' lines. */
export async function loadPoints(files: readonly string[], extraTags: readonly string[]): Promise<PointsStore> {
  const tags = [...new Set([...TAGS, ...extraTags])];
  const folder = await mkdtemp(join(tmpdir(), 'report-points-'));
  try {
    const { connection, end } = await connect(folder);
    const query = async <Row>(sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS() as Row[];
    const columns = tags.map((tag) => `${identifier(tag)} VARCHAR`).join(', ');
    await connection.run(
      `CREATE TABLE points (instance UTINYINT, metric VARCHAR, at_ns BIGINT, value DOUBLE, declared VARCHAR, ${columns})`,
    );
    await connection.run('CREATE TABLE types (metric VARCHAR, type VARCHAR)');
    const loaded: LoadedFile[] = [];
    for (const [index, file] of files.entries())
      loaded.push(await loadFile(connection, query, await openSource(file, index, folder), index, tags, folder));
    refuseEmpty(files, loaded);
    const types = await query<{ metric: string; type: string }>(
      'SELECT metric, any_value(type) AS type FROM types GROUP BY metric',
    );
    const close = async () => {
      end();
      await rm(folder, { recursive: true, force: true });
    };
    return { files: loaded, tags, types: new Map(types.map(({ metric, type }) => [metric, type])), query, close };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function refuseEmpty(files: readonly string[], loaded: readonly LoadedFile[]): void {
  if (loaded.some(({ points }) => points > 0)) return;
  const lines = loaded.reduce((sum, { lostLines }) => sum + lostLines, 0);
  const what = lines > 0 ? `${plural(lines, 'line')}, none of them a point` : 'a head, but no point';
  throw new UserError(
    'E_POINTS_EMPTY',
    `${files.join(', ')}: ${what}; wants the points that k6 writes while it runs (--out json=file or --out csv=file)`,
  );
}

/** DuckDB comes as a binary per platform; where there is none, everything but raw points works. */
async function connect(folder: string): Promise<{ connection: DuckDBConnection; end: () => void }> {
  const duckdb = await import('@duckdb/node-api').catch((error: unknown) => {
    throw new UserError(
      'E_POINTS_ENGINE',
      'raw points need the package @duckdb/node-api: `npm install @duckdb/node-api`, or leave --points out',
      { cause: error },
    );
  });
  const instance = await duckdb.DuckDBInstance.create(join(folder, 'points.duckdb'), {
    memory_limit: MEMORY_LIMIT,
    temp_directory: folder,
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  return {
    connection,
    end: () => {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

type Query = PointsStore['query'];

async function loadFile(
  connection: DuckDBConnection,
  query: Query,
  source: PointsSource,
  instance: number,
  tags: readonly string[],
  folder: string,
): Promise<LoadedFile> {
  try {
    return await copyIn(connection, query, source, instance, tags);
  } catch (error) {
    if (!source.isPacked) throw error;
    await connection.run(`DELETE FROM points WHERE instance = ${instance}`);
    await connection.run(`DROP TABLE IF EXISTS cut_${instance}`);
    await connection.run(`DROP TABLE IF EXISTS scan_${instance}`);
    return copyIn(connection, query, await copyPlain(source, folder), instance, tags);
  }
}

async function copyIn(
  connection: DuckDBConnection,
  query: Query,
  source: PointsSource,
  instance: number,
  tags: readonly string[],
): Promise<LoadedFile> {
  await connection.run(
    source.kind === 'json' ? insertJson(source.path, instance, tags) : insertCsv(source, instance, tags),
  );
  const where = `FROM points WHERE instance = ${instance}`;
  const unread = '(at_ns IS NULL OR value IS NULL)';
  const isType = 'declared IS NOT NULL';
  await connection.run(`INSERT INTO types SELECT metric, declared ${where} AND ${isType}`);
  await connection.run(`DELETE ${where} AND ${isType}`);
  const [counts] = await query<{ points: number; lost: number }>(
    `SELECT count(*) FILTER (NOT ${unread})::DOUBLE AS points, count(*) FILTER (${unread})::DOUBLE AS lost ${where}`,
  );
  await connection.run(`DELETE ${where} AND ${unread}`);
  const [rejected] =
    source.kind === 'csv'
      ? await query<{ n: number }>(`SELECT count(DISTINCT line)::DOUBLE AS n FROM cut_${instance}`)
      : [];
  return {
    fileName: source.fileName,
    points: counts?.points ?? 0,
    lostLines: (counts?.lost ?? 0) + (rejected?.n ?? 0),
  };
}

/**
 * One pass over the lines: points as they are; a metric's own line leaves its type in the column `declared`, and a line that is
 * no JSON leaves an empty row, so that both can be told afterwards.
 */
function insertJson(path: string, instance: number, tags: readonly string[]): string {
  const fields = tags.map((tag) => `${identifier(tag)} VARCHAR`).join(', ');
  const values = tags.map((tag) => `data.tags.${identifier(tag)}`);
  return `INSERT INTO points
    SELECT ${instance}, metric, epoch_ns(TRY_CAST(data."time" AS TIMESTAMP_NS)), data."value",
      CASE WHEN type = 'Metric' THEN data."type" END, ${values.join(', ')}
    FROM read_json(${literal(path)}, format = 'newline_delimited', ignore_errors = true, columns = {
      metric: 'VARCHAR', type: 'VARCHAR',
      data: ${literal(`STRUCT("time" VARCHAR, "value" DOUBLE, "type" VARCHAR, tags STRUCT(${fields}))`)}
    })`;
}

/** Times are whole seconds unless K6_CSV_TIME_FORMAT says otherwise: told by their size. Own tags are pairs in one column. */
function insertCsv({ path, columns }: PointsSource, instance: number, tags: readonly string[]): string {
  const tagColumn = (tag: string) => {
    if (columns.includes(tag)) return `nullif(${identifier(tag)}, '')`;
    if (!columns.includes('extra_tags')) return 'NULL';
    const pattern = `(?:^|&)${tag.replaceAll(/[^A-Za-z0-9_]/g, '\\$&')}=([^&]*)`;
    return `url_decode(replace(nullif(regexp_extract(extra_tags, ${literal(pattern)}, 1), ''), '+', ' '))`;
  };
  const types = `{${columns.map((column) => `${literal(column)}: 'VARCHAR'`).join(', ')}}`;
  return `INSERT INTO points
    SELECT ${instance}, nullif(metric_name, ''), ${CSV_TIME}, TRY_CAST(metric_value AS DOUBLE), NULL, ${tags.map(tagColumn).join(', ')}
    FROM read_csv(${literal(path)}, header = true, delim = ',', quote = '"', escape = '"', columns = ${types},
      store_rejects = true, rejects_table = 'cut_${instance}', rejects_scan = 'scan_${instance}')`;
}

const SECONDS = 'TRY_CAST("timestamp" AS DOUBLE)';
const CSV_TIME = `CASE
      WHEN ${SECONDS} IS NULL THEN epoch_ns(TRY_CAST("timestamp" AS TIMESTAMP_NS))
      WHEN ${SECONDS} < 1e11 THEN TRY_CAST("timestamp" AS BIGINT) * 1000000000
      WHEN ${SECONDS} < 1e14 THEN TRY_CAST("timestamp" AS BIGINT) * 1000000
      WHEN ${SECONDS} < 1e17 THEN TRY_CAST("timestamp" AS BIGINT) * 1000
      ELSE TRY_CAST("timestamp" AS BIGINT) END`;

/** A column's name in SQL. */
export function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text in SQL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
