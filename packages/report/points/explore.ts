// What raw points add to a summary: exact percentiles by any tag, errors with a sample, distribution, slowest requests.
import { identifier, literal, type PointsStore } from './store.ts';

/** Latency of the requests that share a tag's value. */
export interface TagRow {
  value: string;
  requests: number;
  errorRatio: number;
  avgMs: number;
  p50Ms: number;
  p90Ms: number;
  p95Ms: number;
  p99Ms: number;
  maxMs: number;
}

export interface TagTable {
  tag: string;
  rows: TagRow[];
  /** How many values are together in the row `other`. */
  otherValues: number;
}

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

/** Rows of a table of values; the rest is one row. */
const TOP = 15;
/** Points of the scatter. */
const SLOWEST = 100;
const COLUMNS = 60;
const ROWS = 20;

/** One sample per request; `expected_response` is what k6 judged the answer by. */
const REQUESTS = "FROM points WHERE metric = 'http_req_duration'";
const IS_FAILED = "coalesce(expected_response, 'true') = 'false'";
/** The endpoint where our load scripts tagged one, else k6's name of the request. */
const PLACE = "coalesce(nullif(endpoint, ''), nullif(name, ''), 'not named')";

/** Percentiles are linear between the nearest ranks, as k6's; the values of a tag that are not among the most frequent are one row. */
export async function tagTable(store: PointsStore, tag: string): Promise<TagTable> {
  const value =
    tag === 'instance'
      ? 'instance::VARCHAR'
      : `coalesce(nullif(${identifier(tag)}, ''), 'without ${tag.replaceAll("'", "''")}')`;
  const rows = await store.query<TagRow & { values: number }>(`
    WITH counted AS (SELECT ${value} AS v, count(*) AS n ${REQUESTS} GROUP BY v),
      ranked AS (SELECT v, row_number() OVER (ORDER BY n DESC, v) AS place FROM counted)
    SELECT CASE WHEN place <= ${TOP} THEN v ELSE 'other' END AS value, count(DISTINCT v)::DOUBLE AS "values", ${FIGURES}
    FROM (SELECT value, expected_response, ${value} AS v ${REQUESTS}) JOIN ranked USING (v)
    GROUP BY 1, place <= ${TOP} ORDER BY place <= ${TOP} DESC, requests DESC, 1`);
  const other = rows.find((row) => row.values > 1);
  return { tag, rows, otherValues: other?.values ?? 0 };
}

const FIGURES = `count(*)::DOUBLE AS requests, (count(*) FILTER (${IS_FAILED}) / count(*)) AS "errorRatio",
      (sum(value) / count(*)) AS "avgMs", quantile_cont(value, 0.5::DOUBLE) AS "p50Ms", quantile_cont(value, 0.9::DOUBLE) AS "p90Ms",
      quantile_cont(value, 0.95::DOUBLE) AS "p95Ms", quantile_cont(value, 0.99::DOUBLE) AS "p99Ms", max(value) AS "maxMs"`;

/** Failed requests by where, status and k6's error code, the most frequent first; `others` counts what is not listed. */
export async function errorTable(store: PointsStore): Promise<{ rows: ErrorRow[]; others: number }> {
  const rows = await store.query<ErrorRow>(`
    SELECT ${PLACE} AS place, coalesce(status, '') AS status, coalesce(error_code, '') AS code, count(*)::DOUBLE AS count,
      coalesce(any_value(nullif(error, '')), '') AS sample
    ${REQUESTS} AND ${IS_FAILED} GROUP BY 1, 2, 3 ORDER BY count DESC, 1, 2, 3`);
  const rest = rows.slice(TOP);
  return { rows: rows.slice(0, TOP), others: rest.reduce((sum, row) => sum + row.count, 0) };
}

interface Range {
  low: number | null;
  high: number | null;
  start: number;
  end: number;
}

/** Counts by response time on a logarithmic scale, over the whole run and over time. */
export async function distribution(
  store: PointsStore,
): Promise<{ histogram: Bin[]; heatmap: Heatmap | null; startNs: number }> {
  const [range] = await store.query<Range>(`
    SELECT min(value) FILTER (value > 0) AS low, max(value) AS high, min(at_ns)::DOUBLE AS start, max(at_ns)::DOUBLE AS "end" ${REQUESTS}`);
  if (!range || range.low === null || range.high === null || range.high <= 0)
    return { histogram: [], heatmap: null, startNs: 0 };
  const { low, start } = range;
  const high = Math.max(range.high, low * 1.01);
  const lengthNs = Math.max(1, range.end - start);
  const row = `least(${ROWS - 1}, greatest(0, floor(${ROWS} * ln(greatest(value, ${low}) / ${low}) / ln(${high} / ${low}))))::INTEGER`;
  const column = `least(${COLUMNS - 1}, floor(${COLUMNS} * ((at_ns - ${start}) / ${lengthNs})))::INTEGER`;
  const cells = await store.query<Heatmap['cells'][number]>(
    `SELECT ${column} AS "column", ${row} AS "row", count(*)::DOUBLE AS count ${REQUESTS} GROUP BY 1, 2 ORDER BY 1, 2`,
  );
  const edgesMs = Array.from({ length: ROWS + 1 }, (_, index) => low * (high / low) ** (index / ROWS));
  const histogram = edgesMs.slice(0, -1).map((fromMs, index) => ({
    fromMs,
    toMs: edgesMs[index + 1]!,
    count: cells.filter((cell) => cell.row === index).reduce((sum, cell) => sum + cell.count, 0),
  }));
  return { histogram, heatmap: { columns: COLUMNS, edgesMs, endS: lengthNs / 1e9, cells }, startNs: start };
}

export async function slowestRequests(store: PointsStore, startNs: number): Promise<SlowRequest[]> {
  return store.query<SlowRequest>(`
    SELECT ((at_ns - ${startNs}) / 1e9) AS "atS", value AS ms, ${PLACE} AS place, coalesce(status, '') AS status
    ${REQUESTS} ORDER BY value DESC, at_ns LIMIT ${SLOWEST}`);
}

/** Tags that tell requests apart: the ones asked for, and of the usual ones those with more than one value. */
export async function tagsToShow(store: PointsStore, asked: readonly string[]): Promise<string[]> {
  const usual = ['endpoint', 'name', 'scenario', 'status', 'phase', 'instance'];
  const counts = usual.map(
    (tag) => `count(DISTINCT ${tag === 'instance' ? 'instance' : identifier(tag)})::DOUBLE AS ${identifier(tag)}`,
  );
  const [row] = await store.query<Record<string, number>>(`SELECT ${counts.join(', ')} ${REQUESTS}`);
  const telling = usual.filter((tag) => (row?.[tag] ?? 0) > 1);
  // With endpoints, k6's names say the same again.
  const kept = telling.includes('endpoint') ? telling.filter((tag) => tag !== 'name' && tag !== 'scenario') : telling;
  const shown = [...new Set([...asked, ...kept])];
  return shown.length > 0 ? shown : ['name'];
}

/** How many requests have a value for a tag: none means a spelling mistake. */
export async function countTagged(store: PointsStore, tag: string): Promise<number> {
  const [row] = await store.query<{ n: number }>(
    `SELECT count(${identifier(tag)})::DOUBLE AS n ${REQUESTS} AND ${identifier(tag)} <> ${literal('')}`,
  );
  return row?.n ?? 0;
}
