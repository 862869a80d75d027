// The names of what load scripts measure and the report reads: custom metrics, tags, what is counted apart.

/** Custom Rate: share of requests that were slower than their endpoint's p95 limit, or failed. */
export const OVER_LIMIT = 'over_limit';

/**
 * Custom Trend: response time counted from the moment that the VU's turn was due, ms. Above the service time where an earlier
 * answer took longer than the VU's period (coordinated omission made visible). Only paced tests have it.
 */
export const FROM_PLAN = 'response_from_plan';

/** Statuses of failed requests that the summary counts by endpoint; `0` means no answer at all. */
export const FAILURE_STATUSES = Object.freeze([
  '0',
  '400',
  '401',
  '403',
  '404',
  '408',
  '413',
  '422',
  '429',
  '500',
  '502',
  '503',
  '504',
] as const);

/** k6's error codes that the summary counts: other, timeout, lookup, unknown host, dialling, refused, reset, TLS, certificates and packing. 1900 is the local runner's: too large. */
export const ERROR_CODES = Object.freeze([
  '1000',
  '1050',
  '1100',
  '1101',
  '1210',
  '1211',
  '1212',
  '1220',
  '1300',
  '1310',
  '1311',
  '1701',
  '1900',
] as const);

/** Custom Counter: figures that the observer read, by the tag `figure`. */
export const OBSERVATIONS = 'observations';

/** Tag of every sample that the load makes, and the observer does not. */
export const LOAD_TAG = Object.freeze({ traffic: 'load' });

/** Tag of samples later than the allowed recovery after a spike: together they are enough for a verdict where windows are not. */
export const LATE_TAG = Object.freeze({ late: 'yes' });

/** Custom Trend: how long an operation of a service took, as the script sees it, ms. Tags `op`, `window` and `phase`. */
export const OPERATION_MS = 'service_op_duration';
/** Custom Rate: operations that failed or were answered wrongly. */
export const OPERATION_FAILED = 'service_op_failed';
/** Custom Counter: operations. A percentile of none must not pass. */
export const OPERATIONS_DONE = 'service_ops';

/** Custom Trend: how long a journey took that completed, without think time, ms. Tag `journey`. */
export const JOURNEY_MS = 'journey_duration';
/** Custom Rate: journeys of which every step went well. Tag `journey`. */
export const JOURNEY_COMPLETED = 'journey_completed';
/** Custom Rate: steps of journeys that failed, in whatever way: status, meaning, a value that was not there, or never sent. */
export const STEP_FAILED = 'step_failed';

/** Custom Trend: from a message over a WebSocket to its answer, ms. Tag `websocket`, which k6's own figures of its connections have too. */
export const ROUND_TRIP_MS = 'websocket_round_trip';
/** Custom Counter: messages over a WebSocket that were answered. Tag `websocket`. */
export const MESSAGES_ANSWERED = 'websocket_messages';
/** Custom Rate: talks over a WebSocket in which every message was answered. Tag `websocket`. */
export const TALKS_COMPLETED = 'websocket_completed';

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
/** ... and time that one visit would save, ms, as far as it can be known without changing the page. */
export const FINDING_MS = 'page_finding_ms';

/** What is measured of each page load: the page's own figures, so that first and second visits can be distinguished. */
export interface PageVital {
  /** Custom Trend with the tags `visit`, `phase` and `window`; milliseconds, but for the layout shift, which has no unit. */
  metric: string;
  /** The name that people know it by, as in the tables. */
  label: string;
  /** k6's own metric of the same thing, over all visits; null where k6 has none. */
  k6Metric: string | null;
  isTime: boolean;
}

/** By the tag `vital`. */
export const PAGE_VITALS = {
  load: { metric: 'page_load', label: 'Page Load Time', k6Metric: null, isTime: true },
  dcl: { metric: 'page_dom_content_loaded', label: 'DOM Content Loaded', k6Metric: null, isTime: true },
  ttfb: { metric: 'page_ttfb', label: 'Time to First Byte', k6Metric: 'browser_web_vital_ttfb', isTime: true },
  fcp: { metric: 'page_fcp', label: 'First Contentful Paint', k6Metric: 'browser_web_vital_fcp', isTime: true },
  lcp: { metric: 'page_lcp', label: 'Largest Contentful Paint', k6Metric: 'browser_web_vital_lcp', isTime: true },
  inp: { metric: 'page_inp', label: 'Interaction to Next Paint', k6Metric: 'browser_web_vital_inp', isTime: true },
  cls: { metric: 'page_cls', label: 'Cumulative Layout Shift', k6Metric: 'browser_web_vital_cls', isTime: false },
} as const satisfies Record<string, PageVital>;

export type VitalName = keyof typeof PAGE_VITALS;
