// The history of runs: add, find, list, and the figures over time. One DuckDB file; a run is in it whole or not at all.
import type { DuckDBAppender, DuckDBConnection, DuckDBResultReader, DuckDBValue } from '@duckdb/node-api';
import type { Factors } from 'k6-format/scale';
import { UserError } from 'k6-kit/user-error';
import type { Figure, HistoryRun, MetricName, ResourceRow, RunContext, WindowRow } from '../run.ts';
import { type Database, HISTOGRAMS_TABLE, openDatabase, SCALES_TABLE } from './database.ts';

/** Which runs to look at; all that is given has to fit. */
export interface Selection {
  type?: string | undefined;
  target?: string | undefined;
  /** The newest so many. */
  last?: number | undefined;
}

/** A figure of a run, for series over runs. */
export interface SeriesPoint {
  run: string;
  endpoint: string;
  metric: MetricName;
  value: number;
}

/** Spread that pairs of equal runs showed, by `endpoint metric`: see calibrate. */
export interface NoiseRecord {
  key: string;
  measuredAt: string;
  pairs: number;
  spreads: Record<string, number>;
}

export class HistoryStore {
  readonly #database: Database;
  readonly path: string;

  private constructor(path: string, database: Database) {
    this.path = path;
    this.#database = database;
  }

  static async open(path: string, mode: 'read' | 'write' | 'create'): Promise<HistoryStore> {
    return new HistoryStore(path, await openDatabase(path, mode));
  }

  close(): void {
    this.#database.close();
  }

