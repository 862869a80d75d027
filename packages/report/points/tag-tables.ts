// Tables of response times by the values of a tag: the most frequent values, and one row for the rest.
import { type Unit, unitOf } from 'k6-format/units';
import { spelling } from './ids.ts';
import { distinct, failedOf, type Requests, samplesOf, valuesOf } from './requests.ts';
import { percentile } from './statistics.ts';
import type { PointsTable } from './table.ts';

/** Samples of a trend that share a tag's value; statistics as k6 computes them. */
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
  /** The trend whose samples are counted, and its unit. */
  metric: string;
  unit: Unit;
  rows: TagRow[];
  /** How many values are together in the row `other`. */
  otherValues: number;
}

/** Rows of a table of values; the rest is one row. */
const TOP = 15;

export function tagTable(table: PointsTable, requests: Requests, tag: string): TagTable {
  const { byValue, values } = indexOf(table, requests, tag);
  const counts = new Float64Array(byValue.length);
  for (const group of requests.groups) counts[values[group]!]!++;
  const ranked = byValue
    .map((value, index) => ({ value, index, count: counts[index]! }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  const [listed, rest] = [ranked.slice(0, TOP), ranked.slice(TOP)];
  const place = new Int32Array(byValue.length).fill(listed.length);
  for (const [at, { index }] of listed.entries()) place[index] = at;
  const sizes = [...listed.map(({ count }) => count), rest.reduce((sum, { count }) => sum + count, 0)];
  const samples = sizes.map((size) => new Float64Array(size));
  const [filled, failures] = [sizes.map(() => 0), sizes.map(() => 0)];
  const isFailed = failedOf(table);
  for (const [at, group] of requests.groups.entries()) {
    const row = place[values[group]!]!;
    samples[row]![filled[row]!++] = requests.ms[at]!;
    if (isFailed[group]) failures[row]!++;
  }
  const names = [...listed.map(({ value }) => value), 'other'];
  const rows = names.flatMap((value, at) => (sizes[at]! > 0 ? [rowOf(value, samples[at]!, failures[at]!)] : []));
  const { metric } = requests;
  return { tag, metric, unit: unitIn(table, metric), rows, otherValues: rest.length };
}

function unitIn(table: PointsTable, metric: string): Unit {
  const contains = table.declared.get(metric)?.contains ?? null;
  return unitOf({ name: metric, type: 'trend', contains }, null);
}

/** What a request's time is the sum of: the table of requests says the same. */
const PART = /^http_req_(?:blocked|connecting|tls_handshaking|sending|waiting|receiving)$/;
/** Tags of k6 on the samples of a script's own trends. */
const CUSTOM = ['name', 'group', 'scenario'];
/** More tables than these nobody reads. */
const MOST_TABLES = 12;

/** Tables of the requests, and of every other trend of which more than one value of these tags has samples. */
export function tagTables(table: PointsTable, requests: Requests, tags: readonly string[]): TagTable[] {
  const found = tags.map((tag) => tagTable(table, requests, tag));
  for (const metric of table.metrics) {
    if (metric === requests.metric || PART.test(metric) || table.typeOf(metric) !== 'trend') continue;
    const samples = samplesOf(table, metric);
    for (const tag of new Set([...tags, ...CUSTOM])) {
      if (found.length >= MOST_TABLES) return found;
      if (distinct(valuesOf(table, tag), samples).size > 1) found.push(tagTable(table, samples, tag));
    }
  }
  return found;
}

/** The values as they are shown, and by group which of them it has. */
function indexOf(table: PointsTable, requests: Requests, tag: string) {
  const raw = valuesOf(table, tag);
  const spell = spelling([...distinct(raw, requests)], TOP);
  const places = new Map<string, number>();
  const values = raw.map((value) => {
    const shown = value === '' ? `without ${tag}` : spell(value);
    const known = places.get(shown) ?? places.size;
    places.set(shown, known);
    return known;
  });
  return { byValue: [...places.keys()], values };
}

function rowOf(value: string, samples: Float64Array, failures: number): TagRow {
  const avgMs = samples.reduce((sum, ms) => sum + ms, 0) / samples.length;
  samples.sort();
  return {
    value,
    requests: samples.length,
    errorRatio: failures / samples.length,
    avgMs,
    p50Ms: percentile(samples, 50),
    p90Ms: percentile(samples, 90),
    p95Ms: percentile(samples, 95),
    p99Ms: percentile(samples, 99),
    maxMs: samples.at(-1)!,
  };
}

const USUAL = ['endpoint', 'name', 'url', 'group', 'scenario', 'status', 'phase', 'instance'];

/** Tags that tell requests apart: the ones asked for, and of the usual ones those with more than one value. */
export function tagsToShow(table: PointsTable, requests: Requests, asked: readonly string[]): string[] {
  const found = new Map(USUAL.map((tag) => [tag, distinct(valuesOf(table, tag), requests)]));
  const telling = USUAL.filter((tag) => found.get(tag)!.size > 1);
  // With endpoints, k6's names say the same again; without a name of its own, a request's name is its URL.
  const hasEndpoints = telling.includes('endpoint');
  const isRepeated = (tag: string) =>
    hasEndpoints ? ['name', 'url', 'group', 'scenario'].includes(tag) : tag === 'url' && sameAs(table, requests);
  const shown = [...new Set([...asked, ...telling.filter((tag) => !isRepeated(tag))])];
  return shown.length > 0 ? shown : ['name'];
}

function sameAs(table: PointsTable, { groups }: Requests): boolean {
  const [names, urls] = [valuesOf(table, 'name'), valuesOf(table, 'url')];
  return groups.every((group) => names[group] === urls[group]);
}
