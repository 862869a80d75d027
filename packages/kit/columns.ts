// Columns for the terminal: text to the left, figures to the right.

/** Rows as lines; the first column is aligned to the left, as is every other that holds no figure. */
export function aligned(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  const isFigure = widths.map((_, at) => rows.slice(1).every((row) => /^$|^[-+]?\d/.test(row[at] ?? '')));
  return rows
    .map((row) =>
      row
        .map((cell, at) => (isFigure[at] ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Where nothing says how wide a terminal is, such as for a file or a pipe. */
export const DEFAULT_COLUMNS = 80;

/**
 * Words over lines of at most `columns` characters; `start` begins the first line, and as much room as it takes begins the others.
 * A word that is longer than a line is cut into pieces.
 */
export function wrapped(start: string, words: readonly string[], columns: number): string {
  const room = Math.max(20, columns - start.length);
  const lines: string[] = [];
  let line = '';
  for (const word of words.flatMap((whole) => piecesOf(whole, room))) {
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].map((text, at) => (at === 0 ? start : ' '.repeat(start.length)) + text).join('\n');
}

function piecesOf(word: string, length: number): string[] {
  return word.match(new RegExp(`.{1,${length}}`, 'gu')) ?? [];
}
