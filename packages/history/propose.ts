// New values for the rows of the response-time table, from several runs that agree: which cells would change, and why the others stay.

import { factorsText } from 'k6-format/scale';
import { UserError } from 'k6-kit/user-error';
import { digits } from 'k6-verdict/text/format';
import { median } from 'simple-statistics';
import { differences } from './compare/comparable.ts';
import { LATENCIES, type Latency } from './compare/shift.ts';
import type { HistoryRun } from './run.ts';

export interface ProposedCell {
  endpoint: string;
  metric: Latency;
  /** Null: not measured so far. */
  beforeMs: number | null;
  /** As it would be written; equal to `beforeMs` where the cell stays. */
  afterMs: number | null;
  change: 'tightened' | 'loosened' | 'filled' | 'kept';
  reason: string;
}

/** What runs are compared with. */
export interface Rows {
  /** By endpoint; null where a cell is not measured. */
  rows: Readonly<Record<string, Readonly<Record<Latency, number | null>>>>;
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
  return names.flatMap((endpoint) => LATENCIES.map((metric) => cellOf(runs, endpoint, metric, against)));
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
  endpoint: string,
  metric: Latency,
  { rows, practicalSize }: Rows,
): ProposedCell {
  const beforeMs = rows[endpoint]![metric];
  const values = runs.flatMap(({ figures }) =>
    figures.filter((figure) => figure.endpoint === endpoint && figure.metric === metric).map(({ value }) => value),
  );
  const kept = (reason: string): ProposedCell => ({
    endpoint,
    metric,
    beforeMs,
    afterMs: beforeMs,
    change: 'kept',
    reason,
  });
  if (values.length < runs.length) return kept(`measured in ${values.length} of ${runs.length} runs`);
  const [low, high, middle] = [Math.min(...values), Math.max(...values), median(values)];
  const measured = `${runs.length} runs ${digits(low)} to ${digits(high)} ms, median ${digits(middle)} ms`;
  if (beforeMs === null)
    return { endpoint, metric, beforeMs, afterMs: written(middle), change: 'filled', reason: measured };
  const ratio = middle / beforeMs - 1;
  if (Math.abs(ratio) < practicalSize) return kept(`${measured}: within ${digits(practicalSize * 100)} % of the row`);
  if (low <= beforeMs && high >= beforeMs) return kept(`${measured}: not all on one side of the row`);
  const afterMs = written(middle);
  if (afterMs === beforeMs) return kept(`${measured}: rounds to the row`);
  const direction = `${digits(Math.abs(ratio) * 100)} % ${ratio > 0 ? 'above' : 'under'} the row`;
  return {
    endpoint,
    metric,
    beforeMs,
    afterMs,
    change: ratio > 0 ? 'loosened' : 'tightened',
    reason: `${measured}: ${direction}`,
  };
}

/** Whole milliseconds from 10 on, tenths below: finer is noise. */
function written(milliseconds: number): number {
  return milliseconds >= 10 ? Math.round(milliseconds) : Math.max(0.1, Math.round(milliseconds * 10) / 10);
}
