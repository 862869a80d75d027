// What a report says, as texts: every renderer writes this view and computes nothing.
import { createHash } from 'node:crypto';
import { loosenings, targets } from '../../../thresholds/baselines.ts';
import type { EndpointFacts, Facts } from '../judge/facts.ts';
import type { Failure } from '../judge/failures.ts';
import type { Judgement } from '../judge/judge.ts';
import type { PageFacts } from '../judge/pages.ts';
import type { GeneratorRecord, Run } from '../parse/model.ts';
import type { PointsFacts } from '../points/points.ts';
import {
  digits,
  formatCount,
  formatDuration,
  formatMs,
  formatPerSecond,
  formatRatio,
  NOT_MEASURED,
} from '../text/format.ts';
import { clip, omitted, plural, targetText, typeText } from '../text/words.ts';
import { headline } from './headline.ts';
import { type LimitRow, limitRows } from './limit-rows.ts';
import { loosenedNotes } from './loosened.ts';
import { buildPageView, type PageView, pageResultFields, visitsText } from './page-view.ts';
import { buildPointsView, type PointsView } from './points-view.ts';
import { type ResourceRow, resourceRows } from './resource-rows.ts';
import { buildTimeView, type TimeView } from './time-view.ts';

export interface Field {
  label: string;
  value: string;
}

export interface EndpointRow {
  name: string;
  requests: string;
  errors: string;
  avg: string;
  p50: string;
  p95: string;
  p99: string;
  overLimit: string;
  /** The endpoint's row in the table of baselines, `avg / p50 / p95 / p99`. */
  baseline: string;
}

/** Response time as measured, and from the moment that the request was due. */
export interface PlanRow {
  name: string;
  p95: string;
  fromPlanP95: string;
  p99: string;
  fromPlanP99: string;
}

export interface FailureRow {
  endpoint: string;
  kind: string;
  count: string;
  meaning: string;
  sample: string;
}

export interface ReportView {
  title: string;
  /** PASSED, FAILED, NOT JUDGED or DISCARDED. */
  verdict: string;
  /** For style: the verdict in small letters. */
  outcome: string;
  headline: string;
  context: Field[];
  validity: { level: string; reasons: string[] };
  configuration: Field[];
  results: Field[];
  resources: Field[];
  resourceRows: ResourceRow[];
  limits: { rows: LimitRow[]; omitted: string | null };
  endpoints: EndpointsView;
  plan: PlanRow[];
  failures: FailureRow[];
  aboveTarget: { target: string; rows: { name: string; baseline: string; measured: string }[] };
  findings: { severity: string; title: string; evidence: string; action: string | null }[];
  recommendations: string[];
  time: TimeView;
  /** Null without raw points. */
  points: PointsView | null;
  /** Null for runs that loaded no page. */
  pages: PageView | null;
  notes: string[];
  testedBy: string;
  reviewedBy: string;
}

export interface EndpointsView {
  /** `Endpoint`, or `Operation` where a service is tested. */
  noun: string;
  /** False where a page load test had no load beside its browser: the section is left out. */
  isShown: boolean;
  /** Operations have no rows in the table of baselines. */
  hasBaselines: boolean;
  rows: EndpointRow[];
  omitted: string | null;
}

export interface SignOff {
  testedBy: string | null;
  reviewedBy: string | null;
  now: Date;
}

/** More endpoints than this are counted and no longer listed. */
const MAX_ENDPOINTS = 40;
/** Kinds of failure that are listed; rarer ones say little. */
const MAX_FAILURES = 30;

