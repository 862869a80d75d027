// k6's classic summary (https://grafana.com/docs/k6/latest/results-output/end-of-test/custom-summary/). Times are milliseconds.
import type { MetricType } from './metrics.ts';

export interface SummaryMetric {
  type: MetricType;
  /** k6's hint for the unit. */
  contains: string;
  values: Record<string, number>;
  /** By expression; `ok` is true when the threshold held. */
  thresholds?: Record<string, { ok: boolean }>;
}

export interface SummaryCheck {
  name: string;
  path: string;
  id: string;
  passes: number;
  fails: number;
}

export interface SummaryGroup {
  name: string;
  path: string;
  id: string;
  groups: SummaryGroup[];
  checks: SummaryCheck[];
}

/** The `data` of handleSummary. */
export interface Summary {
  root_group: SummaryGroup;
  options: { summaryTrendStats: string[]; summaryTimeUnit: string; noColor: boolean };
  state: { isStdOutTTY: boolean; isStdErrTTY: boolean; testRunDurationMs: number };
  metrics: Record<string, SummaryMetric>;
  /** What setup() returned: it may hold secrets. */
  setup_data?: unknown;
}

/** A figure by k6's name of the statistic; `med` and `p(50)` are the same one. */
export function statOf(values: Readonly<Record<string, number>>, stat: string): number | undefined {
  return values[stat] ?? values[stat === 'med' ? 'p(50)' : stat === 'p(50)' ? 'med' : stat];
}
