// A figure with its goal, and the table of them.
export interface Figure {
  name: string;
  /** Undefined: not measured. */
  value: number | undefined;
  unit: string;
  goal?: { least?: number; most?: number };
  /** What it was measured from, or why it was not. */
  note: string;
}

export function isMet({ value, goal }: Figure): boolean | undefined {
  if (!goal || value === undefined || Number.isNaN(value)) return undefined;
  return value >= (goal.least ?? Number.NEGATIVE_INFINITY) && value <= (goal.most ?? Number.POSITIVE_INFINITY);
}

export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    valueText(figure),
    goalText(figure),
    verdict(figure),
    figure.note,
  ]);
  const all = [['figure', 'measured', 'goal', '', 'from'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((row) => (row[column] as string).length)));
  return all
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function valueText({ value, unit }: Figure): string {
  return value === undefined || Number.isNaN(value) ? 'not measured' : `${number(value)} ${unit}`.trimEnd();
}

function goalText({ goal }: Figure): string {
  if (goal?.least !== undefined) return `>= ${goal.least}`;
  return goal?.most === undefined ? '' : `<= ${goal.most}`;
}

function verdict(figure: Figure): string {
  const met = isMet(figure);
  return met === undefined ? '' : met ? 'met' : 'NOT MET';
}

function number(value: number): string {
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString('en-US');
  return value.toFixed(Math.abs(value) >= 100 ? 0 : 2);
}

/** The middle value, the upper one of two; NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
