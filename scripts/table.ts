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
