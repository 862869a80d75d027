// What a run leaves behind: the result file (k6's classic summary and the `run` record) and what became of the limits on the terminal.

import { deadTarget, deadText } from 'k6-format/dead-target';
import { isSeriesMarker, parseExpression } from 'k6-format/expressions';
import { figure, milliseconds, percent } from 'k6-format/figures';
import {
  ERROR_CODES,
  FAILURE_STATUSES,
  JOURNEY_COMPLETED,
  JOURNEY_MS,
  LOAD_TAG,
  OPERATION_FAILED,
  OPERATION_MS,
  PAGE_FAILED,
  PAGE_VISITS,
  VISITS,
} from 'k6-format/load-names';
import { endedEarly, plannedLengthS } from 'k6-format/planned-length';
import type { RunRecord } from 'k6-format/run-record';
import { scaleText } from 'k6-format/scale';
import { selector } from 'k6-format/selectors';
import { type SummaryMetric, statOf } from 'k6-format/summary';
import { VITALS } from '../thresholds/page-limits.ts';

const NOT_MEASURED = 'not measured';

/** What handleSummary gets from k6. `setup_data` is left out on purpose: it may hold secrets. */
export interface SummaryData {
  metrics: Record<string, SummaryMetric>;
  state?: { testRunDurationMs: number };
  root_group?: unknown;
  options?: unknown;
}

/** What k6 writes with --new-machine-readable-summary: whether all limits held, but not which there were. */
export interface MachineData {
  version: string;
  metadata?: unknown;
  config?: { duration?: number };
  results: { passed?: boolean };
}

/** Files to write by path, and `stdout`, as handleSummary returns them. */
export function resultOf(
  data: SummaryData | MachineData,
  recordOf: (durationMs: number) => RunRecord,
  file: string | undefined,
): Record<string, string> {
  if ('results' in data) return machineResultOf(data, recordOf, file);
  const run = recordOf(data.state?.testRunDurationMs ?? 0);
  const path = file ?? defaultFile(run);
  const { metrics, state, root_group, options } = data;
  return {
    [path]: `${JSON.stringify({ run, root_group, options, state, metrics })}\n`,
    stdout: `\n${limitsText(data, run)}\n  result: ${path}\n\n`,
  };
}

/** The report reads this form as well, though without limits. */
function machineResultOf(
  { version, metadata, config, results }: MachineData,
  recordOf: (durationMs: number) => RunRecord,
  file: string | undefined,
): Record<string, string> {
  const run = recordOf((config?.duration ?? 0) * 1000);
  const path = file ?? defaultFile(run);
  const found = results.passed === false ? 'at least one limit crossed' : 'limits not known';
  const hint = 'run with --new-machine-readable-summary=false to see each limit';
  return {
    [path]: `${JSON.stringify({ run, version, metadata, config, results })}\n`,
    stdout: `\n  ${run.type}: ${found}, ${run.target}, ${run.engine}\n  ${hint}\n  result: ${path}\n\n`,
  };
}

/** `results/stress-20260131T235900Z.json`: k6 makes no folders, so the names are flat. */
function defaultFile(run: RunRecord): string {
  const only = run.endpoints.length === 1 && !run.service ? `-${run.endpoints[0]}` : '';
  return `${resultStem(`${run.type}${only}`, run.startedAt)}.json`;
}

/** Where a run puts its files when nobody says: `results/<name>-20260131T235900Z`. `startedAt`: RFC 3339, UTC. */
export function resultStem(name: string, startedAt: string): string {
  return `results/${name}-${startedAt.replace(/[-:]|\.\d+/g, '')}`;
}

/**
 * How many limits held, a line per endpoint, and one per broken limit. No verdict: whether a run is usable is more than a load
 * script sees, so that is the report's word alone.
 */
