// A run on a terminal while it goes on: phase and time left, load, errors, and p95 against its limit. Pure: figures and width to lines.
import type { createColors } from 'picocolors';
import { cell, clockText, columnsOf, cutToColumns, shortNumber, visible } from './cells.ts';
import type { LiveMoment } from './moment.ts';
import type { LivePlan, LiveRow } from './plan.ts';

export type Paint = Pick<ReturnType<typeof createColors>, 'bold' | 'dim' | 'red' | 'yellow' | 'green'>;

/** A terminal that does not know its width. */
const USUAL_COLUMNS = 80;
/** More rows than this could fill the screen, and lines that have left it cannot be rewritten. */
const MOST_ROWS = 10;
/** From this share of a limit on the figure is near it. */
const NEAR = 0.9;
const BAR_COLUMNS = 20;

/** `columns`: width of the terminal. No line is as wide as it: some terminals go on to the next line after the last column. */
export function viewLines(plan: LivePlan, moment: LiveMoment, columns: number | undefined, paint: Paint): string[] {
  const width = Math.max(1, (columns || USUAL_COLUMNS) - 1);
  const lines = [
    headLine(plan, moment, width, paint),
    paint.dim(cutToColumns(loadText(plan, moment), width)),
    ...rowLines(plan, moment, width, paint),
  ];
  return plan.note === '' ? lines : [...lines, paint.dim(cutToColumns(visible(plan.note), width))];
}

function headLine(plan: LivePlan, moment: LiveMoment, width: number, paint: Paint): string {
  const share = shareDone(plan, moment);
  const left = plan.lengthMs === null ? [] : [`${clockText(plan.lengthMs - moment.atMs)} left`];
  const text = cutToColumns(
    [`running (${clockText(moment.atMs)})`, ...phaseOf(plan, moment), ...left].join(', '),
    width,
  );
  const percent = share === null ? '' : ` ${Math.floor(share * 100)} %`;
  const room = Math.min(BAR_COLUMNS, width - columnsOf(text) - percent.length - 2);
  if (share === null || room < 5) return paint.bold(text);
  const full = Math.round(share * room);
  return `${paint.bold(text)}  ${'█'.repeat(full)}${paint.dim('░'.repeat(room - full))}${percent}`;
}

/** By the clock where the length is planned, else as far as the iterations are. */
export function shareDone({ lengthMs }: LivePlan, { atMs, done }: LiveMoment): number | null {
  return lengthMs === null ? done : Math.min(1, atMs / Math.max(1, lengthMs));
}

function phaseOf({ phases }: LivePlan, { atMs }: LiveMoment): string[] {
  const phase = phases.find(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);
  return phase ? [phase.name] : [];
}

/** `50 VUs, 101 requests/s, errors 0 %`, with what the target needs where that is observed. */
export function loadText({ errorLimit }: LivePlan, moment: LiveMoment): string {
  const { vus, requests, failed, spanMs, dropped, cpuPct, memoryMb } = moment;
  const errors = requests === 0 ? 0 : failed / requests;
  const limit = errorLimit === null ? '' : ` of ${shortNumber(errorLimit * 100)}`;
  return [
    `${vus} VUs`,
    `${shortNumber(perSecond(requests, spanMs))} requests/s`,
    `errors ${shortNumber(errors * 100)}${limit} %`,
    ...(dropped > 0 ? [`${dropped} iterations dropped`] : []),
    ...(cpuPct === undefined ? [] : [`CPU ${shortNumber(cpuPct)} %`]),
    ...(memoryMb === undefined ? [] : [`memory ${shortNumber(memoryMb)} MB`]),
  ].join(', ');
}

/** The same for a log that keeps each line: `  12 s   500 VUs, 980 requests/s, errors 0 %, p95 210 ms`. */
export function momentLine(plan: LivePlan, moment: LiveMoment): string {
  const p95 = moment.rows[0]?.p95;
  const seconds = `${Math.round(moment.atMs / 1000)} s`.padStart(6);
  return `${seconds}   ${loadText(plan, moment)}${p95 === undefined ? '' : `, p95 ${shortNumber(p95)} ms`}`;
}

