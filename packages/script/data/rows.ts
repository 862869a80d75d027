// The rows of a data file, checked as a whole: what is wrong is said with file, row and column, never with a value.
import { dsvFormat } from 'd3-dsv';

/** Rows of a CSV file with a header, as the chosen columns. The header is row 1, as in a spreadsheet. */
export function csvRows<Column extends string>(
  file: string,
  text: string,
  columns: readonly Column[],
  delimiter: string,
): Record<Column, string>[] {
  const [header = [], ...rows] = dsvFormat(delimiter).parseRows(text.replace(/^\uFEFF/, '').replace(/(\r?\n)+$/, ''));
  const places = columns.map((column) => [column, placeOf(file, header, column)] as const);
  // Each field that is quoted has two, and a quote inside is doubled.
  const isCut = (text.split('"').length - 1) % 2 === 1;
  const checked = rows.map((fields, index) => {
    const row = `${file}, row ${index + 2}`;
    if (fields.length !== header.length)
      throw new Error(
        `${row} has ${fields.length} of ${header.length} columns: ${isCut ? 'a quote is not closed, there or above' : 'expected as many as in the header'}`,
      );
    return Object.fromEntries(places.map(([column, place]) => [column, filled(fields[place], row, column)])) as Record<
      Column,
      string
    >;
  });
  if (isCut) throw new Error(`${file}, row ${rows.length + 1}: a quote is not closed, there or above`);
  return some(file, checked);
}

/** Items of a JSON file that is a list of objects with at least these fields. */
export function jsonRows<Row extends object>(
  file: string,
  text: string,
  columns: readonly (keyof Row & string)[],
): Row[] {
  const items = parsed(file, text);
  if (!Array.isArray(items)) throw new Error(`${file} is not a list: expected [{ ... }, ...]`);
  for (const [index, item] of items.entries()) {
    const row = `${file}, row ${index + 1}`;
    if (typeof item !== 'object' || item === null || Array.isArray(item))
      throw new Error(
        `${row} is not an object: expected { ${columns.map((column) => `"${column}": ...`).join(', ')} }`,
      );
    for (const column of columns) filled((item as Record<string, unknown>)[column], row, column);
  }
  return some(file, items as Row[]);
}

function placeOf(file: string, header: readonly string[], column: string): number {
  const place = header.indexOf(column);
  const alike = header.find((name) => name.trim().toLowerCase() === column.toLowerCase());
  // Without a header the first row is one of values, which are not shown.
  if (place < 0)
    throw new Error(
      `${file}, row 1 has no column ${JSON.stringify(column)}: expected a header${alike === undefined ? ` with it, got ${header.length} other columns` : `, got ${JSON.stringify(alike)}`}`,
    );
  if (header.lastIndexOf(column) !== place)
    throw new Error(`${file}, row 1 has two columns ${JSON.stringify(column)}: expected one`);
  return place;
}

function filled<Value>(value: Value, row: string, column: string): Value {
  if (value !== '' && value !== null && value !== undefined) return value;
  throw new Error(`${row}, column ${JSON.stringify(column)} is empty: fill it in, or remove the row`);
}

function some<Row>(file: string, rows: Row[]): Row[] {
  if (rows.length === 0) throw new Error(`${file} has no rows: expected at least one`);
  return rows;
}

/** What the parser says may quote the text, which may be a secret. */
function parsed(file: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new Error(`${file} is not JSON: expected [{ ... }, ...]`);
  }
}
