// What a report says, as texts: every renderer writes this view and computes nothing.
import { createHash } from 'node:crypto';
import { factorsText, scaleText } from 'k6-format/scale';
import type { Facts } from '../judge/facts.ts';
import type { Finding } from '../judge/findings/finding.ts';
import type { Judgement } from '../judge/judge.ts';
import type { PageFacts } from '../judge/pages.ts';
import type { GeneratorRecord, Run, Summary } from '../parse/model.ts';
import type { PointsFacts } from '../points/points.ts';
import {
  formatCount,
  formatDuration,
  formatMs,
  formatPerSecond,
  formatRatio,
  formatValue,
  NOT_MEASURED,
} from '../text/format.ts';
import { clip, plural, targetText, typeText } from '../text/words.ts';
import { type CheckRow, checkRows } from './check-rows.ts';
import {
  type AboveTarget,
  aboveTarget,
  type EndpointsView,
  endpointsView,
  type FailureRow,
  failureRows,
  mostRequested,
  type PlanRow,
  planRow,
} from './endpoint-rows.ts';
import type { Field } from './field.ts';
import { headline } from './headline.ts';
import { type LimitRow, limitRows } from './limit-rows.ts';
import { loosenedNotes } from './loosened.ts';
import { type MetricsView, metricTables } from './metric-rows.ts';
import { buildPageView, type PageView, pageResultFields, visitsText } from './page-view.ts';
import { buildPointsView, type PointsView } from './points-view.ts';
import { type ResourceRow, resourceRows } from './resource-rows.ts';
import { iterationFields, withoutRequests } from './stock-fields.ts';
import { buildTimeView, type TimeView } from './time-view.ts';

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
  /** `none`: what to say where there is no row. */
  limits: { rows: LimitRow[]; omitted: string | null; none: string };
  endpoints: EndpointsView;
  /** Only of other people's scripts: ours have limits and endpoints for what they check. */
  checks: { rows: CheckRow[]; omitted: string | null };
  /** Likewise: every metric of the file. */
  metrics: MetricsView[];
  plan: PlanRow[];
  failures: FailureRow[];
  aboveTarget: AboveTarget;
  findings: readonly Pick<Finding, 'severity' | 'title' | 'evidence'>[];
  /** What to say where nothing was found. */
  noFindings: string;
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

export interface SignOff {
  testedBy: string | null;
  reviewedBy: string | null;
  now: Date;
}

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
    title: `Performance Test Report - ${nameOf(judgement, signOff.now)}`,
    ...headline(judgement),
    context: contextFields(judgement),
    validity: { level: judgement.validity.level, reasons: judgement.validity.reasons.map((reason) => reason.message) },
    configuration: configurationFields(judgement),
    results: resultFields(judgement),
    resources: resourceFields(summary, facts),
    resourceRows: resourceRows(judgement),
    limits: { ...limitRows(judgement.verdicts), none: NO_LIMITS[String(summary.saysPassed)]! },
    endpoints: endpointsView(judgement, listed, other),
    checks: summary.run ? { rows: [], omitted: null } : checkRows(summary.checkTree),
    metrics: summary.run ? [] : metricTables(summary),
    plan: listed.filter(({ fromPlan }) => fromPlan !== null).map(planRow),
    failures: failureRows(facts.failures),
    // The target is for the API: an operation of a service has its own limit.
    aboveTarget: aboveTarget(summary.run?.service === undefined ? facts.endpoints : [], summary.policy),
    findings: judgement.findings,
    noFindings: noFindings(judgement),
    recommendations: [...judgement.recommendations],
    time: buildTimeView(judgement),
    points: buildPointsView(points),
    pages: buildPageView(judgement),
    notes: [
      ...judgement.warnings,
      ...(points?.warnings ?? []),
      ...(summary.durationSource === 'estimated' ? [ESTIMATE_NOTE] : []),
      ...loosenedNotes(summary.policy.loosened),
      ...more,
    ],
    testedBy: signOff.testedBy ?? 'not named',
    reviewedBy: signOff.reviewedBy ?? 'not named',
  };
}

/** By what a machine-readable summary says of its limits, which it does not keep. */
const NO_LIMITS: Readonly<Record<string, string>> = {
  null: 'The summary records no limit.',
  true: 'This kind of summary does not keep its limits. It says that none was crossed, which also holds where there were none.',
  false: 'This kind of summary does not keep its limits. It says that at least one was crossed.',
};

/** That nothing deviates is only known where limits were judged, all of them, and held. */
function noFindings({ outcome, counts, validity }: Judgement): string {
  if (outcome === 'discarded') return 'None, but this run may not be quoted: it does not show that all is well.';
  if (outcome === 'not-judged') return 'None, but no limit was judged: this run does not show that all is well.';
  if (outcome === 'passed' && counts['not-measured'] === 0 && validity.level === 'VALID')
    return 'None: nothing in this run deviates from what is expected of it.';
  return 'None in what was measured.';
}

const ESTIMATE_NOTE = 'the duration is estimated from a counter and its rate: this kind of summary does not record it';

