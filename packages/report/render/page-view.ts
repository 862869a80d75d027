// The section "Page Loads" as texts: vitals against their limits, weight, phases, audit, the slowest load's files.
import type { PageFile, PageLoad } from 'k6-format/run-record';
import { placeOf } from '../judge/findings/page.ts';
import { auditTitle } from '../judge/findings/page-audit.ts';
import type { Judgement } from '../judge/judge.ts';
import type { AuditFacts, PageFacts, PagePhaseFacts, PageWindow, VitalFacts } from '../judge/pages.ts';
import type { Run } from '../parse/model.ts';
import { digits, formatBytes, formatCount, formatMs, NOT_MEASURED } from '../text/format.ts';
import { outcomeText } from '../text/limit-words.ts';
import { clip, clipStart, omitted, plural } from '../text/words.ts';
import { clock } from './charts/line-chart.ts';
import type { Field } from './field.ts';

export interface VitalRow {
  name: string;
  visit: string;
  statistic: string;
  value: string;
  limit: string;
  verdict: string;
  /** For style: passed, failed or not-measured. */
  kind: string;
  p50: string;
  p95: string;
  samples: string;
  /** k6's own figure of the same thing. */
  k6: string;
}

export interface FileRow {
  name: string;
  kind: string;
  start: string;
  wait: string;
  answer: string;
  transfer: string;
  end: string;
  size: string;
  protocol: string;
  /** `blocks the first paint`, `from the cache`. */
  note: string;
}

export interface PageView {
  vitals: VitalRow[];
  visits: { visit: string; visits: string; weight: string; files: string }[];
  phases: { phase: string; visit: string; visits: string; p50: string; p95: string; lcp: string; ttfb: string }[];
  audit: { what: string; found: string; bytes: string; time: string }[];
  windows: { time: string; cold: string; warm: string }[];
  /** Null where the log kept no load. */
  slowest: { title: string; moments: Field[]; files: FileRow[]; top: FileRow[]; omitted: string | null } | null;
  frames: { time: string; file: string }[];
  failures: { what: string; message: string; file: string }[];
}

/** Files in the table of Markdown: those that end last. */
const TOP_FILES = 8;

/** Null for runs that loaded no page. */
export function buildPageView({ pages, summary }: Judgement): PageView | null {
  if (!pages) return null;
  const evidence = summary.run?.pages;
  return {
    vitals: pages.vitals.map(vitalRow),
    visits: pages.visits.map(({ visit, visits, bytesP50, filesP50 }) => ({
      visit,
      visits: formatCount(visits),
      weight: formatBytes(bytesP50),
      files: formatCount(filesP50),
    })),
    phases: pages.phases.map(phaseRow),
    audit: pages.audit.map(auditRow),
    windows: pages.windows.map(windowRow),
    slowest: pages.slowest && slowestView(pages.slowest),
    frames: (evidence?.frames ?? []).map(({ atMs, file }) => ({ time: formatMs(atMs), file: clip(file) })),
    failures: (evidence?.failures ?? []).map(({ visit, phase, atS, message, file }) => ({
      what: `${visit} visit${placeOf(phase)}, after ${digits(atS)} s`,
      message: message === '' ? 'no text' : clip(message, 300),
      file: file === '' ? 'none taken' : clip(file),
    })),
  };
}

function vitalRow(vital: VitalFacts): VitalRow {
  const { label, visit, stat, operator, limit, outcome, p50, p95, samples, k6Value } = vital;
  const value = figureOf(vital, vital[stat === 'p(75)' ? 'p75' : 'p95']);
  return {
    name: label,
    visit,
    statistic: stat.replace(/^p\((.+)\)$/, 'p$1'),
    value,
    limit: limit === null ? 'no limit' : `${operator} ${figureOf(vital, limit)}`,
    verdict: outcomeText(outcome),
    kind: outcome,
    p50: figureOf(vital, p50),
    p95: figureOf(vital, p95),
    samples: formatCount(samples),
    k6: k6Value === null ? '' : figureOf(vital, k6Value),
  };
}

/** The layout shift has no unit. */
function figureOf({ isTime }: Pick<VitalFacts, 'isTime'>, value: number | null): string {
  if (value === null) return NOT_MEASURED;
  return isTime ? formatMs(value) : String(Number(value.toFixed(3)));
}

function phaseRow({ phase, visit, samples, loadP50Ms, loadP95Ms, lcpP75Ms, ttfbP75Ms }: PagePhaseFacts) {
  return {
    phase: clip(phase, 20),
    visit,
    visits: formatCount(samples),
    p50: formatMs(loadP50Ms),
    p95: formatMs(loadP95Ms),
    lcp: formatMs(lcpP75Ms),
    ttfb: formatMs(ttfbP75Ms),
  };
}