/** `more`: notes on what the report itself could not show. */
export function buildView(
  judgement: Judgement,
  signOff: SignOff,
  points: PointsFacts | null = null,
  more: readonly string[] = [],
): ReportView {
  const { summary, facts } = judgement;
  const { listed, other } = mostRequested(facts.endpoints);
  return {
    title: `Performance Test Report - ${dateOf(judgement, signOff.now)}`,
    ...headline(judgement),
    context: contextFields(judgement),
    validity: { level: judgement.validity.level, reasons: judgement.validity.reasons.map((reason) => reason.message) },
    configuration: configurationFields(judgement),
    results: resultFields(judgement),
    resources: resourceFields(facts),
    resourceRows: resourceRows(judgement),
    limits: limitRows(judgement.verdicts),
    endpoints: {
      noun: summary.run?.service === undefined ? 'Endpoint' : 'Operation',
      isShown: judgement.pages === null || listed.length > 0,
      hasBaselines: summary.run?.service === undefined,
      rows: [...listed.map(endpointRow), ...(other.length > 0 ? [otherRow(other)] : [])],
      omitted: omitted(other.length, summary.run?.service === undefined ? 'endpoint' : 'operation'),
    },
    plan: listed.filter(({ fromPlan }) => fromPlan !== null).map(planRow),
    failures: facts.failures.slice(0, MAX_FAILURES).map(failureRow),
    // The target is for the API: an operation of a service has its own limit.
    aboveTarget: aboveTarget(summary.run?.service === undefined ? facts.endpoints : []),
    findings: judgement.findings.map(({ severity, title, evidence, action }) => ({
      severity,
      title,
      evidence,
      action,
    })),
    recommendations: [...judgement.recommendations],
    time: buildTimeView(judgement),
    points: buildPointsView(points),
    pages: buildPageView(judgement),
    notes: [
      ...judgement.warnings,
      ...(points?.warnings ?? []),
      ...(summary.durationSource === 'estimated' ? [ESTIMATE_NOTE] : []),
      ...loosenedNotes(loosenings),
      ...more,
    ],
    testedBy: signOff.testedBy ?? 'not named',
    reviewedBy: signOff.reviewedBy ?? 'not named',
  };
}

const ESTIMATE_NOTE = 'the duration is estimated from a counter and its rate: this kind of summary does not record it';

/** The day of the run where it is known, else the day of the report. */
function dateOf({ summary }: Judgement, now: Date): string {
  const startedMs = Date.parse(summary.run?.startedAt ?? '');
  return new Date(Number.isNaN(startedMs) ? now.getTime() : startedMs).toISOString().slice(0, 10);
}

function contextFields(judgement: Judgement): Field[] {
  const { summary } = judgement;
  const { run } = summary;
  const engine = run?.engine ?? (summary.k6Version === null ? 'k6 (version not recorded)' : `k6 ${summary.k6Version}`);
  return [
    { label: 'Engine', value: engine },
    { label: 'Target', value: run ? targetText(run.target) : 'not recorded' },
    { label: 'Time scale', value: run ? String(run.timeScale) : 'not recorded' },
    { label: 'Commit', value: run?.commit ?? 'not recorded' },
    ...(summary.generator?.threads ? [{ label: 'Generator', value: generatorText(summary.generator) }] : []),
    ...(run?.machine ? [{ label: 'Machine', value: clip(run.machine, 120) }] : []),
    ...(run?.targetBuilds?.length ? [{ label: 'Build', value: clip(run.targetBuilds.join(', '), 120) }] : []),
    ...(run ? [{ label: 'Config', value: configFingerprint(judgement) }] : []),
    { label: 'Result file', value: summary.fileName },
  ];
}

/** Two runs with the same one had the same load, endpoints and limits: only then their figures stand side by side. */
export function configFingerprint({ summary: { run }, verdicts }: Pick<Judgement, 'summary' | 'verdicts'>): string {
  const limits = verdicts.map(({ source }) => `${source.key} ${source.expression}`).sort();
  const load = run && [run.type, run.model, run.timeScale, run.peakVus, run.load, [...run.endpoints].sort()];
  return createHash('sha256')
    .update(JSON.stringify([load, limits]))
    .digest('hex')
    .slice(0, 12);
}

