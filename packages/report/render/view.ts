// What a report says, as texts: every renderer writes this view and computes nothing.
import type { Facts } from '../judge/facts.ts';
import type { Finding } from '../judge/findings/finding.ts';
import type { Judgement } from '../judge/judge.ts';
import type { Summary } from '../parse/model.ts';
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
import { clip, plural, typeText } from '../text/words.ts';
import { type CheckRow, checkRows } from './check-rows.ts';
import { contextFields } from './context-fields.ts';
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
import { type FirstScreen, firstScreen, testName } from './first-screen.ts';
import { headline, tallyText } from './headline.ts';
import { type JourneyRow, journeyRow } from './journey-rows.ts';
import { type LimitRows, limitRows } from './limit-rows.ts';
import { loosenedNotes } from './loosened.ts';
import { type MetricsView, metricTables } from './metric-rows.ts';
import { buildPageView, type PageView, pageResultFields, pageUsersText, visitsText } from './page-view.ts';
import { buildPointsView, type PointsView } from './points-view.ts';
import { type ResourceRow, resourceRows } from './resource-rows.ts';
import { iterationFields, withoutRequests } from './stock-fields.ts';
import { buildTimeView, type TimeView } from './time-view.ts';
import { type WebsocketRow, websocketRow } from './websocket-rows.ts';

export interface ReportView {
  /** `Stress test`, or the file of another script. */
  title: string;
  /** PASSED, FAILED, NOT JUDGED or DISCARDED. */
  verdict: string;
  /** For style: the verdict in small letters. */
  outcome: string;
  headline: string;
  /** `3 of 33 limits crossed`. */
  tally: string;
  first: FirstScreen;
  /** What tells this run from others: `full` is empty where `value` is all. */
  context: (Field & { full: string })[];
  /** `summary`: the reasons in a word. */
  validity: { level: string; summary: string; reasons: string[] };
  configuration: Field[];
  results: Field[];
  resources: Field[];
  resourceRows: ResourceRow[];
  /** `none`: what to say without a row. */
  limits: LimitRows & { none: string };
  endpoints: EndpointsView;
  /** Empty where none was walked. */
  journeys: JourneyRow[];
  /** Empty where none was opened. */
  websockets: WebsocketRow[];
  /** Only of other people's scripts: ours have limits and endpoints for what they check. */
  checks: { rows: CheckRow[]; omitted: string | null };
  /** Likewise: every metric of the file. */
  metrics: MetricsView[];
  plan: PlanRow[];
  failures: FailureRow[];
  aboveTarget: AboveTarget;
  findings: readonly Pick<Finding, 'severity' | 'title' | 'evidence' | 'action'>[];
  /** What to say where nothing was found. */
  noFindings: string;
  recommendations: string[];
  time: TimeView;
  /** Whether there is a section of what changed over time. */
  hasTime: boolean;
  /** Null without raw points. */
  points: PointsView | null;
  /** Null for runs that loaded no page. */
  pages: PageView | null;
  notes: string[];
  /** How to read what this report has. */
  reading: string[];
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
  const time = buildTimeView(judgement);
  return {
    title: testName(judgement),
    ...headline(judgement),
    tally: tallyText(judgement),
    first: firstScreen(judgement),
    context: contextFields(judgement, signOff.now).map((field) => ({ ...field, full: field.full ?? '' })),
    validity: validityView(judgement),
    configuration: configurationFields(judgement),
    results: resultFields(judgement),
    resources: resourceFields(summary, facts),
    resourceRows: resourceRows(judgement),
    limits: { ...limitRows(judgement.verdicts), none: NO_LIMITS[String(summary.saysPassed)]! },
    endpoints: endpointsView(judgement, listed, other),
    journeys: judgement.journeys.map(journeyRow),
    websockets: judgement.websockets.map(websocketRow),
    checks: summary.run ? { rows: [], omitted: null } : checkRows(summary.checkTree),
    metrics: summary.run ? [] : metricTables(summary),
    plan: listed.filter(({ fromPlan }) => fromPlan !== null).map(planRow),
    failures: failureRows(facts.failures),
    // The target is for the API: an operation of a service has its own limit.
    aboveTarget: aboveTarget(summary.run?.service === undefined ? facts.endpoints : [], summary.policy),
    findings: judgement.findings.map(({ severity, title, evidence, action }) => ({
      severity,
      title,
      evidence,
      action,
    })),
    noFindings: noFindings(judgement),
    recommendations: [...judgement.recommendations],
    time,
    hasTime: time.recovery.length > 0 || time.drifts.length > 0 || judgement.series.length > 1,
    points: buildPointsView(points),
    pages: buildPageView(judgement),
    notes: [
      ...judgement.warnings,
      ...(points?.warnings ?? []),
      ...(summary.durationSource === 'estimated' ? [ESTIMATE_NOTE] : []),
      ...loosenedNotes(summary.policy.loosened),
      ...more,
    ],
    reading: readingOf(judgement),
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
  if (outcome === 'discarded') return 'None, but this run is not usable: it does not show that all is well.';
  if (outcome === 'not-judged') return 'None, but no limit was judged: this run does not show that all is well.';
  if (outcome === 'passed' && counts['not-measured'] === 0 && validity.level === 'VALID')
    return 'None: nothing in this run deviates from what is expected of it.';
  return 'None in what was measured.';
}

const ESTIMATE_NOTE = 'the duration is estimated from a counter and its rate: this kind of summary does not record it';

function validityView({ validity: { level, reasons } }: Judgement): ReportView['validity'] {
  const summary = {
    VALID: 'nothing speaks against using this result',
    WARN: `${plural(reasons.length, 'reason')} to read its figures with care`,
    DISCARDED: `${plural(reasons.length, 'reason')} not to use this result`,
  }[level];
  return { level, summary, reasons: reasons.map((reason) => reason.message) };
}

/** Sentences on what is in this report, and no others. */
function readingOf({ summary, verdicts, facts, series, drifts, layers }: Judgement): string[] {
  return [
    ...(verdicts.length > 0
      ? [
          'Margin: how far a value is inside its limit, and in brackets the share of the limit. A minus sign is beyond it.',
        ]
      : []),
    ...(facts.phase === null
      ? []
      : [
          `Response times, errors and requests per second are of the ${facts.phase} phase; totals and resources of the whole run.`,
        ]),
    ...(series.length > 1 ? ['All charts share one time axis; shades are the phases of the load.'] : []),
    ...(drifts.length > 0
      ? [
          'Drift: slopes over the windows of steady load (Theil-Sen). An interval on both sides of 0 means: no clear direction.',
        ]
      : []),
    ...(layers.length > 0 ? ['First to saturate: the layer that reached its limit first is where to look first.'] : []),
    ...(summary.run
      ? ['Config: two results with the same one had the same load, endpoints and limits, and can be compared.']
      : []),
    'Not measured is always said in words, never as 0.',
  ];
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

/** Every figure besides those of one phase says which it is of. */
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
