// Data sources of a load script: rows of a CSV or JSON file, read once for all VUs and checked before the first request.
import { SharedArray } from 'k6/data';
import exec from 'k6/execution';
import http, { type FileData } from 'k6/http';
import { type Moment, type Order, randomIndex, turnOf } from './order.ts';
import { csvRows, jsonRows } from './rows.ts';

export type { Order } from './order.ts';

/** k6's, which this package's own tests run without. */
declare const __ENV: Readonly<Record<string, string | undefined>>;
declare const open: { (path: string): string; (path: string, mode: 'b'): ArrayBuffer };

export interface DataOptions<Column extends string> {
  /** The columns that the script uses. Each row has to have them, filled in. */
  columns: readonly Column[];
  /** Default: `in-turn`. */
  order?: Order;
  /** Of the order `random`; default: 1. */
  seed?: number;
  /** After the last row: end the test with k6's exit code 108, or begin again. Default: `stop` for unique rows, else `wrap`. */
  atEnd?: 'stop' | 'wrap';
}

export interface CsvOptions<Column extends string> extends DataOptions<Column> {
  /** Between the fields of a row; default: a comma. */
  delimiter?: string;
}

export interface DataSource<Row> {
  readonly file: string;
  readonly order: Order;
  readonly rows: readonly Row[];
  /** The row of this VU or iteration: the same one however often it is asked for. */
  row(): Row;
  /** Its place in `rows`. */
  index(): number;
  /** Which row it is in the file, for messages: `users.csv, row 4`. */
  placeOf(index: number): string;
}

/** A CSV file of the data folder, with a header. Values are texts. Call it in the init context. */
export function csv<Column extends string>(
  file: string,
  options: CsvOptions<Column>,
): DataSource<Readonly<Record<Column, string>>> {
  const { columns, delimiter = ',' } = options;
  return sourceOf(file, options, 2, () => csvRows(file, textOf(file), columns, delimiter));
}

/** A JSON file of the data folder, a list of objects. Call it in the init context. */
export function json<Row extends object>(
  file: string,
  options: DataOptions<keyof Row & string>,
): DataSource<Readonly<Row>> {
  return sourceOf(file, options, 1, () => jsonRows<Row>(file, textOf(file), options.columns));
}

/** A file of the data folder to upload, as a value of a request's `body`. Each VU has its copy. Call it in the init context. */
export function file(name: string, contentType?: string): FileData & { data: ArrayBuffer } {
  return http.file(
    orSay(name, () => open(pathOf(name), 'b')),
    name.replace(/^.*\//, ''),
    contentType,
  ) as FileData & { data: ArrayBuffer };
}

function sourceOf<Row extends object>(
  file: string,
  { columns, order = 'in-turn', seed = 1, atEnd = order.startsWith('unique') ? 'stop' : 'wrap' }: DataOptions<string>,
  firstRow: number,
  read: () => Row[],
): DataSource<Row> {
  // By all that decides what is in it: two scripts may read other columns of the same file.
  const rows = new SharedArray(`${file} (${columns.join(', ')})`, read) as readonly Row[];
  const { length } = rows;
  const index = (): number => {
    const turn = turnOf(order, moment());
    if (order === 'random') return randomIndex(seed, turn, length);
    return turn < length || atEnd === 'wrap' ? turn % length : stop(file, length, order);
  };
  // Reading an element copies it.
  let [at, current]: [number, Row | undefined] = [-1, undefined];
  return {
    ...{ file, order, rows, index },
    row: () => {
      const now = index();
      if (now !== at || current === undefined) [at, current] = [now, rows[now] as Row];
      return current;
    },
    placeOf: (index) => `${file}, row ${index + firstRow}`,
  };
}

let scenarios: string[] | undefined;

function moment(): Moment {
  scenarios ??= Object.keys(exec.test.options.scenarios ?? {}).sort();
  return {
    vu: exec.vu.idInTest,
    iteration: exec.scenario.iterationInTest,
    scenario: Math.max(0, scenarios.indexOf(exec.scenario.name)),
    scenarios: Math.max(1, scenarios.length),
  };
}

/** k6 has no way to end one VU, and a VU without data has nothing to do: the test ends, with one line. */
function stop(file: string, length: number, order: Order): never {
  const whose =
    order === 'unique-per-vu'
      ? `VU ${exec.vu.idInTest}`
      : `iteration ${exec.scenario.iterationInTest + 1} of ${exec.scenario.name}`;
  const line = `${file} is at its end: it has ${length} rows, and ${whose} has none (${order}); add rows, shorten the test, or set atEnd: 'wrap'`;
  exec.test.abort(line);
  throw new Error(line);
}

function textOf(file: string): string {
  return orSay(file, () => open(pathOf(file)));
}

/** k6 opens files relative to the script that it was started with: a bundle in dist/ and a script in tests/ have data/ next to their folder. */
function pathOf(file: string): string {
  return `${folder()}/${file}`;
}

function folder(): string {
  return (__ENV.DATA_FOLDER || '../data').replace(/\/+$/, '');
}

function orSay<Content>(file: string, read: () => Content): Content {
  try {
    return read();
  } catch (error) {
    throw new Error(
      `${file} cannot be read: expected it in ${folder()}, seen from the script's folder (-e DATA_FOLDER=... names another one): ${(error as Error).message}`,
    );
  }
}
