// What raw points add to a summary besides tables by tag: errors with a sample, the distribution, the slowest requests.
import { failedOf, placesOf, type Requests, valuesOf } from './requests.ts';
import type { PointsTable } from './table.ts';

export interface ErrorRow {
  place: string;
  status: string;
  code: string;
  count: number;
  /** One of the messages, as a sample. */
  sample: string;
}

export interface Bin {
  fromMs: number;
  toMs: number;
  count: number;
}

export interface Heatmap {
  columns: number;
  /** Edges of the rows, in milliseconds, from the fastest up: one more than there are rows. */
  edgesMs: number[];
  endS: number;
  cells: { column: number; row: number; count: number }[];
}

export interface SlowRequest {
  atS: number;
  ms: number;
  place: string;
  status: string;
}

/** Rows of the table of errors. */
const TOP = 15;
/** Points of the scatter. */
const SLOWEST = 100;
const COLUMNS = 60;
const ROWS = 20;

/** Failed requests by where, status and k6's error code, the most frequent first; `others` counts what is not listed. */
export function errorTable(table: PointsTable, { groups }: Requests): { rows: ErrorRow[]; others: number } {
  const [isFailed, places] = [failedOf(table), placesOf(table)];
  const [statuses, codes, errors] = ['status', 'error_code', 'error'].map((tag) => valuesOf(table, tag));
  const found = new Map<string, ErrorRow>();
  for (const group of groups) {
    if (!isFailed[group]) continue;
    const [place, status, code] = [places[group]!, statuses![group]!, codes![group]!];
    const key = [place, status, code].join('\0');
    const row = found.get(key) ?? { place, status, code, count: 0, sample: '' };
    row.count++;
    row.sample ||= errors![group]!;
    found.set(key, row);
  }
  const rows = [...found]
    .sort(([a, { count: x }], [b, { count: y }]) => y - x || (a < b ? -1 : 1))
    .map(([, row]) => row);
  return { rows: rows.slice(0, TOP), others: rows.slice(TOP).reduce((sum, { count }) => sum + count, 0) };
}

/** Counts by response time on a logarithmic scale, over the whole run and over time. */
export function distribution({ ms, atMs }: Requests): { histogram: Bin[]; heatmap: Heatmap | null; startMs: number } {
  const low = least(ms);
  const top = ms.reduce((most, value) => Math.max(most, value), 0);
  if (top <= 0) return { histogram: [], heatmap: null, startMs: 0 };
  const high = Math.max(top, low * 1.01);
  const startMs = atMs.reduce((first, at) => Math.min(first, at), Number.POSITIVE_INFINITY);
  const lengthMs = Math.max(1e-3, atMs.reduce((last, at) => Math.max(last, at), 0) - startMs);
  const counts = new Float64Array(COLUMNS * ROWS);
  for (const [index, value] of ms.entries()) {
    const row = Math.floor((ROWS * Math.log(Math.max(value, low) / low)) / Math.log(high / low));
    const column = Math.floor((COLUMNS * (atMs[index]! - startMs)) / lengthMs);
    counts[Math.min(COLUMNS - 1, column) * ROWS + Math.min(ROWS - 1, row)]!++;
  }
  const cells = [...counts.entries()]
    .filter(([, count]) => count > 0)
    .map(([at, count]) => ({ column: Math.floor(at / ROWS), row: at % ROWS, count }));
  const edgesMs = Array.from({ length: ROWS + 1 }, (_, index) => low * (high / low) ** (index / ROWS));
  const histogram = edgesMs.slice(0, -1).map((fromMs, index) => ({
    fromMs,
    toMs: edgesMs[index + 1]!,
    count: cells.filter((cell) => cell.row === index).reduce((sum, cell) => sum + cell.count, 0),
  }));
  return { histogram, heatmap: { columns: COLUMNS, edgesMs, endS: lengthMs / 1000, cells }, startMs };
}

/** The fastest that took any time at all: a logarithm has no 0. */
function least(ms: Float64Array): number {
  return ms.reduce((low, value) => (value > 0 && value < low ? value : low), Number.POSITIVE_INFINITY);
}

export function slowestRequests(table: PointsTable, { ms, atMs, groups }: Requests, startMs: number): SlowRequest[] {
  const [places, statuses] = [placesOf(table), valuesOf(table, 'status')];
  const edge = Float64Array.from(ms).sort().at(-SLOWEST) ?? 0;
  const slow = [...ms.keys()].filter((at) => ms[at]! >= edge);
  return slow
    .sort((a, b) => ms[b]! - ms[a]! || atMs[a]! - atMs[b]!)
    .slice(0, SLOWEST)
    .map((at) => ({
      atS: (atMs[at]! - startMs) / 1000,
      ms: ms[at]!,
      place: places[groups[at]!]!,
      status: statuses[groups[at]!]!,
    }));
}
