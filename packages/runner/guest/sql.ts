// k6/x/sql and its driver for PostgreSQL (https://github.com/grafana/xk6-sql): a database that the VU waits for.
import { b64decode } from './encoding.ts';
import { call, open as openHandle } from './extensions.ts';
import { unsupported } from './host.ts';
import POSTGRES from './sql-postgres.ts';

/** As the host sends them: see extensions/postgres-values.ts. */
type Cell = null | number | string | boolean | [mark: 'bytes' | 'time' | 'float', value: string | number];

interface Answer {
  columns: string[];
  rows: Cell[][];
}

/** Arguments of a statement: what JSON has, and moments. */
function parameter(value: unknown, index: number): unknown {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  throw new TypeError(
    `argument ${index + 1} of the statement is ${typeof value}: the local runner takes strings, numbers, booleans, dates and null`,
  );
}

function statement(args: unknown[]): unknown[] {
  const [text, ...values] = args;
  if (typeof text !== 'string' || text.trim() === '') throw new TypeError('the statement must be text');
  return [text, ...values.map(parameter)];
}

function readCell(cell: Cell): unknown {
  if (!Array.isArray(cell)) return cell;
  const [mark, value] = cell;
  if (mark === 'time') return new Date(value as number);
  if (mark === 'float') return Number(value);
  return [...new Uint8Array(b64decode(value) as ArrayBuffer)];
}

class Database {
  readonly #handle: number;

  constructor(handle: number) {
    this.#handle = handle;
  }

  exec(...args: unknown[]): { rowsAffected(): number; lastInsertId(): number } {
    const count = call(this.#handle, 'exec', statement(args)) as number;
    return {
      rowsAffected: () => count,
      lastInsertId: () => {
        throw new Error('LastInsertId is not supported by this driver: use INSERT ... RETURNING with query()');
      },
    };
  }

  query(...args: unknown[]): Record<string, unknown>[] {
    const { columns, rows } = call(this.#handle, 'query', statement(args)) as Answer;
    return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, readCell(row[index] as Cell)])));
  }

  close(): void {
    call(this.#handle, 'close', []);
  }
}

export function open(driver: unknown, dataSourceName: unknown, ...others: unknown[]): Database {
  if (driver !== POSTGRES) {
    throw new Error(
      'sql.open: expected the default export of k6/x/sql/driver/postgres, the one that the local runner has',
    );
  }
  if (typeof dataSourceName !== 'string') throw new TypeError('sql.open: the connection string must be text');
  if (others.length > 0) unsupported('sql.open with options');
  return new Database(openHandle('postgres', dataSourceName));
}

export default { open };
