// Fills rows of a suite of one's own: limits from three runs where its tables read null, which is "not measured".
import { UserError } from 'k6-kit/user-error';
import { findStat, type Summary } from 'k6-verdict/parse/model';
import { digits } from 'k6-verdict/text/format';
import { roundedUp } from '../import/endpoint-text.ts';

export interface FilledCell {
  endpoint: string;
  column: Column;
  /** As it would be written; undefined where the cell stays as it is. */
  limitMs: string | undefined;
  reason: string;
}

export const TABLES = 'thresholds/tables.ts';
const STATS = { p95Ms: 'p(95)', p99Ms: 'p(99)' } as const;
type Column = keyof typeof STATS;

/** Fewer runs than this may agree by chance. */
const FEWEST_RUNS = 3;
const ROWS = /export const endpoints = \{\n([\s\S]*?)\n\} satisfies/;
/** A row, up to the next line with two blanks before it. */
const ROW = /^ {2}(?:'([\w-]+)'|(\w+)): \{[\s\S]*?(?=\n {2}\S|$(?![\s\S]))/gm;

/** The tables with each null that the results measured filled: the slowest run plus the tolerance. Throws a UserError for runs that may not decide. */
export function fillTables(tables: string, results: readonly Summary[], toleranceRatio: number) {
  refuse(results);
  const rows = ROWS.exec(tables)?.[1];
  if (rows === undefined)
    throw new UserError(
      'E_PROPOSE_TABLE',
      'thresholds/tables.ts has no "export const endpoints = {": expected the tables as perf init writes them',
    );
  const cells: FilledCell[] = [];
  const filled = rows.replace(ROW, (row, quoted?: string, plain?: string) =>
    row.replace(/\b(p95Ms|p99Ms): null\b/g, (cell, column: Column) => {
      const made = cellOf(quoted ?? plain ?? '', column, results, toleranceRatio);
      cells.push(made);
      return made.limitMs === undefined ? cell : `${column}: ${made.limitMs}`;
    }),
  );
  return { text: tables.replace(rows, () => filled), cells };
}

function refuse(results: readonly Summary[]): void {
  const starts = new Set(results.map(({ metrics }) => JSON.stringify(metrics.map(({ stats }) => [...stats]))));
  if (starts.size < FEWEST_RUNS)
    throw new UserError(
      'E_PROPOSE_RUNS',
      `${starts.size} different runs, expected at least ${FEWEST_RUNS}: one run may be a lucky night`,
    );
  const failed = results.find(
    ({ saysPassed, metrics }) =>
      saysPassed === false || metrics.some(({ thresholds }) => thresholds.some(({ passed }) => passed === false)),
  );
  if (failed !== undefined)
    throw new UserError('E_PROPOSE_RUNS', `${failed.fileName} crossed limits of its own: expected runs that passed`);
}

function cellOf(endpoint: string, column: Column, results: readonly Summary[], toleranceRatio: number): FilledCell {
  // k6 writes zeros for an endpoint that was not called.
  const values = results.flatMap((run) => findStat(run, 'http_req_duration', { endpoint }, STATS[column]) || []);
  if (values.length < results.length) {
    const reason = `${STATS[column]} is in ${values.length} of ${results.length} results`;
    return { endpoint, column, limitMs: undefined, reason };
  }
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return {
    ...{ endpoint, column },
    limitMs: roundedUp(high * (1 + toleranceRatio)),
    reason: `${values.length} runs ${digits(low)} to ${digits(high)} ms`,
  };
}
