// The rules of the page load tests: from a test, its windows and phases to k6 thresholds. Numbers are in baselines.md.
import {
  FINDING_BYTES,
  FINDING_FILES,
  FINDING_MS,
  LOAD_TAG,
  PAGE_BYTES,
  PAGE_FAILED,
  PAGE_FILES,
  PAGE_FINDINGS,
  PAGE_MEASURED,
  PAGE_VISITS,
  PAGE_VITALS,
  type PageVital,
  VISITS,
  type Visit,
  type VitalName,
} from 'k6-format/load-names';
import { selector } from 'k6-format/selectors';
import {
  type PageTestName,
  pageAudit,
  pageLimits,
  pageTests,
  serviceLimits,
  targets,
  tolerances,
} from './baselines.ts';
import {
  abortAfter,
  decimal,
  STOP_LIMIT,
  SUMMARY_TREND_STATS,
  type Tags,
  type Threshold,
  type Thresholds,
} from './derive.ts';

/** A vital with its limit. */
export interface Vital extends PageVital {
  /** As k6 writes it: `p(75)`. */
  statistic: string;
  /** "Good" of a Web Vital includes its end. */
  operator: '<' | '<=';
  /** Milliseconds, the layout shift without unit. */
  most: number;
}

/** By the tag `vital`. The load time is the guide's target (Page Load Time); the others are ours and the Web Vitals'. */
export const VITALS: Readonly<Record<VitalName, Vital>> = {
  load: { ...PAGE_VITALS.load, statistic: 'p(95)', operator: '<', most: targets.pageLoadTime.limitMs },
  dcl: own('dcl', pageLimits.domContentLoaded),
  ttfb: own('ttfb', pageLimits.timeToFirstByte),
  fcp: own('fcp', pageLimits.firstContentfulPaint),
  lcp: own('lcp', pageLimits.largestContentfulPaint),
  inp: own('inp', pageLimits.interactionToNextPaint),
  cls: own('cls', pageLimits.cumulativeLayoutShift),
};

/** The limit as k6 writes it. `limitScale`: on times; the layout shift has none. */
export function vitalLimit({ statistic, operator, most, isTime }: Vital, limitScale: number): string {
  return `${statistic}${operator}${decimal(isTime ? most * limitScale : most)}`;
}

/** From where on something is a finding: table "Page audit", and the size from which the guide's Nginx settings pack. */
export const AUDIT_LIMITS = {
  cacheLifetimeS: pageAudit.cacheLifetime.valueS,
  imageSavingRatio: pageAudit.imageSaving.valueRatio,
  imageMinimumBytes: pageAudit.imageMinimumBytes.value,
  packMinimumBytes: serviceLimits.gzipMinimumBytes.value,
  connectionWaitMs: pageAudit.connectionWait.valueMs,
  blockingScriptMs: pageAudit.blockingScriptTime.valueMs,
};
export type AuditLimits = typeof AUDIT_LIMITS;

/** The statistics of all tests, and the 75th percentile that Web Vitals are judged by. */
export const PAGE_TREND_STATS = [...SUMMARY_TREND_STATS, 'p(75)'];

/** What the rules need to know of a run. */
export interface PagePlan {
  test: PageTestName;
  /** Ids of the windows, for the report's charts. */
  windows: readonly string[];
  phases: readonly string[];
  /** Endpoints that get load besides the browser; none where it is alone. */
  endpoints: readonly string[];
  /** Factor on all durations. */
  timeScale: number;
  /** Factor on all limits of response times. */
  limitScale: number;
}

/** All limits of a page load test, and the series that the report draws. */
export function derivePageThresholds(plan: PagePlan): Thresholds {
  const collected: Thresholds = {};
  const add: Add = (metric, tags, ...expressions) => {
    (collected[selector(metric, tags)] ??= []).push(...expressions);
  };
  const { errorRatio } = pageTests[plan.test];
  const stop = abortAfter(tolerances.abortDelay.valueS * plan.timeScale)(STOP_LIMIT);
  add(PAGE_FAILED, {}, `rate<${decimal(errorRatio)}`, stop);
  for (const visit of VISITS) {
    add(PAGE_VISITS, { visit }, 'count>0');
    add(PAGE_BYTES, { visit }, 'max>=0');
    add(PAGE_FILES, { visit }, 'max>=0');
    for (const [name, vital] of Object.entries(VITALS)) {
      add(PAGE_MEASURED, { vital: name, visit }, 'count>0');
      add(vital.metric, { visit }, vitalLimit(vital, plan.limitScale));
    }
    addOverTime(plan, visit, add);
  }
  for (const vital of Object.values(VITALS))
    if (vital.k6Metric !== null) add(vital.k6Metric, {}, vitalLimit(vital, plan.limitScale));
  for (const finding of PAGE_FINDINGS)
    for (const metric of [FINDING_FILES, FINDING_BYTES, FINDING_MS]) add(metric, { finding }, 'max>=0');
  if (plan.endpoints.length > 0) addLoad(plan, stop, errorRatio, add);
  return collected;
}

type Add = (metric: string, tags: Tags, ...expressions: Threshold[]) => void;

/** The load time holds under each load by itself; the other figures are shown. Windows are for the chart. */
function addOverTime({ phases, windows, limitScale }: PagePlan, visit: Visit, add: Add): void {
  const { load, ...others } = VITALS;
  for (const phase of phases) {
    const isOnlyOne = phases.length === 1;
    if (!isOnlyOne) add(PAGE_MEASURED, { vital: 'load', visit, phase }, 'count>0');
    add(load.metric, { visit, phase }, isOnlyOne ? 'max>=0' : vitalLimit(load, limitScale));
    for (const { metric } of Object.values(others)) add(metric, { visit, phase }, 'max>=0');
  }
  for (const window of windows) add(load.metric, { visit, window }, 'max>=0');
}

/** The load besides the browser: it must be there and to be answered; how fast is the other tests' business. */
function addLoad({ endpoints, phases, windows }: PagePlan, stop: Threshold, errorRatio: number, add: Add): void {
  add('http_reqs', LOAD_TAG, 'count>0');
  add('http_req_failed', LOAD_TAG, `rate<${decimal(errorRatio)}`, stop);
  const parts: Tags[] = [
    LOAD_TAG,
    ...endpoints.map((endpoint) => ({ endpoint })),
    ...phases.map((phase) => ({ phase })),
    ...windows.map((window) => ({ window })),
  ];
  for (const tags of parts) {
    add('http_req_duration', tags, 'max>=0');
    if (tags !== LOAD_TAG) {
      add('http_req_failed', tags, 'rate>=0');
      add('http_reqs', tags, 'count>=0');
    }
  }
}

function own(name: VitalName, row: (typeof pageLimits)[keyof typeof pageLimits]): Vital {
  const value = 'valueMs' in row ? row.valueMs : row.value;
  return { ...PAGE_VITALS[name], statistic: `p(${row.statistic.slice(1)})`, operator: '<=', most: value };
}