export function limitsText(data: SummaryData, run: RunRecord): string {
  const limits = limitsOf(data);
  const broken = limits.filter((limit) => !limit.ok);
  const found =
    limits.length === 0
      ? 'no limit to judge'
      : broken.length === 0
        ? `${limits.length} of ${limits.length} limits held`
        : `${broken.length} of ${limits.length} limits crossed`;
  const scale = [run.timeScale === 1 ? '' : `durations x ${run.timeScale}`, scaleText(run.scale)].filter(Boolean);
  const head = `  ${run.type}: ${found}${earlyText(data, run)}, ${[run.target, run.engine, ...scale].join(', ')}`;
  const tables = [
    ...(isOfPages(data) ? [pageTable(data)] : []),
    ...(run.endpoints.length > 0 ? [tableOf(data, run)] : []),
    ...(run.policy?.journeys ? [journeyTable(data, Object.keys(run.policy.journeys))] : []),
  ];
  const lines = tables.flatMap((table) => [...aligned(table), '']);
  const cause = causeOf(data, run);
  const told = [...broken.map((limit) => `broken: ${limit.text}`), ...(cause === null ? [] : [`cause: ${cause}`])];
  return [head, '', ...lines, ...told.map((line) => `  ${line}`)].join('\n');
}

function earlyText({ state }: SummaryData, run: RunRecord): string {
  if (!state || !endedEarly(run, state.testRunDurationMs)) return '';
  const seconds = (value: number) => short(Number(value.toFixed(1)));
  return ` in ${seconds(state.testRunDurationMs / 1000)} of ${seconds(plannedLengthS(run))} s`;
}

/** Why the target was of no use, and what to do; null where it was, or where the run does not count by status. */
function causeOf({ metrics }: SummaryData, run: RunRecord): string | null {
  if (run.service !== undefined) return null;
  const count = (tags: Record<string, string>) => metrics[selector('http_reqs', tags)]?.values.count ?? 0;
  const counts = run.endpoints.map((endpoint) => ({
    endpoint,
    requests: count({ endpoint }),
    failed: metrics[`http_req_failed{endpoint:${endpoint}}`]?.values.passes ?? 0,
    statuses: Object.fromEntries(FAILURE_STATUSES.map((status) => [status, count({ endpoint, status })])),
  }));
  const codes = Object.fromEntries(ERROR_CODES.map((code) => [code, count({ ...LOAD_TAG, error_code: code })]));
  const dead = deadTarget(counts, codes);
  return dead && deadText(dead);
}

function tableOf(data: SummaryData, run: RunRecord): string[][] {
  const phase = phaseOf(data, run);
  const noun = `${run.service ? 'operation' : 'endpoint'}${phase === undefined ? '' : ` in ${phase}`}`;
  const columns = [noun, 'requests', 'errors', 'avg', 'p50', 'p95', 'p99'];
  return [columns, ...run.endpoints.map((name) => rowOf(data, name, seriesOf(run, phase)))];
}

/** Journeys over the whole run: how many, how many of them completed, and how long those took without think time. */
function journeyTable({ metrics }: SummaryData, names: readonly string[]): string[][] {
  const rows = names.map((journey) => {
    const { passes = 0, fails = 0, rate } = metrics[selector(JOURNEY_COMPLETED, { journey })]?.values ?? {};
    const durations = metrics[selector(JOURNEY_MS, { journey })]?.values ?? {};
    const times = ['avg', 'med', 'p(95)', 'p(99)'].map((stat) =>
      durations.count ? measured(durations[stat], milliseconds) : NOT_MEASURED,
    );
    return [journey, short(passes + fails), measured(rate, percent), ...times];
  });
  return [['journey', 'walked', 'completed', 'avg', 'p50', 'p95', 'p99'], ...rows];
}

