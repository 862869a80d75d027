// What is read from the document of baselines: tables, their rows, and problems with their places.
import type { Shares } from './cells.ts';
import type { Cell } from './markdown-tables.ts';
import type { TableSpec } from './tables.ts';

export type Value = string | number | null | { min: number; max: number } | Shares | readonly number[];

/** A row: its key among the table's rows, its values by key, and the cells that they were read from. */
export interface Row {
  key: string;
  values: Record<string, Value>;
  cells: Record<string, Cell>;
}

/** A table that was read without a problem. */
export interface ReadTable {
  spec: TableSpec;
  rows: Row[];
}

/** What is wrong in the document, and where (1-based). */
export interface Problem {
  line: number;
  column: number;
  message: string;
}
