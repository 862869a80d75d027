// Reads the tables of a Markdown document, each cell with its place in the source.
import type { Nodes, RootContent, Table, TableCell } from 'mdast';
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
  /** What is in it besides text, where that could change or hide what a reader sees: `html`, `delete`, `image`. */
  mark?: string;
}

/** Where something is in the document, and its text. */
export interface Place {
  text: string;
  line: number;
  column: number;
}

/** A table below a second-level heading. */
export interface MarkdownTable {
  heading: string;
  line: number;
  header: Cell[];
  rows: Cell[][];
}

/** The document as far as tables go. */
export interface Document {
  /** In the document's order; a table before any heading has an empty one. */
  tables: MarkdownTable[];
  headings: Place[];
  /** Where a pipe stands outside of tables: rows that a blank line or a wrong delimiter row has cut off. */
  stray: Place[];
}

export function readDocument(source: string): Document {
  const tree = remark().use(remarkGfm).parse(source);
  const document: Document = { tables: [], headings: [], stray: [] };
  let heading = '';
  for (const node of tree.children) {
    if (node.type === 'table') {
      document.tables.push(readTable(node, heading));
      continue;
    }
    document.stray.push(...findPipe(node, source));
    if (node.type !== 'heading') continue;
    heading = textOf(node);
    document.headings.push({ text: heading, line: node.position?.start.line ?? 1, column: 1 });
  }
  return document;
}

function findPipe(node: RootContent, source: string): Place[] {
  const start = node.position?.start;
  const lines = source.slice(start?.offset, node.position?.end.offset).split(/\r\n|\r|\n/);
  const index = lines.findIndex((line) => line.includes('|'));
  if (index < 0) return [];
  const column = index === 0 ? (start?.column ?? 1) : 1;
  return [{ text: (lines[index] ?? '').trim(), line: (start?.line ?? 1) + index, column }];
}

function readTable(table: Table, heading: string): MarkdownTable {
  const [header = [], ...rows] = table.children.map((row) => row.children.map(readCell));
  return { heading, line: table.position?.start.line ?? 0, header, rows };
}

function readCell(cell: TableCell): Cell {
  const first = cell.children[0]?.position?.start ?? cell.position?.start;
  const last = cell.children.at(-1)?.position?.end ?? cell.position?.end;
  const mark = cell.children.map(findMark).find(Boolean);
  return {
    text: textOf(cell).trim(),
    line: first?.line ?? 0,
    column: first?.column ?? 0,
    start: first?.offset ?? 0,
    end: last?.offset ?? 0,
    ...(mark && { mark }),
  };
}

const MARKS = ['html', 'delete', 'image', 'imageReference', 'footnoteReference'];

function findMark(node: Nodes): string | undefined {
  if (MARKS.includes(node.type)) return node.type;
  return 'children' in node ? node.children.map(findMark).find(Boolean) : undefined;
}
