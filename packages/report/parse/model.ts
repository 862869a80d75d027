// The one shape that every kind of k6 summary is read into; nothing behind the parser knows which kind it was.

import type { MetricType } from 'k6-format/metrics';
import type { Policy } from 'k6-format/policy';
import type { RunRecord } from 'k6-format/run-record';
import { metricKey, parseSelector } from 'k6-format/selectors';

/** Which of k6's summary formats a file has. */
export type SummaryShape = 'handle-summary' | 'summary-export' | 'machine-readable';

/** A limit as the file records it. */
export interface RecordedThreshold {
  /** k6's text, such as `p(95)<93.5`. */
  expression: string;
  /** What k6 decided; null where the format keeps no decision. */
  passed: boolean | null;
}

export interface Metric {
  /** The key as found in the file, such as `http_req_duration{endpoint:basket}`. */
  key: string;
  name: string;
  /** The sub-metric's tags; empty for the metric as a whole. */
  tags: ReadonlyMap<string, string>;
  type: MetricType;
  /** k6's hint for the unit: `time` is milliseconds, `data` bytes; null where the format drops it. */
  contains: string | null;
  /**
   * Statistics by k6's names: trends `avg`, `med`, `p(95)`, `count`...; rates `rate`, `passes`, `fails`; counters
   * `count`, `rate`; gauges `value`, `min`, `max`. A rate's `rate` is computed from passes and fails where both are there.
   */
  stats: ReadonlyMap<string, number>;
  thresholds: readonly RecordedThreshold[];
}

/** A check with how often it held, by its path of groups. */
export interface Check {
  name: string;
  path: string;
  passes: number;
  fails: number;
}

/** A group of the script with what is in it; passes and fails are those of all checks within. The whole script is the root. */
export interface CheckGroup {
  name: string;
  passes: number;
  fails: number;
  groups: CheckGroup[];
  checks: Check[];
}

/** What only some records have: the service of a service test, and what `perf run` adds. */
type Surroundings =
  | 'leftOut'
  | 'service'
  | 'machine'
  | 'clockStepMs'
  | 'targetBuilds'
  | 'failureSamples'
  | 'pages'
  | 'instances'
  | 'engineExit'
  | 'engineError'
  | 'notes';

/** The run record with the type widened: a file may come from a suite that knows other test types. */
export type Run = Omit<RunRecord, 'type' | 'endpoints' | 'schema' | 'policy' | Surroundings> & {
  [key in Surroundings]?: RunRecord[key] | undefined;
} & {
  schema: number;
  type: string;
  endpoints: string[];
};

/** What the load generator noted about itself; decides whether its figures may be believed. */
export interface GeneratorRecord {
  /** 99th percentile of the event loop's delay. */
  eventLoopDelayP99Ms?: number | undefined;
  /** CPU of the whole process, 100 is one core. */
  cpuPct?: number | undefined;
  threads?: number | undefined;
  /** Iterations of arrival-rate executors that began late. */
  lateStarts?: number | undefined;
  /** Why the figures are not usable, in the generator's own words. */
  reasons: string[];
}

export interface Summary {
  /** Name of the file without folders, for the report's text. */
  fileName: string;
  shape: SummaryShape;
  metrics: readonly Metric[];
  /** The same metrics by `metricKey`. */
  byKey: ReadonlyMap<string, Metric>;
  /** Whole run with setup and teardown; null where nothing tells it. */
  durationMs: number | null;
  /** `estimated` from a counter's total and rate where the format has no duration. */
  durationSource: 'recorded' | 'estimated' | null;
  checks: readonly Check[];
  checkTree: CheckGroup;
  run: Run | null;
  /** What the run is judged by besides its own limits. */
  policy: Policy;
  /** Where it is from: the result itself, or a document that the caller named; null: there is none, and nothing is ever over it. */
  policyFrom: 'result' | 'file' | null;
  /** Null where the engine does not watch itself (k6). */
  generator: GeneratorRecord | null;
  k6Version: string | null;
  /** When the file says that it was written, RFC 3339; null where it does not. */
  writtenAt: string | null;
  /** What could not be read as it stands; the report repeats these. */
  warnings: readonly string[];
  /** True when the file has a limit that could not be read. */
  isLimitUnreadable: boolean;
  /** Whether all limits held, by the file's own word; null where the format has no such word. */
  saysPassed: boolean | null;
}

/** The metric with exactly these tags, if the file has it. */
export function findMetric(summary: Summary, name: string, tags: Record<string, string> = {}): Metric | undefined {
  return summary.byKey.get(metricKey(name, Object.entries(tags)));
}

/** A statistic of a metric with exactly these tags; null where it is not there. */
export function findStat(summary: Summary, name: string, tags: Record<string, string>, stat: string): number | null {
  const metric = findMetric(summary, name, tags);
  return metric ? statOf(metric, stat) : null;
}

/** A statistic by k6's name; `med` and `p(50)` are the same thing. */
export function statOf(metric: Metric, stat: string): number | null {
  const twin = stat === 'med' ? 'p(50)' : stat === 'p(50)' ? 'med' : stat;
  return metric.stats.get(stat) ?? metric.stats.get(twin) ?? null;
}

/** Builds a metric from what a parser read. */
export function makeMetric(
  key: string,
  type: MetricType,
  contains: string | null,
  stats: ReadonlyMap<string, number>,
  thresholds: readonly RecordedThreshold[],
): Metric {
  const { name, tags } = parseSelector(key);
  return { key, name, tags, type, contains, stats, thresholds };
}