export const perSecond = (count: number, spanMs: number): number => (spanMs > 0 ? (count * 1000) / spanMs : 0);

interface Column {
  title: string;
  columns: number;
  /** The least width of the whole line in which it is shown. */
  from: number;
  text: (row: LiveRow, index: number, moment: LiveMoment) => string;
}

const ms = (value: number | null | undefined): string => (value == null ? '-' : shortNumber(value));

/** From left to right, after the label. */
const COLUMNS: readonly Column[] = [
  {
    ...{ title: 'req/s', columns: 7, from: 60 },
    text: (_, index, { rows, spanMs }) => {
      const count = rows[index] === null ? 0 : rows[index]?.count;
      return count == null ? '-' : shortNumber(perSecond(count, spanMs));
    },
  },
  { title: 'p50', columns: 7, from: 70, text: (_, index, { rows }) => ms(rows[index]?.p50) },
  { title: 'p95', columns: 7, from: 0, text: (_, index, { rows }) => ms(rows[index]?.p95) },
  { title: 'p99', columns: 7, from: 76, text: (_, index, { rows }) => ms(rows[index]?.p99) },
  { title: 'so far', columns: 7, from: 34, text: (_, index, { judged }) => ms(judged[index]) },
  { title: 'limit (ms)', columns: 16, from: 46, text: ({ limits: [first] }) => limitText(first) },
  { title: 'limit', columns: 6, from: 0, text: ({ limits: [first] }) => ms(first?.ms) },
];

/** `p95 93.5`: which figure is judged. */
const limitText = (limit: LiveRow['limits'][number] | undefined): string =>
  limit ? `${statText(limit.stat)} ${shortNumber(limit.ms)}` : '-';

export const statText = (stat: string): string => stat.replace(/^p\((.*)\)$/, 'p$1').replace('med', 'p50');

function rowLines(plan: LivePlan, moment: LiveMoment, width: number, paint: Paint): string[] {
  const shown = shownColumns(width);
  const label = Math.max(0, width - shown.reduce((sum, { columns }) => sum + columns + 1, 0));
  const rows = plan.rows
    .map((row, index) => ({ row, index }))
    .filter(({ row, index }) => row.limits.length > 0 || moment.rows[index] != null || index === 0);
  const head = paint.dim([cell('', label), ...shown.map(({ title, columns }) => cell(title, columns, true))].join(' '));
  const lines = rows.slice(0, MOST_ROWS).map(({ row, index }) => {
    const cells = shown.map(({ text, columns }) => cell(text(row, index, moment), columns, true));
    const line = cutToColumns([cell(visible(row.label), label), ...cells].join(' '), width);
    return colour(usedOf(row, moment.judged[index] ?? null), paint)(line);
  });
  const more = rows.length - lines.length;
  return [cutPainted(head), ...lines, ...(more > 0 ? [cutToColumns(`and ${more} more`, width)] : [])];
  function cutPainted(text: string): string {
    return label > 0 ? text : '';
  }
}

/** The limit with its figure where there is room, else the bare number. */
function shownColumns(width: number): Column[] {
  const fitting = COLUMNS.filter(({ from }) => width >= from);
  const isLong = fitting.some(({ title }) => title === 'limit (ms)');
  return fitting.filter(({ title }) => title !== 'limit' || !isLong);
}

/** How much of its limit a row has used so far; null: nothing to compare. */
export function usedOf({ limits: [first] }: LiveRow, judged: number | null): number | null {
  return !first || judged === null || first.ms <= 0 ? null : judged / first.ms;
}

function colour(used: number | null, paint: Paint): (text: string) => string {
  if (used === null || used < NEAR) return (text) => text;
  return used >= 1 ? paint.red : paint.yellow;
}
