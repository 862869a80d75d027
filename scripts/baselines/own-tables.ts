// Fills rows of a suite of one's own: limits from three runs where its tables read null, which is "not measured".
import { ROUND_TRIP_MS } from 'k6-format/load-names';
import { UserError } from 'k6-kit/user-error';
import { findStat, type Summary } from 'k6-verdict/parse/model';
import { digits } from 'k6-verdict/text/format';
import { roundedUp } from '../import/endpoint-text.ts';

export interface FilledCell {
  endpoint: string;
  column: string;
  /** As it would be written; undefined where the cell stays as it is. */
  limitMs: string | undefined;
  reason: string;
}

export const TABLES = 'thresholds/tables.ts';
/** The tables with cells to fill: the tag that names their rows in a result, and each column's metric and statistic. */
const FILLED = {
  endpoints: {
    tag: 'endpoint',
    columns: { p95Ms: ['http_req_duration', 'p(95)'], p99Ms: ['http_req_duration', 'p(99)'] },
  },
  websockets: {
    tag: 'websocket',
    columns: { connectP95Ms: ['ws_connecting', 'p(95)'], roundTripP95Ms: [ROUND_TRIP_MS, 'p(95)'] },
  },
} as const;
type Measured = readonly [metric: string, stat: string];

/** Fewer runs than this may agree by chance. */
const FEWEST_RUNS = 3;
const rowsOf = (table: string) => new RegExp(`export const ${table} = \\{\\n([\\s\\S]*?)\\n\\} satisfies`);
/** A row, up to the next line with two blanks before it. */
const ROW = /^ {2}(?:'([\w-]+)'|(\w+)): \{[\s\S]*?(?=\n {2}\S|$(?![\s\S]))/gm;

/** The tables with each null that the results measured filled: the slowest run plus the tolerance. Throws a UserError for runs that may not decide. */
export function fillTables(tables: string, results: readonly Summary[], toleranceRatio: number) {
  refuse(results);
  if (!rowsOf('endpoints').test(tables))
    throw new UserError(
      'E_PROPOSE_TABLE',
      'thresholds/tables.ts has no "export const endpoints = {": expected the tables as perf init writes them',
    );
  const cells: FilledCell[] = [];
  let text = tables;
  for (const [table, { tag, columns }] of Object.entries(FILLED)) {
    const rows = rowsOf(table).exec(text)?.[1] ?? '';
    const filled = rows.replace(ROW, (row, quoted?: string, plain?: string) =>
      row.replace(/\b(\w+): null\b/g, (cell, column: string) => {
        const measured = Object.entries<Measured>(columns).find(([name]) => name === column)?.[1];
        if (measured === undefined) return cell;
        const name = quoted ?? plain ?? '';
        const made = { endpoint: name, column, ...limitOf(measured, { [tag]: name }, results, toleranceRatio) };
        cells.push(made);
        return made.limitMs === undefined ? cell : `${column}: ${made.limitMs}`;
      }),
    );
    text = text.replace(rows, () => filled);
  }
  return { text, cells };
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

function limitOf(
  [metric, stat]: Measured,
  tags: Record<string, string>,
  results: readonly Summary[],
  toleranceRatio: number,
) {
  // k6 writes zeros for what was not called.
  const values = results.flatMap((run) => findStat(run, metric, tags, stat) || []);
  if (values.length < results.length)
    return { limitMs: undefined, reason: `${stat} is in ${values.length} of ${results.length} results` };
  const [low, high] = [Math.min(...values), Math.max(...values)];
  return {
    limitMs: roundedUp(high * (1 + toleranceRatio)),
    reason: `${values.length} runs ${digits(low)} to ${digits(high)} ms`,
  };
}
