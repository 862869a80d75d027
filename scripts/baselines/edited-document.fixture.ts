// For tests: the committed document with one thing changed, and the place where it now stands. Splits lines by hand on purpose,
// so that the reader under test is not its own oracle; addresses cells by row and column names, so that a new figure breaks no test.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readBaselines } from './read.ts';

export const documentText = readFileSync(new URL('../../thresholds/baselines.md', import.meta.url), 'utf8');
export const moduleText = readFileSync(new URL('../../thresholds/baselines.ts', import.meta.url), 'utf8');

/** A changed document, and where a reader should be sent (1-based). */
export interface Edited {
  source: string;
  line: number;
  column: number;
}

/** The document has one problem, at the place of the edit, that says what it reads and what is wanted. */
export function assertOneProblem(edited: Edited, reads: string, wants: string): void {
  const { problems } = readBaselines(edited.source);
  const [problem] = problems;
  assert.ok(problem && problems.length === 1, `expected one problem: ${JSON.stringify(problems)}`);
  assert.deepEqual({ line: problem.line, column: problem.column }, { line: edited.line, column: edited.column });
  assert.ok(problem.message.includes(reads), `should read ${reads}: ${problem.message}`);
  assert.ok(problem.message.endsWith(`expected ${wants}`), `expected it to end in ${wants}: ${problem.message}`);
}

const lines = documentText.split('\n');

/** The document with `text` in one cell. The place is that of the text, or of the cell's pipe where it is empty. */
export function withCell(heading: string, row: string, column: string, text: string): Edited {
  const index = cellsOf(lines[headOf(heading)] ?? '').indexOf(column);
  if (index < 0) throw new Error(`no column ${column} below ${heading}`);
  const at = lineOf(heading, row);
  const parts = (lines[at] ?? '').split('|');
  const before = parts.slice(0, index + 1).join('|');
  const line = [before, ` ${text} `, ...parts.slice(index + 2)].join('|');
  return { source: withLine(at, line), line: at + 1, column: before.length + (text === '' ? 1 : 3) };
}

/** The document with one row (found by its first cell) rewritten; the place is the start of that row. */
export function withRow(heading: string, row: string, change: (line: string) => string): Edited {
  const at = lineOf(heading, row);
  return { source: withLine(at, change(lines[at] ?? '')), line: at + 1, column: 1 };
}

/** The document with every line of one table rewritten; the place is the start of its head. */
export function withTable(heading: string, change: (line: string, position: number) => string): Edited {
  const head = headOf(heading);
  const length = lines.slice(head).findIndex((line) => !line.startsWith('|'));
  const end = length < 0 ? lines.length : head + length;
  const changed = lines.map((line, at) => (at >= head && at < end ? change(line, at - head) : line));
  return { source: changed.join('\n'), line: head + 1, column: 1 };
}

/** The document with a section's heading rewritten; the place is the heading. */
export function withHeading(heading: string, text: string): Edited {
  const at = lines.indexOf(`## ${heading}`);
  if (at < 0) throw new Error(`no heading ${heading}`);
  return { source: withLine(at, text), line: at + 1, column: 1 };
}

/** What is in a cell of the committed document. */
export function cellText(heading: string, row: string, column: string): string {
  const index = cellsOf(lines[headOf(heading)] ?? '').indexOf(column);
  return cellsOf(lines[lineOf(heading, row)] ?? '')[index] ?? '';
}

/** 1-based line of a row in the committed document. */
export function rowLine(heading: string, row: string): number {
  return lineOf(heading, row) + 1;
}

function headOf(heading: string): number {
  const section = lines.indexOf(`## ${heading}`);
  if (section < 0) throw new Error(`no heading ${heading}`);
  return lines.findIndex((line, at) => at > section && line.startsWith('|'));
}

function lineOf(heading: string, row: string): number {
  const head = headOf(heading);
  const at = lines.findIndex((line, position) => position > head && cellsOf(line)[0] === row);
  if (at < 0) throw new Error(`no row ${row} below ${heading}`);
  return at;
}

function cellsOf(line: string): string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

function withLine(at: number, text: string): string {
  return lines.map((line, position) => (position === at ? text : line)).join('\n');
}
