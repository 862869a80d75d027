// The rules of the page load tests: from a test, its windows and phases to k6 thresholds. Numbers are in baselines.md.
import { selector } from 'k6-format/selectors';
import {
  type EndpointName,
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
  LOAD_TAG,
  STOP_LIMIT,
  SUMMARY_TREND_STATS,
  type Tags,
  type Threshold,
  type Thresholds,
} from './derive.ts';

/** What is measured of each page load: the page's own figures, so that first and second visits can be told apart. */
export interface Vital {
  /** Custom Trend with the tags `visit`, `phase` and `window`; milliseconds, but for the layout shift, which has no unit. */
  metric: string;
  /** The name that people know it by, as in the tables. */
  label: string;
  /** k6's own metric of the same thing, over all visits; null where k6 has none. */
  k6Metric: string | null;
  /** The limit as k6 writes it. */
  limit: string;
  limitValue: number;
  isTime: boolean;
}

/** By the tag `vital`. The load time is the guide's target (Page Load Time); the others are ours and the Web Vitals'. */
export const VITALS = {
  load: vital('page_load', targets.pageLoadTime.label, null, 'p(95)<', targets.pageLoadTime.limitMs),
  dcl: own('page_dom_content_loaded', null, pageLimits.domContentLoaded),
  ttfb: own('page_ttfb', 'browser_web_vital_ttfb', pageLimits.timeToFirstByte),
  fcp: own('page_fcp', 'browser_web_vital_fcp', pageLimits.firstContentfulPaint),
  lcp: own('page_lcp', 'browser_web_vital_lcp', pageLimits.largestContentfulPaint),
  inp: own('page_inp', 'browser_web_vital_inp', pageLimits.interactionToNextPaint),
  cls: own('page_cls', 'browser_web_vital_cls', pageLimits.cumulativeLayoutShift),
} as const satisfies Record<string, Vital>;

export type VitalName = keyof typeof VITALS;

/** The first visit of a browser, with nothing in its cache, and the one right after it. */
export const VISITS = ['cold', 'warm'] as const;
export type Visit = (typeof VISITS)[number];

/** Custom Counter: figures taken, by `vital` and `visit`. A percentile of none must not pass. */
export const PAGE_MEASURED = 'page_measured';
/** Custom Counter: visits, by `visit`, whether they came to an end or not. */
export const PAGE_VISITS = 'page_visits';
/** Custom Rate: visits that did not load, or whose page was not the one that was asked for. */
export const PAGE_FAILED = 'page_failed';
/** Custom Trend: bytes over the network for one visit, all files together. */
export const PAGE_BYTES = 'page_bytes';
/** Custom Trend: files that one visit is made of, from the cache or not. */
export const PAGE_FILES = 'page_files';

/** What the audit looks for, by the tag `finding`: quick wins of the guide, and scripts that hold up the first paint. */
export const PAGE_FINDINGS = ['cache-headers', 'compression', 'images', 'http-1', 'blocking-script'] as const;
export type PageFinding = (typeof PAGE_FINDINGS)[number];

/** Custom Trends by `finding`, one sample each per audit, 0 where nothing was found: files that it is about, ... */
export const FINDING_FILES = 'page_finding_files';
/** ... bytes that one visit would save, measured by packing and re-encoding the very files, ... */
export const FINDING_BYTES = 'page_finding_bytes';
/** ... and time that one visit would save, ms, as far as it can be told without changing the page. */
export const FINDING_MS = 'page_finding_ms';

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
  /** Endpoints that get load beside the browser; none where it is alone. */
  endpoints: readonly EndpointName[];
  /** Factor on all durations. */
  timeScale: number;
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
    for (const [vital, { metric, limit }] of Object.entries(VITALS)) {
      add(PAGE_MEASURED, { vital, visit }, 'count>0');
      add(metric, { visit }, limit);
    }
    addOverTime(plan, visit, add);
  }
  for (const { k6Metric, limit } of Object.values(VITALS)) if (k6Metric !== null) add(k6Metric, {}, limit);
  for (const finding of PAGE_FINDINGS)
    for (const metric of [FINDING_FILES, FINDING_BYTES, FINDING_MS]) add(metric, { finding }, 'max>=0');
  if (plan.endpoints.length > 0) addLoad(plan, stop, errorRatio, add);
  return collected;
}

type Add = (metric: string, tags: Tags, ...expressions: Threshold[]) => void;

/** The load time holds under each load by itself; the other figures are shown. Windows are for the chart. */
function addOverTime({ phases, windows }: PagePlan, visit: Visit, add: Add): void {
  const { load, ...others } = VITALS;
  for (const phase of phases) {
    const isOnlyOne = phases.length === 1;
    if (!isOnlyOne) add(PAGE_MEASURED, { vital: 'load', visit, phase }, 'count>0');
    add(load.metric, { visit, phase }, isOnlyOne ? 'max>=0' : load.limit);
    for (const { metric } of Object.values(others)) add(metric, { visit, phase }, 'max>=0');
  }
  for (const window of windows) add(load.metric, { visit, window }, 'max>=0');
}

/** The load beside the browser: it has to be there and to be answered; how fast is the other tests' business. */
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

function own(metric: string, k6Metric: string | null, row: (typeof pageLimits)[keyof typeof pageLimits]): Vital {
  // "Good" of a Web Vital includes its end.
  const limit = `p(${row.statistic.slice(1)})<=`;
  return vital(metric, row.label, k6Metric, limit, 'valueMs' in row ? row.valueMs : row.value, 'valueMs' in row);
}

function vital(
  metric: string,
  label: string,
  k6Metric: string | null,
  comparison: string,
  limitValue: number,
  isTime = true,
): Vital {
  return { metric, label, k6Metric, limit: `${comparison}${decimal(limitValue)}`, limitValue, isTime };
}