/** How hard the generator worked: what a reader asks first when figures look odd. */
function generatorText({ threads, cpuPct, eventLoopDelayP99Ms }: GeneratorRecord): string {
  const cpu = cpuPct === undefined ? '' : `, ${cpuPct.toFixed(0)} % of a core`;
  const delay = eventLoopDelayP99Ms === undefined ? '' : `, event loop late by ${formatMs(eventLoopDelayP99Ms)} (p99)`;
  return `${threads} ${threads === 1 ? 'thread' : 'threads'}${cpu}${delay}`;
}

function configurationFields({ summary, facts, pages }: Judgement): Field[] {
  const { run } = summary;
  const scale = run && run.timeScale !== 1 ? ` (durations x ${run.timeScale})` : '';
  return [
    { label: 'Type', value: run ? typeText(run.type) : 'not recorded' },
    ...(run?.service === undefined ? [] : [{ label: 'Service', value: clip(run.service) }]),
    { label: 'Duration', value: `${formatDuration(summary.durationMs)}${scale}` },
    { label: 'Concurrent Users', value: pages ? pageUsersText(pages, run) : usersText(facts, run?.peakVus ?? null) },
    ...(pages ? [{ label: 'Page Loads', value: visitsText(pages) }] : []),
    ...(pages && facts.requests === null ? [] : [{ label: 'Total Requests', value: formatCount(facts.requests) }]),
  ];
}

function usersText(facts: Facts, planned: number | null): string {
  if (planned === null || planned <= 0) return formatCount(facts.vusPeak);
  if (facts.vusPeak === null) return `${formatCount(planned)} planned`;
  return facts.vusPeak === planned
    ? formatCount(planned)
    : `${formatCount(facts.vusPeak)} (${formatCount(planned)} planned)`;
}

/** Browsers, and the users on the API beside them: by the plan, since k6 counts both as VUs. */
function pageUsersText({ browserUsers }: PageFacts, run: Run | null): string {
  const browsers = browserUsers === null ? 'browser' : plural(browserUsers, 'browser');
  const users = run && run.endpoints.length > 0 ? Math.max(0, ...run.load.map(({ target }) => target)) : 0;
  return users > 0 ? `${formatCount(Math.round(users))} beside ${browsers}` : browsers;
}

function resultFields({ facts, pages }: Judgement): Field[] {
  if (pages && facts.requests === null) return pageResultFields(pages);
  return [...(pages ? pageResultFields(pages) : []), ...requestFields(facts)];
}

function requestFields(facts: Facts): Field[] {
  const where = facts.phase === null ? '' : ` (${facts.phase} phase)`;
  return [
    { label: 'Average Response Time', value: withPlace(formatMs(facts.latency?.avgMs ?? null), where) },
    { label: '95th Percentile', value: withPlace(formatMs(facts.latency?.p95Ms ?? null), where) },
    { label: 'Error Rate', value: withPlace(formatRatio(facts.errorRatio), where) },
    { label: 'Requests/Second', value: formatPerSecond(facts.requestsPerS) },
  ];
}

function withPlace(value: string, place: string): string {
  return value === NOT_MEASURED ? value : `${value}${place}`;
}

function resourceFields({ resources }: Facts): Field[] {
  const { cpuPct, memoryMb, networkInMbPerS, networkOutMbPerS } = resources;
  return [
    { label: 'Peak CPU', value: cpuPct ? `${cpuPct.peak.toFixed(1)} %` : NOT_MEASURED },
    { label: 'Peak Memory', value: memoryMb ? `${(memoryMb.peak / 1000).toFixed(2)} GB` : NOT_MEASURED },
    { label: 'Peak Network', value: networkText(networkInMbPerS?.peak ?? null, networkOutMbPerS?.peak ?? null) },
  ];
}

/** Megabytes per second in the tables, megabits in the guide's template. */
function networkText(inMbPerS: number | null, outMbPerS: number | null): string {
  if (inMbPerS === null && outMbPerS === null) return NOT_MEASURED;
  const megabits = (rate: number | null) => (rate === null ? NOT_MEASURED : `${(rate * 8).toFixed(1)} Mbps`);
  return `${megabits(inMbPerS)} in, ${megabits(outMbPerS)} out`;
}