  /** Adds runs in one transaction and returns the ids of those that were new. */
  async add(runs: readonly HistoryRun[]): Promise<string[]> {
    const { connection } = this.#database;
    const known = new Set((await this.#rows<{ id: string }>('SELECT id FROM runs')).map(({ id }) => id));
    const fresh = runs.filter(({ id }) => !known.has(id) && known.add(id));
    if (fresh.length === 0) return [];
    await connection.run('BEGIN');
    try {
      await append(
        connection,
        'runs',
        fresh.map((run) => cellsOf('runs', run)),
      );
      for (const table of ['figures', 'windows', 'resources'] as const)
        await append(
          connection,
          table,
          fresh.flatMap((run) => run[table].map((row) => [run.id, ...cellsOf(table, row)])),
        );
      await addScales(connection, fresh);
      await addHistograms(connection, fresh);
      await connection.run('COMMIT');
    } catch (error) {
      await connection.run('ROLLBACK').catch(() => {});
      throw error;
    }
    return fresh.map(({ id }) => id);
  }

  /** Contexts, the oldest first. */
  async list(selection: Selection = {}): Promise<RunContext[]> {
    const { where, values } = condition(selection);
    const newest = selection.last === undefined ? '' : `LIMIT ${Math.max(0, Math.trunc(selection.last))}`;
    const rows = await this.#rows<ContextRow>(
      `SELECT * FROM (${selectFrom('runs')} ${where} ORDER BY started_at DESC, id DESC ${newest}) ORDER BY "startedAt", id`,
      values,
    );
    return this.#contexts(rows);
  }

  /** A run by its id or an unambiguous start of it. */
  async get(idOrPrefix: string): Promise<HistoryRun> {
    const found = await this.#rows<ContextRow>(`${selectFrom('runs')} WHERE starts_with(id, $1) ORDER BY id`, [
      idOrPrefix,
    ]);
    const row = found.find(({ id }) => id === idOrPrefix) ?? (found.length === 1 ? found[0] : undefined);
    if (!row || idOrPrefix === '') throw await this.#notFound(idOrPrefix, found.length);
    const of = <Row>(table: Exclude<Table, 'runs'>) => this.#rows<Row>(`${selectFrom(table)} WHERE run = $1`, [row.id]);
    const [figures, windows] = [await of<Figure>('figures'), await of<WindowRow>('windows')];
    const resources = await of<ResourceRow>('resources');
    const kept = (await this.histograms([row.id])).get(row.id)?.toString('base64');
    const [context] = await this.#contexts([row]);
    return { ...context!, figures, windows, resources, ...(kept !== undefined && { histograms: kept }) };
  }

  /** Histogram files of those of these runs that have one, by id. */
  async histograms(ids: readonly string[]): Promise<Map<string, Buffer>> {
    if (!(await this.#has('histograms'))) return new Map();
    const places = ids.map((_, index) => `$${index + 1}`).join(', ');
    const rows = await this.#rows<{ run: string; text: string }>(
      `SELECT run, base64(file) AS text FROM histograms WHERE run IN (${places || 'NULL'})`,
      [...ids],
    );
    return new Map(rows.map(({ run, text }) => [run, Buffer.from(text, 'base64')]));
  }

  /** Whether a table is there that a store of an earlier suite does not have. */
  async #has(table: 'histograms' | 'scales'): Promise<boolean> {
    const found = await this.#rows('SELECT 1 FROM information_schema.tables WHERE table_name = $1', [table]);
    return found.length > 0;
  }

  async #contexts(rows: readonly ContextRow[]): Promise<RunContext[]> {
    type ScaleRow = Factors & { run: string };
    const scales = (await this.#has('scales')) ? await this.#rows<ScaleRow>('SELECT * FROM scales') : [];
    const byRun = new Map(scales.map(({ run, ...scale }) => [run, scale]));
    return rows.map((row) => {
      const scale = byRun.get(row.id);
      return { ...contextOf(row), ...(scale && { scale }) };
    });
  }

  async #notFound(id: string, matches: number): Promise<UserError> {
    if (matches > 1 && id !== '') {
      return new UserError(
        'E_HISTORY_AMBIGUOUS',
        `run "${id}" matches ${matches} runs of ${this.path}; use more of its id`,
      );
    }
    const [{ runs = 0 } = {}] = await this.#rows<{ runs: number }>('SELECT count(*)::INTEGER AS runs FROM runs');
    const message = `no run "${id}" among the ${runs} of ${this.path}; \`history list\` shows their ids`;
    return new UserError('E_HISTORY_UNKNOWN', message);
  }

  /** Figures of the given runs, the oldest run first. Read by column: thousands of row objects cost more than the query. */
  async series(runs: readonly RunContext[], metrics: readonly MetricName[]): Promise<SeriesPoint[]> {
    const order = new Map(runs.map(({ id }, index) => [id, index]));
    const list = metrics.map((metric) => `'${metric}'`).join(', ');
    const sql = `SELECT run, endpoint, metric, value FROM figures WHERE metric IN (${list})`;
    const [ids = [], endpoints = [], names = [], values = []] = (await this.#read(sql)).getColumnsJS();
    const points = ids.flatMap((id, at) => {
      const place = order.get(id as string);
      if (place === undefined) return [];
      const [endpoint, metric, value] = [endpoints[at] as string, names[at] as MetricName, values[at] as number];
      return [{ place, point: { run: id as string, endpoint, metric, value } }];
    });
    return points.sort((a, b) => a.place - b.place).map(({ point }) => point);
  }

  async saveNoise(record: NoiseRecord): Promise<void> {
    await this.#database.connection.run('INSERT OR REPLACE INTO noise VALUES ($1, $2, $3, $4)', [
      record.key,
      record.measuredAt,
      record.pairs,
      JSON.stringify(record.spreads),
    ]);
  }

  async noise(key: string): Promise<NoiseRecord | null> {
    const rows = await this.#rows<Omit<NoiseRecord, 'spreads'> & { spreads: string }>(
      'SELECT key, measured_at AS "measuredAt", pairs, spreads FROM noise WHERE key = $1',
      [key],
    );
    return rows[0] ? { ...rows[0], spreads: JSON.parse(rows[0].spreads) as Record<string, number> } : null;
  }

  async #rows<Row>(sql: string, values: DuckDBValue[] = []): Promise<Row[]> {
    return (await this.#read(sql, values)).getRowObjectsJS() as Row[];
  }

  /** A block whose checksum is wrong shows only now: that is the file's fault, not a bug. */
  async #read(sql: string, values: DuckDBValue[] = []): Promise<DuckDBResultReader> {
    try {
      return await this.#database.connection.runAndReadAll(sql, values);
    } catch (error) {
      if (!/checksum|corrupt|serializ|IO Error/i.test((error as Error).message)) throw error;
      const message = `${this.path}: cannot be read to its end, it is damaged; it is left as it is: restore it from a copy`;
      throw new UserError('E_HISTORY_CORRUPT', message, { cause: error });
    }
  }
}