/** The day of the run. A summary that does not tell it is known by its file: today is the day of the report, not of the run. */
function nameOf({ summary: { run, writtenAt, fileName } }: Judgement, now: Date): string {
  const atMs = Date.parse(run?.startedAt ?? writtenAt ?? '');
  if (Number.isNaN(atMs) && !run) return clip(fileName);
  return new Date(Number.isNaN(atMs) ? now.getTime() : atMs).toISOString().slice(0, 10);
}

function contextFields(judgement: Judgement): Field[] {
  const { summary } = judgement;
  const { run } = summary;
  const scale = scaleText(run?.scale);
  // Other engines write k6's shapes as well: only a version says that it was k6.
  const engine = run?.engine ?? (summary.k6Version === null ? 'not recorded' : `k6 ${summary.k6Version}`);
  return [
    { label: 'Engine', value: engine },
    ...(run
      ? [
          { label: 'Target', value: targetText(run.target) },
          { label: 'Time scale', value: String(run.timeScale) },
          ...(scale === '' ? [] : [{ label: 'Scale', value: clip(scale, 120) }]),
          { label: 'Commit', value: run.commit ?? 'not recorded' },
        ]
      : []),
    ...(summary.generator?.threads ? [{ label: 'Generator', value: generatorText(summary.generator) }] : []),
    ...(run?.machine ? [{ label: 'Machine', value: clip(run.machine, 120) }] : []),
    ...(run?.targetBuilds?.length
      ? [{ label: 'Build', value: clip([...new Set(run.targetBuilds)].join(', '), 120) }]
      : []),
    ...(run ? [{ label: 'Config', value: configFingerprint(judgement) }] : []),
    ...(summary.policyFrom ? [{ label: 'Tables', value: summary.policy.version }] : []),
    { label: 'Result file', value: summary.fileName },
  ];
}

/** Two runs with the same one had the same load, endpoints and limits: only then their figures stand side by side. */
function configFingerprint({ summary: { run }, verdicts }: Pick<Judgement, 'summary' | 'verdicts'>): string {
  const limits = verdicts.map(({ source }) => `${source.key} ${source.expression}`).sort();
  // Results without one keep the fingerprint that they have always had.
  const scale = run?.scale ? [factorsText(run.scale)] : [];
  const load = run && [run.type, run.model, run.timeScale, run.peakVus, run.load, [...run.endpoints].sort(), ...scale];
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
    ...(run ? [{ label: 'Type', value: typeText(run.type) }] : []),
    ...(run?.service === undefined ? [] : [{ label: 'Service', value: clip(run.service) }]),
    { label: 'Duration', value: `${formatDuration(summary.durationMs)}${scale}` },
    { label: 'Concurrent Users', value: pages ? pageUsersText(pages, run) : usersText(facts, run?.peakVus ?? null) },
    ...(pages ? [{ label: 'Page Loads', value: visitsText(pages) }] : []),
    ...iterationFields(summary, facts),
    ...((pages && facts.requests === null) || withoutRequests(summary)
      ? []
      : [
          {
            label: 'Total Requests',
            value: withPlace(formatCount(facts.requests), facts.phase === null ? '' : ' (whole run)'),
          },
        ]),
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

function resultFields({ summary, facts, pages }: Judgement): Field[] {
  if (pages && facts.requests === null) return pageResultFields(pages);
  return [...(pages ? pageResultFields(pages) : []), ...(withoutRequests(summary) ?? requestFields(facts))];
}

function requestFields(facts: Facts): Field[] {
  const where = placeOf(facts.phase);
  return [
    { label: 'Average Response Time', value: withPlace(formatMs(facts.latency?.avgMs ?? null), where) },
    { label: '95th Percentile', value: withPlace(formatMs(facts.latency?.p95Ms ?? null), where) },
    { label: 'Error Rate', value: withPlace(formatRatio(facts.errorRatio), where) },
    { label: 'Requests/Second', value: withPlace(formatPerSecond(facts.requestsPerS), placeOf(facts.ratePhase)) },
  ];
}

/** Every figure beside those of one phase says which it is of. */
function placeOf(phase: string | null): string {
  return phase === null ? '' : ` (${phase} phase)`;
}

function withPlace(value: string, place: string): string {
  return value === NOT_MEASURED ? value : `${value}${place}`;
}

/** The highest figures of the table of resources, in its units. Nobody expects them of another script's run. */
function resourceFields({ run }: Summary, { resources }: Facts): Field[] {
  if (!run && Object.values(resources).every((usage) => usage === null)) return [];
  const { cpuPct, memoryMb, networkInMbPerS, networkOutMbPerS } = resources;
  return [
    { label: 'Peak CPU', value: formatValue(cpuPct?.peak ?? null, 'percent') },
    { label: 'Peak Memory', value: formatValue(memoryMb?.peak ?? null, 'megabytes') },
    { label: 'Peak Network', value: networkText(networkInMbPerS?.peak ?? null, networkOutMbPerS?.peak ?? null) },
  ];
}

function networkText(inMbPerS: number | null, outMbPerS: number | null): string {
  if (inMbPerS === null && outMbPerS === null) return NOT_MEASURED;
  return `${formatValue(inMbPerS, 'megabytes-per-second')} in, ${formatValue(outMbPerS, 'megabytes-per-second')} out`;
}