/** All, or the ones with the most requests where there are too many to read. */
function mostRequested(endpoints: readonly EndpointFacts[]): { listed: EndpointFacts[]; other: EndpointFacts[] } {
  if (endpoints.length <= MAX_ENDPOINTS) return { listed: [...endpoints], other: [] };
  const ranked = [...endpoints].sort((a, b) => (b.requests ?? 0) - (a.requests ?? 0));
  return { listed: ranked.slice(0, MAX_ENDPOINTS), other: ranked.slice(MAX_ENDPOINTS) };
}

/** The rest together: counts add up, percentiles do not. */
function otherRow(endpoints: readonly EndpointFacts[]): EndpointRow {
  const known = endpoints.filter(({ requests }) => requests !== null);
  const requests = known.reduce((sum, endpoint) => sum + (endpoint.requests ?? 0), 0);
  const errors = known.reduce((sum, endpoint) => sum + (endpoint.errorRatio ?? 0) * (endpoint.requests ?? 0), 0);
  const isTold = requests > 0 && endpoints.every(({ errorRatio }) => errorRatio !== null);
  const none = 'not added up';
  return {
    name: `other (${plural(endpoints.length, 'endpoint')})`,
    requests: formatCount(known.length > 0 ? requests : null),
    errors: formatRatio(isTold ? errors / requests : null),
    ...{ avg: none, p50: none, p95: none, p99: none, overLimit: none, baseline: '' },
  };
}

function endpointRow(endpoint: EndpointFacts): EndpointRow {
  const { latency, baseline } = endpoint;
  return {
    name: endpoint.name,
    requests: formatCount(endpoint.requests),
    errors: formatRatio(endpoint.errorRatio),
    avg: formatMs(latency?.avgMs ?? null),
    p50: formatMs(latency?.p50Ms ?? null),
    p95: formatMs(latency?.p95Ms ?? null),
    p99: formatMs(latency?.p99Ms ?? null),
    overLimit: formatRatio(endpoint.overLimitRatio),
    baseline: baseline
      ? `${[baseline.avgMs, baseline.p50Ms, baseline.p95Ms, baseline.p99Ms].join(' / ')} ms`
      : 'no row',
  };
}

function planRow({ name, latency, fromPlan }: EndpointFacts): PlanRow {
  return {
    name,
    p95: formatMs(latency?.p95Ms ?? null),
    fromPlanP95: formatMs(fromPlan?.p95Ms ?? null),
    p99: formatMs(latency?.p99Ms ?? null),
    fromPlanP99: formatMs(fromPlan?.p99Ms ?? null),
  };
}

function failureRow({ endpoint, kind, count, meaning, sample }: Failure): FailureRow {
  return {
    endpoint: endpoint ?? 'all endpoints',
    kind,
    count: formatCount(count),
    meaning,
    sample: sampleText(sample),
  };
}

function sampleText(sample: Failure['sample']): string {
  if (sample === null) return 'none in the log';
  const code = sample.code === '0' ? '' : `, code ${clip(sample.code, 8)}`;
  return `after ${digits(sample.atS)} s${code}: ${sample.message === '' ? 'no text' : clip(sample.message, 140)}`;
}

/** Endpoints whose baseline or measured p95 misses the guide's target for the API: shown in every report, never hidden. */
function aboveTarget(endpoints: readonly EndpointFacts[]): ReportView['aboveTarget'] {
  const { limitMs } = targets.apiResponseTime;
  const isAbove = (valueMs: number | null | undefined) => typeof valueMs === 'number' && valueMs >= limitMs;
  const rows = endpoints.filter(({ baseline, latency }) => isAbove(baseline?.p95Ms) || isAbove(latency?.p95Ms));
  return {
    target: `p95 < ${formatMs(limitMs)}`,
    rows: rows.slice(0, MAX_ENDPOINTS).map(({ name, baseline, latency }) => ({
      name,
      baseline: baseline ? formatMs(baseline.p95Ms) : 'no row',
      measured: formatMs(latency?.p95Ms ?? null),
    })),
  };
}
