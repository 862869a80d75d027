// Reads the tables of a Markdown document, each cell with its place in the source.
import type { Table, TableCell } from 'mdast';
import { toString as textOf } from 'mdast-util-to-string';
import { remark } from 'remark';
import remarkGfm from 'remark-gfm';

/** One cell: its text without Markdown marks, and where it starts in the document (1-based). */
export interface Cell {
  text: string;
  line: number;
  column: number;
  /** Offsets of the cell's content in the document, so that it can be rewritten in place. */
  start: number;
  end: number;
}

/** A table below a second-level heading. */
export interface MarkdownTable {
  heading: string;
  line: number;
  header: Cell[];
  rows: Cell[][];
}

/** All tables of `source`, in the document's order; a table before any heading has an empty one. */
export function readTables(source: string): MarkdownTable[] {
  const tree = remark().use(remarkGfm).parse(source);
  const tables: MarkdownTable[] = [];
  let heading = '';
  for (const node of tree.children) {
    if (node.type === 'heading') heading = textOf(node);
    if (node.type === 'table') tables.push(readTable(node, heading));
  }
  return tables;
}

function readTable(table: Table, heading: string): MarkdownTable {
  const [header = [], ...rows] = table.children.map((row) => row.children.map(readCell));
  return { heading, line: table.position?.start.line ?? 0, header, rows };
}

function readCell(cell: TableCell): Cell {
  const first = cell.children[0]?.position?.start ?? cell.position?.start;
  const last = cell.children.at(-1)?.position?.end ?? cell.position?.end;
  return {
    text: textOf(cell).trim(),
    line: first?.line ?? 0,
    column: first?.column ?? 0,
    start: first?.offset ?? 0,
    end: last?.offset ?? 0,
  };
}