type Table = 'runs' | 'figures' | 'windows' | 'resources';

/** Fields by table, in the order of its columns; all but those of `runs` stand behind the run's id. */
const FIELDS = {
  runs: [
    ...['id', 'type', 'engine', 'target', 'commit', 'startedAt', 'durationS', 'timeScale', 'model', 'peakVus'],
    ...['endpoints', 'validity', 'validityReasons', 'outcome', 'brokenLimits'],
  ],
  figures: ['endpoint', 'metric', 'value', 'samples'],
  windows: [
    ...['window', 'phase', 'startS', 'endS', 'load', 'endpoint', 'requests'],
    ...['avgMs', 'p50Ms', 'p95Ms', 'p99Ms', 'errorRatio'],
  ],
  resources: ['window', 'metric', 'avg', 'peak'],
} as const satisfies {
  runs: readonly (keyof RunContext)[];
  figures: readonly (keyof Figure)[];
  windows: readonly (keyof WindowRow)[];
  resources: readonly (keyof ResourceRow)[];
};

/** Columns are named `start_s` where fields are `startS`. */
function selectFrom(table: Table): string {
  const columns = FIELDS[table].map(
    (field) => `"${field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)}" AS "${field}"`,
  );
  return `SELECT ${columns.join(', ')} FROM ${table}`;
}

/** Lists are kept as JSON. */
type ContextRow = Omit<RunContext, ListField> & Record<ListField, string>;
type ListField = 'endpoints' | 'validityReasons' | 'brokenLimits';

function contextOf(row: ContextRow): RunContext {
  const list = (field: ListField) => JSON.parse(row[field]) as string[];
  return {
    ...row,
    ...{ endpoints: list('endpoints'), validityReasons: list('validityReasons'), brokenLimits: list('brokenLimits') },
  };
}

function condition({ type, target }: Selection): { where: string; values: DuckDBValue[] } {
  const pairs = Object.entries({ type, target }).flatMap(([column, value]) =>
    value === undefined ? [] : [{ column, value }],
  );
  const tests = pairs.map(({ column }, index) => `${column} = $${index + 1}`);
  return {
    where: tests.length === 0 ? '' : `WHERE ${tests.join(' AND ')}`,
    values: pairs.map(({ value }) => value),
  };
}

type Cell = string | number | null;

function cellsOf(table: Table, row: object): Cell[] {
  const values = row as Readonly<Record<string, Cell | string[]>>;
  return FIELDS[table].map((field) => {
    const value = values[field] ?? null;
    return Array.isArray(value) ? JSON.stringify(value) : value;
  });
}

async function addScales(connection: DuckDBConnection, runs: readonly HistoryRun[]): Promise<void> {
  const rows = runs.flatMap(({ id, scale }): Cell[][] => (scale ? [[id, scale.users, scale.rate, scale.limits]] : []));
  if (rows.length === 0) return;
  await connection.run(SCALES_TABLE);
  await append(connection, 'scales', rows);
}

async function addHistograms(connection: DuckDBConnection, runs: readonly HistoryRun[]): Promise<void> {
  const kept = runs.filter(({ histograms }) => histograms !== undefined);
  if (kept.length > 0) await connection.run(HISTOGRAMS_TABLE);
  for (const { id, histograms } of kept)
    await connection.run('INSERT INTO histograms VALUES ($1, from_base64($2))', [id, histograms as string]);
}

async function append(connection: DuckDBConnection, table: string, rows: readonly Cell[][]): Promise<void> {
  const appender: DuckDBAppender = await connection.createAppender(table);
  try {
    for (const row of rows) {
      for (const cell of row) {
        if (cell === null) appender.appendNull();
        else if (typeof cell === 'number') appender.appendDouble(cell);
        else appender.appendVarchar(cell);
      }
      appender.endRow();
    }
  } finally {
    appender.closeSync();
  }
}