/** The phase that the figures are from, as in the report; undefined for the whole run. */
function phaseOf({ metrics }: SummaryData, run: RunRecord): string | undefined {
  const phase = run.policy?.test.judgedPhase ?? undefined;
  const isMeasured = run.endpoints.some(
    (endpoint) => metrics[selector('http_req_duration', { endpoint, phase })]?.values.count,
  );
  return isMeasured ? phase : undefined;
}

function isOfPages({ metrics }: SummaryData): boolean {
  return metrics[PAGE_FAILED] !== undefined;
}

/** Page loads by visit: how many, and the statistic of each vital that its limit is on. */
function pageTable({ metrics }: SummaryData): string[][] {
  const columns = Object.entries(VITALS).map(([name, { statistic }]) => `${name} ${statistic.replace(/[()]/g, '')}`);
  const rows = VISITS.map((visit) => [
    visit,
    short(metrics[`${PAGE_VISITS}{visit:${visit}}`]?.values.count ?? 0),
    ...Object.values(VITALS).map(({ metric, statistic, isTime }) => {
      const values = metrics[`${metric}{visit:${visit}}`]?.values;
      return values?.count ? measured(values[statistic], isTime ? milliseconds : figure) : NOT_MEASURED;
    }),
  ]);
  return [['visit', 'loads', ...columns], ...rows];
}

/** Every limit of the run, without the expressions that only keep a series. */
export function limitsOf(data: SummaryData): { text: string; ok: boolean }[] {
  return Object.entries(data.metrics).flatMap(([metric, { thresholds = {}, values }]) =>
    Object.entries(thresholds)
      .filter(([expression]) => !isSeriesMarker(expression))
      .map(([expression, { ok }]) => ({ text: `${metric} ${expression}, is ${actual(values, expression)}`, ok })),
  );
}

function actual(values: Record<string, number>, expression: string): string {
  const statistic = statisticOf(expression);
  const value = statOf(values, statistic);
  if (value === undefined) return NOT_MEASURED;
  // A share is shown next to the expression that it is compared with, where each digit counts.
  return statistic === 'rate' ? short(value) : figure(value, 4);
}

/** `p(95)` of `p(95)<200`. */
function statisticOf(expression: string): string {
  return parseExpression(expression)?.stat ?? '';
}

/** Where the figures of one row stand: metrics, the tag that tells rows apart, and the phase. */
interface Series {
  durations: string;
  failures: string;
  tag: string;
  phase: string | undefined;
}

function seriesOf(run: RunRecord, phase: string | undefined): Series {
  return run.service === undefined
    ? { durations: 'http_req_duration', failures: 'http_req_failed', tag: 'endpoint', phase }
    : { durations: OPERATION_MS, failures: OPERATION_FAILED, tag: 'op', phase };
}

function rowOf({ metrics }: SummaryData, endpoint: string, { durations, failures, tag, phase }: Series): string[] {
  const valuesOf = (metric: string) => metrics[selector(metric, { [tag]: endpoint, phase })]?.values;
  const trend = valuesOf(durations) ?? {};
  if (!trend.count) return [endpoint, '0', ...Array<string>(5).fill(NOT_MEASURED)];
  const countOf = (tags: Record<string, string>) => metrics[selector('http_reqs', tags)]?.values.count ?? 0;
  const isAnswered =
    countOf({ endpoint, status: '0' }) === 0 || countOf({ endpoint, status: '0' }) < countOf({ endpoint });
  const figures = [trend.avg, trend.med, trend['p(95)'], trend['p(99)']].map((value) =>
    measured(isAnswered ? value : undefined, milliseconds),
  );
  const errors = valuesOf(failures)?.rate;
  return [endpoint, String(trend.count), errors === undefined ? NOT_MEASURED : percent(errors), ...figures];
}

function measured(value: number | undefined, write: (value: number) => string): string {
  return value === undefined ? NOT_MEASURED : write(value);
}

function aligned(table: string[][]): string[] {
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table.map(
    (row) =>
      `  ${row.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ')}`,
  );
}

/** Four significant digits, without an exponent. */
function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
