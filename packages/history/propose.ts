// New values for rows of response times and journeys, from several runs that agree: which cells would change, and why the others stay.

import { factorsText } from 'k6-format/scale';
import { UserError } from 'k6-kit/user-error';
import { digits } from 'k6-verdict/text/format';
import { median } from 'simple-statistics';
import { differences } from './compare/comparable.ts';
import { LATENCIES, type Latency } from './compare/shift.ts';
import type { HistoryRun } from './run.ts';

/** Cells of a row: latencies, and the share of journeys that completed. */
const CELLS = [...LATENCIES, 'completedRatio'] as const;
export type CellName = Latency | 'completedRatio';

export interface ProposedCell {
  /** Or a step, or a journey. */
  endpoint: string;
  /** Its unit is in its name. */
  metric: CellName;
  /** Null: not measured so far. */
  before: number | null;
  /** As it would be written; equal to `before` where the cell stays. */
  after: number | null;
  change: 'tightened' | 'loosened' | 'filled' | 'kept';
  reason: string;
}

/** What runs are compared with. */
export interface Rows {
  /** By endpoint, step and journey; null where a cell is not measured, absent where a row has no such cell. */
  rows: Readonly<Record<string, Readonly<Partial<Record<CellName, number | null>>>>>;
  /** Test types whose limits these rows are. */
  types: readonly string[];
  /** A smaller change than this is of no importance, as a share. */
  practicalSize: number;
}

/** Fewer runs than this may agree by chance. */
const FEWEST_RUNS = 3;

/** Throws a UserError with one line per reason why these runs may not decide a baseline. */
export function propose(runs: readonly HistoryRun[], against: Rows): ProposedCell[] {
  const problems = problemsOf(runs, against.types);
  if (problems.length > 0) throw new UserError('E_PROPOSE_RUNS', problems.join('\n'));
  const names = runs[0]!.endpoints.filter((name) => Object.hasOwn(against.rows, name));
  return names.flatMap((endpoint) =>
    CELLS.flatMap((metric) => {
      const before = against.rows[endpoint]![metric];
      return before === undefined ? [] : [cellOf(runs, { endpoint, metric, before }, against)];
    }),
  );
}

function problemsOf(runs: readonly HistoryRun[], types: readonly string[]): string[] {
  const [first] = runs;
  if (new Set(runs.map(({ id }) => id)).size < FEWEST_RUNS) {
    return [`${runs.length} runs, expected at least ${FEWEST_RUNS} different ones: one run may be a lucky night`];
  }
  const single = runs.flatMap((run) => {
    const reasons: string[] = [];
    if (!types.includes(run.type)) reasons.push(`is a ${run.type} run, expected ${types.join(' or ')}`);
    if (run.timeScale !== 1) reasons.push(`has durations x ${run.timeScale}, expected the full length`);
    if (run.scale) reasons.push(`has ${factorsText(run.scale)}, expected the load and the limits of the tables`);
    if (run.validity !== 'VALID') reasons.push(`is ${run.validity}: ${run.validityReasons[0] ?? 'unreliable'}`);
    if (run.outcome !== 'passed')
      reasons.push(`has not passed (${run.outcome}): ${run.brokenLimits[0] ?? 'no limit was judged'}`);
    return reasons.map((reason) => `${run.id} ${reason}`);
  });
  const unlike = runs
    .slice(1)
    .flatMap((run) => differences(first!, run).map((reason) => `${run.id} and ${first!.id}: ${reason}`));
  return [...new Set([...single, ...unlike])];
}

function cellOf(
  runs: readonly HistoryRun[],
  cell: Pick<ProposedCell, 'endpoint' | 'metric' | 'before'>,
  { practicalSize }: Rows,
): ProposedCell {
  const { endpoint, metric, before } = cell;
  const values = runs.flatMap((run) => measuredIn(run, endpoint, metric));
  const kept = (reason: string): ProposedCell => ({ ...cell, after: before, change: 'kept', reason });
  if (values.length < runs.length) return kept(`measured in ${values.length} of ${runs.length} runs`);
  const [low, high, middle] = [Math.min(...values), Math.max(...values), median(values)];
  const measured = `${runs.length} runs ${valueText(low, metric)} to ${valueText(high, metric)}, median ${valueText(middle, metric)}`;
  const after = metric === 'completedRatio' ? writtenShare(low) : written(middle);
  if (before === null) return { ...cell, after, change: 'filled', reason: measured };
  // Nothing has a limit above a share's row: what is compared with it is what would be written.
  const typical = metric === 'completedRatio' ? after : middle;
  const ratio = typical / before - 1;
  if (Math.abs(ratio) < practicalSize) return kept(`${measured}: within ${digits(practicalSize * 100)} % of the row`);
  if (low <= before && high >= before) return kept(`${measured}: not all on one side of the row`);
  if (after === before) return kept(`${measured}: rounds to the row`);
  const isLooser = metric === 'completedRatio' ? ratio < 0 : ratio > 0;
  const direction = `${digits(Math.abs(ratio) * 100)} % ${ratio > 0 ? 'above' : 'under'} the row`;
  return { ...cell, after, change: isLooser ? 'loosened' : 'tightened', reason: `${measured}: ${direction}` };
}

/** Journeys that did not complete are kept as their errors. */
function measuredIn({ figures }: HistoryRun, endpoint: string, metric: CellName): number[] {
  const kept = metric === 'completedRatio' ? 'errorRatio' : metric;
  const found = figures.filter((figure) => figure.endpoint === endpoint && figure.metric === kept);
  return found.map(({ value }) => (metric === 'completedRatio' ? 1 - value : value));
}

function valueText(value: number, metric: CellName): string {
  return metric === 'completedRatio' ? `${digits(value * 100)} %` : `${digits(value)} ms`;
}

/** Whole milliseconds from 10 on, tenths below: finer is noise. */
function written(milliseconds: number): number {
  return milliseconds >= 10 ? Math.round(milliseconds) : Math.max(0.1, Math.round(milliseconds * 10) / 10);
}

/** The whole percentage under what each run reached: shares have no tolerance, and a row of 100 % would not forgive one failure. */
function writtenShare(lowest: number): number {
  return Math.max(0, Math.ceil(Number((lowest * 100).toPrecision(12))) - 1) / 100;
}
