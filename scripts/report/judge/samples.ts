// Tells a measured zero from no measurement: k6 fills a metric that only a threshold names with zeros.
import { findMetric, type Metric, type Summary } from '../parse/model.ts';

/** Why a metric has no measurement behind its numbers; null when it has, or when nothing speaks against it. */
export function missingSamples(summary: Summary, metric: Metric): string | null {
  switch (metric.type) {
    case 'rate':
      return missingInRate(metric);
    case 'trend':
      return missingInTrend(summary, metric);
    case 'counter':
    case 'gauge':
      // A counter of nothing is honestly 0.
      return metric.stats.size === 0 ? 'no number recorded' : null;
  }
}

function missingInRate(metric: Metric): string | null {
  const passes = metric.stats.get('passes');
  const fails = metric.stats.get('fails');
  if (passes === undefined && fails === undefined) return metric.stats.has('rate') ? null : 'no number recorded';
  return (passes ?? 0) + (fails ?? 0) === 0 ? 'no samples' : null;
}

function missingInTrend(summary: Summary, metric: Metric): string | null {
  const count = metric.stats.get('count');
  if (count !== undefined) return count === 0 ? 'no samples' : null;
  if (metric.stats.size === 0) return 'no number recorded';
  if ([...metric.stats.values()].some((value) => value !== 0)) return null;
  if (!metric.name.startsWith('http_req_'))
    return 'every statistic is 0 and no count is recorded: most likely no samples';
  const requests =
    findMetric(summary, 'http_reqs', Object.fromEntries(metric.tags)) ?? findMetric(summary, 'http_reqs');
  if ((requests?.stats.get('count') ?? 0) === 0) return 'no request was made';
  return isEveryRequestFailed(summary) ? 'every request failed before an answer' : null;
}

/** `passes` of http_req_failed counts the requests that FAILED. */
function isEveryRequestFailed(summary: Summary): boolean {
  return findMetric(summary, 'http_req_failed')?.stats.get('rate') === 1;
}

/** A trend's or rate's number of samples; null where the summary does not tell. */
export function sampleCount(metric: Metric | undefined): number | null {
  if (!metric) return null;
  if (metric.type === 'rate') {
    const passes = metric.stats.get('passes');
    const fails = metric.stats.get('fails');
    return passes === undefined && fails === undefined ? null : (passes ?? 0) + (fails ?? 0);
  }
  return metric.type === 'gauge' ? null : (metric.stats.get('count') ?? null);
}
