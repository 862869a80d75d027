// A table of cards for pages of our own making: rows on a screen, one under the other on a telephone.
import { escapeXml } from './escape.ts';

export interface Column {
  name: string;
  /** A number, a picture with a line of text, a text that needs the whole width of a telephone, or a word that says what it is. */
  kind?: 'n' | 'against' | 'whole' | 'word';
}

/** A text, or markup of our own. */
export type Cell = string | { markup: string };

export interface BoardRow {
  /** For style; a word of our own. */
  state?: string;
  cells: readonly Cell[];
}

/** The first cell of a row is its name. Empty without rows. */
export function boardMarkup(columns: readonly Column[], rows: readonly BoardRow[]): string {
  if (rows.length === 0) return '';
  const heads = columns.map(({ name, kind }) => `<th scope="col"${classOf(kind)}>${escapeXml(name)}</th>`);
  const body = rows.map(({ state = '', cells }) => {
    const [first = '', ...rest] = cells.map((cell) => (typeof cell === 'string' ? escapeXml(cell) : cell.markup));
    const others = rest.map((cell, at) => {
      const { name, kind } = columns[at + 1]!;
      const label = kind === 'word' ? '' : ` data-name="${escapeXml(name)}"`;
      return `<td${classOf(kind)}${label}>${cell}</td>`;
    });
    return `<tr class="${state}"><th scope="row">${first}</th>${others.join('')}</tr>`;
  });
  return `<table class="board"><thead><tr>${heads.join('')}</tr></thead>\n<tbody>\n${body.join('\n')}\n</tbody></table>`;
}

function classOf(kind: Column['kind']): string {
  return kind === undefined ? '' : ` class="${kind}"`;
}

/** What is there on request. */
export function foldedMarkup(summary: string, body: string): string {
  return body === '' ? '' : `<details><summary>${escapeXml(summary)}</summary>\n${body}\n</details>`;
}

export function listMarkup(lines: readonly Cell[]): string {
  const items = lines.map((line) => `<li>${typeof line === 'string' ? escapeXml(line) : line.markup}</li>`);
  return items.length === 0 ? '' : `<ul>${items.join('')}</ul>`;
}
