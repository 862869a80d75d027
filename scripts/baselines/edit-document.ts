// Changes cells of the document of baselines and adds rows to its tables; every other byte stays as it is.

import { UserError } from 'k6-kit/user-error';
import { type Cell, readDocument } from './markdown-tables.ts';

export interface CellEdit {
  heading: string;
  /** First cell of the row. */
  row: string;
  column: string;
  text: string;
}

export interface NewRow {
  heading: string;
  /** Cells by column heading. */
  cells: Record<string, string>;
}

interface Splice {
  start: number;
  end: number;
  text: string;
}

export function editDocument(document: string, edits: readonly CellEdit[], rows: readonly NewRow[]): string {
  // The reader of Markdown does not count a byte order mark.
  const mark = document.startsWith('\uFEFF') ? '\uFEFF' : '';
  const source = document.slice(mark.length);
  const splices = [...edits.map((edit) => cellSplice(source, edit)), ...rowSplices(source, rows)];
  // From the end on, so that earlier offsets stay true.
  return splices
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: piece }) => text.slice(0, start) + piece + text.slice(end), source)
    .replace(/^/, mark);
}

function tableOf(source: string, heading: string) {
  const table = readDocument(source).tables.find((candidate) => candidate.heading === heading);
  if (!table) throw new UserError('E_PROPOSE_TABLE', `the document has no table below "${heading}"`);
  return table;
}

/** Uses up or restores the cell's padding, so that the table stays in columns while there is room. */
function cellSplice(source: string, { heading, row, column, text }: CellEdit): Splice {
  const table = tableOf(source, heading);
  const at = table.header.findIndex((cell) => cell.text === column);
  const cell: Cell | undefined = table.rows.find((cells) => cells[0]?.text === row)?.[at];
  if (!cell || !source.slice(cell.start, cell.end).includes(cell.text)) {
    throw new UserError(
      'E_PROPOSE_CELL',
      `the document has no cell ${column} of ${row} below "${heading}" that can be rewritten`,
    );
  }
  const padding = /^ */.exec(source.slice(cell.end))![0].length;
  const room = cell.end - cell.start + padding;
  // One blank stays before the pipe where there was one.
  const padded = padding > 0 ? text.padEnd(room - 1) : text;
  return { start: cell.start, end: cell.end + padding, text: padding > 0 ? `${padded} ` : padded };
}

/** New rows follow the table's last line, with its line end. */
function rowSplices(source: string, rows: readonly NewRow[]): Splice[] {
  const headings = [...new Set(rows.map(({ heading }) => heading))];
  return headings.map((heading) => {
    const table = tableOf(source, heading);
    const lastLine = table.rows.at(-1)?.[0]?.line ?? table.line + 1;
    const { end, lineEnd } = endOfLine(source, lastLine);
    const widths = table.header.map(({ start, end: last }) => widthOf(source, start, last));
    const lines = rows
      .filter((row) => row.heading === heading)
      .map(({ cells }) => table.header.map(({ text }, at) => (cells[text] ?? '').padEnd(widths[at]!)));
    return { start: end, end, text: lines.map((cells) => `${lineEnd}| ${cells.join(' | ')} |`).join('') };
  });
}

/** A header cell with its padding, without the blank before the pipe. */
function widthOf(source: string, start: number, end: number): number {
  const padding = /^ */.exec(source.slice(end))![0].length;
  return Math.max(end - start, end - start + padding - 1);
}

/** Offset behind a line's last character (1-based line), and the line end that the document uses. */
function endOfLine(source: string, line: number): { end: number; lineEnd: string } {
  const ends = [...source.matchAll(/\r\n|\r|\n/g)];
  return { end: ends[line - 1]?.index ?? source.length, lineEnd: ends[0]?.[0] ?? '\n' };
}