function auditRow({ finding, files, savedBytes, savedMs }: AuditFacts) {
  const isFound = files !== null && files > 0;
  return {
    what: auditTitle(finding),
    found: files === null ? NOT_MEASURED : isFound ? plural(files, 'file') : 'no',
    bytes: isFound && savedBytes !== null && savedBytes > 0 ? formatBytes(savedBytes) : '',
    time: isFound && savedMs !== null && savedMs > 0 ? formatMs(savedMs) : '',
  };
}

function windowRow({ startS, endS, coldMs, warmMs }: PageWindow) {
  return { time: `${clock(startS)} to ${clock(endS)}`, cold: formatMs(coldMs), warm: formatMs(warmMs) };
}

/** What the browser reached when, in the order of time. */
const MOMENTS = { ttfb: 'first byte', fcp: 'FCP', lcp: 'LCP', dcl: 'DCL', load: 'load' } as const;

/** The moments that a load has, in the order of time. */
export function momentsOf({ vitals }: PageLoad): { name: string; atMs: number }[] {
  const known = Object.entries(MOMENTS).flatMap(([vital, name]) => {
    const atMs = vitals[vital];
    return atMs === undefined ? [] : [{ name, atMs }];
  });
  return known.sort((a, b) => a.atMs - b.atMs);
}

function slowestView(load: PageLoad): NonNullable<PageView['slowest']> {
  const top = [...load.files].sort((a, b) => b.endMs - a.endMs).slice(0, TOP_FILES);
  return {
    title: slowestTitle(load),
    moments: momentsOf(load).map(({ name, atMs }) => ({ label: name, value: formatMs(atMs) })),
    files: load.files.map(fileRow),
    top: load.files.filter((file) => top.includes(file)).map(fileRow),
    omitted: omitted(load.files.length - top.length, 'file'),
  };
}

/** `cold visit (heavy), after 241 s`. */
export function slowestTitle({ visit, phase, atS }: PageLoad): string {
  return `${visit} visit${placeOf(phase)}, after ${digits(atS)} s`;
}

/** What 0 bytes over the network mean: another host can keep its sizes to itself, and a data URI is part of its page. */
export function zeroBytesText({ name, bytes }: Pick<PageFile, 'name' | 'bytes'>): string | null {
  if (bytes > 0) return null;
  if (name.startsWith('/')) return 'from the cache';
  return /^[a-z]+:$/.test(name) ? 'part of the page' : 'size not told';
}

function fileRow(file: PageFile): FileRow {
  const { name, kind, startMs, requestMs, responseMs, endMs, bytes, protocol, isBlocking } = file;
  return {
    name: clipStart(name, 70),
    kind,
    start: formatMs(startMs),
    wait: formatMs(requestMs - startMs),
    answer: formatMs(responseMs - requestMs),
    transfer: formatMs(endMs - responseMs),
    end: formatMs(endMs),
    size: bytes === 0 ? '' : formatBytes(bytes),
    protocol,
    note: [isBlocking ? 'blocks the first paint' : null, zeroBytesText(file)]
      .filter((note) => note !== null)
      .join(', '),
  };
}

/** The run's figures where a page load test has few or no requests of its own. */
export function pageResultFields({ vitals, failed }: PageFacts): Field[] {
  const of = (name: string, visit: string) => vitals.find((one) => one.name === name && one.visit === visit);
  const field = (label: string, name: string, visit: string) => {
    const vital = of(name, visit)!;
    const row = vitalRow(vital);
    return { label: `${label} (${row.statistic}, ${visit})`, value: row.value };
  };
  return [
    field('Page Load', 'load', 'cold'),
    field('Page Load', 'load', 'warm'),
    field('Largest Contentful Paint', 'lcp', 'cold'),
    { label: 'Failed Visits', value: failed === null ? NOT_MEASURED : formatCount(failed.count) },
  ];
}

/** `40 cold, 40 warm`. */
export function visitsText({ visits }: PageFacts): string {
  const known = visits.filter((one) => one.visits !== null);
  return known.length === 0 ? NOT_MEASURED : known.map((one) => `${formatCount(one.visits)} ${one.visit}`).join(', ');
}

/** Browsers, and the users on the API besides them: by the plan, since k6 counts both as VUs. */
export function pageUsersText({ browserUsers }: PageFacts, run: Run | null): string {
  const browsers = browserUsers === null ? 'browser' : plural(browserUsers, 'browser');
  const users = run && run.endpoints.length > 0 ? Math.max(0, ...run.load.map(({ target }) => target)) : 0;
  return users > 0 ? `${formatCount(Math.round(users))} beside ${browsers}` : browsers;
}
