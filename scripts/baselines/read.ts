// Turns the document of baselines into checked values, or into a list of problems that each name their place.

import * as v from 'valibot';
import { wantsOf } from './cells.ts';
import { checkTogether } from './cross-checks.ts';
import { type Cell, type Document, type MarkdownTable, readDocument } from './markdown-tables.ts';
import type { Problem, ReadTable, Row } from './table-rows.ts';
import { type Column, type RowKind, type TableSpec, tables } from './tables.ts';

/** Reads the whole document. `tables` is complete exactly when `problems` is empty. */
export function readBaselines(source: string): { tables: ReadTable[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const document = readDocument(source);
  const read = tables.flatMap((spec) => {
    const table = pick(spec, document, problems);
    return table ? [{ spec, rows: readRows(spec, table, problems) }] : [];
  });
  for (const { line, column, text } of document.stray) {
    problems.push({
      line,
      column,
      message: `outside of any table reads "${text}", expected rows directly below a table's head`,
    });
  }
  for (const table of document.tables) {
    if (tables.some((spec) => spec.heading === table.heading)) continue;
    const known = tables.map((spec) => spec.heading).join(', ');
    problems.push({
      line: table.line,
      column: 1,
      message: `table below "${table.heading}", expected one of: ${known}`,
    });
  }
  if (problems.length === 0) problems.push(...checkTogether(read));
  problems.sort((a, b) => a.line - b.line || a.column - b.column);
  return { tables: read, problems };
}

/** The table below the spec's heading, if it is there once and has the right columns. */
function pick(spec: TableSpec, document: Document, problems: Problem[]): MarkdownTable | undefined {
  const [table, twin] = document.tables.filter((candidate) => candidate.heading === spec.heading);
  const wanted = spec.columns.map((column) => column.header);
  if (!table) {
    const message = `no table below the heading "${spec.heading}", expected columns ${wanted.join(' | ')}`;
    const heading = document.headings.find((candidate) => candidate.text === spec.heading);
    problems.push({ line: heading?.line ?? 1, column: 1, message });
    return undefined;
  }
  if (twin) {
    const message = `second table below "${spec.heading}", expected one (the first is at line ${table.line})`;
    problems.push({ line: twin.line, column: 1, message });
  }
  const header = table.header.map((cell) => cell.text);
  if (header.join('|') === wanted.join('|')) return table;
  const missing = wanted.filter((name) => !header.includes(name));
  const what = missing.length > 0 ? `missing column ${missing.join(', ')}` : 'columns out of order or too many';
  const message = `${what} in table "${spec.heading}": reads ${header.join(' | ')}, expected ${wanted.join(' | ')}`;
  problems.push({ line: table.line, column: table.header[0]?.column ?? 1, message });
  return undefined;
}

function readRows(spec: TableSpec, table: MarkdownTable, problems: Problem[]): Row[] {
  const rows: Row[] = [];
  const lines = new Map<string, number>();
  for (const cells of table.rows) {
    const row = readRow(spec, cells, problems);
    if (!row) continue;
    const first = lines.get(row.key);
    const label = cells[0];
    if (first !== undefined && label) {
      const message = `duplicate row "${label.text}" in table "${spec.heading}", expected each row once (the first is at line ${first})`;
      problems.push({ line: label.line, column: label.column, message });
      continue;
    }
    lines.set(row.key, label?.line ?? 0);
    rows.push(row);
  }
  for (const label of Object.keys(spec.kinds ?? {})) {
    if (lines.has(asIdentifier(label))) continue;
    problems.push({
      line: table.line,
      column: 1,
      message: `missing row "${label}" in table "${spec.heading}", expected one`,
    });
  }
  if (table.rows.length === 0 && !spec.mayBeEmpty) {
    problems.push({
      line: table.line,
      column: 1,
      message: `table "${spec.heading}" has no rows, expected at least one`,
    });
  }
  return rows;
}

function readRow(spec: TableSpec, cells: Cell[], problems: Problem[]): Row | undefined {
  const label = cells[0];
  if (!label) return undefined;
  const kind = Object.hasOwn(spec.kinds ?? {}, label.text) ? spec.kinds?.[label.text] : undefined;
  if (spec.kinds && !kind) {
    const message = `unknown row "${label.text}" in table "${spec.heading}", expected one of: ${Object.keys(spec.kinds).join(', ')}`;
    problems.push({ line: label.line, column: label.column, message });
    return undefined;
  }
  const row: Row = { key: rowKey(spec, cells, label), values: {}, cells: {} };
  const before = problems.length;
  checkShape(spec, cells, label, problems);
  spec.columns.forEach((column, index) => {
    readCell(spec, column, kind, cells[index], label, row, problems);
  });
  if (problems.length === before) checkRising(spec, kind, row, label, problems);
  return row;
}

/** Markdown drops cells beyond the last column without a word, and shows marks that the text alone does not have. */
function checkShape(spec: TableSpec, cells: Cell[], label: Cell, problems: Problem[]): void {
  const row = `${label.text || 'a row'} (table "${spec.heading}")`;
  const beyond = cells.slice(spec.columns.length);
  const extra = beyond.find((cell) => cell.text) ?? beyond[0];
  if (extra) {
    const message = `${row} reads ${cells.length} cells, expected ${spec.columns.length}: "${extra.text}" is one too many`;
    problems.push({ line: extra.line, column: extra.column, message });
  }
  for (const { mark, text, line, column } of cells) {
    if (mark)
      problems.push({ line, column, message: `${row} reads "${text}" with ${mark} in it, expected plain text` });
  }
}

function readCell(
  spec: TableSpec,
  column: Column,
  kind: RowKind | undefined,
  cell: Cell | undefined,
  label: Cell,
  row: Row,
  problems: Problem[],
): void {
  const schema = column.cell ?? kind?.cell;
  if (!schema) throw new Error(`column ${column.header} of table ${spec.heading} has no kind of cell`);
  const read = v.safeParse(schema, cell?.text ?? '');
  if (!read.success) {
    const place = cell?.text ? cell : { ...label, ...(cell && cell.column > 0 ? cell : {}) };
    const got = cell?.text ? `reads "${cell.text}"` : `is ${cell ? 'empty' : 'missing'}`;
    const message = `${column.header} of ${label.text || 'a row'} (table "${spec.heading}") ${got}, expected ${wantsOf(schema)}`;
    problems.push({ line: place.line, column: place.column, message });
    return;
  }
  const key = columnKey(column, kind);
  row.values[key] = read.output;
  if (cell) row.cells[key] = cell;
}

function checkRising(spec: TableSpec, kind: RowKind | undefined, row: Row, label: Cell, problems: Problem[]): void {
  for (const { rising } of spec.checks ?? []) {
    const columns = spec.columns.filter((column) => rising.includes(column.key));
    columns.slice(1).forEach((column, index) => {
      const left = columns[index];
      if (!left) return;
      const [low, high] = [row.values[columnKey(left, kind)], row.values[columnKey(column, kind)]];
      if (typeof low !== 'number' || typeof high !== 'number' || low <= high) return;
      const [cell, before] = [row.cells[columnKey(column, kind)], row.cells[columnKey(left, kind)]];
      const message = `${column.header} of ${label.text} (table "${spec.heading}") reads "${cell?.text}", expected at least its ${left.header}, "${before?.text}"`;
      problems.push({ line: cell?.line ?? label.line, column: cell?.column ?? 1, message });
    });
  }
}

/** The key of a column's value: the unit is in it, from the column or from the row. */
function columnKey(column: Column, kind: RowKind | undefined): string {
  return column.cell ? column.key : column.key + (kind?.suffix ?? '');
}

function rowKey(spec: TableSpec, cells: Cell[], label: Cell): string {
  if (spec.rows === 'by-name') return label.text;
  if (spec.rows === 'by-label') return asIdentifier(label.text);
  // Two rows of a list may share their period, not everything.
  return cells.map((cell) => cell.text).join(' | ');
}

/** `Disk I/O` -> `diskIO`, `CPU (Overall)` -> `cpuOverall`, `PostgreSQL` -> `postgresql`. */
export function asIdentifier(label: string): string {
  const words = label.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return words.map((word, index) => (index === 0 ? word.toLowerCase() : capitalized(word))).join('');
}

function capitalized(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
