// Tells a measured zero from no measurement: k6 fills a metric that only a threshold names with zeros.
import { FROM_PLAN } from 'k6-format/load-names';
import { findMetric, findStat, type Metric, type Summary } from '../parse/model.ts';

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

const ALL_ZERO = 'every statistic is 0 and no count is recorded: most likely no samples';
/** Parts of a request that a connection which is kept open does not have, or that take no time. */
const MAY_BE_ZERO = /^http_req_(?:blocked|connecting|tls_handshaking|sending|receiving)$/;
const UNANSWERED = 'every request failed before an answer';
/** Metrics whose samples are times of answers: without an answer they are zeros, or the time until the engine gave up. */
const ANSWER_TIMES: ReadonlySet<string> = new Set(['http_req_duration', FROM_PLAN]);

function missingInTrend(summary: Summary, metric: Metric): string | null {
  const count = metric.stats.get('count');
  if (count === 0) return 'no samples';
  if (ANSWER_TIMES.has(metric.name) && isUnanswered(summary, Object.fromEntries(metric.tags))) return UNANSWERED;
  if (count !== undefined) return null;
  if (metric.stats.size === 0) return 'no number recorded';
  if ([...metric.stats.values()].some((value) => value !== 0)) return null;
  if (!metric.name.startsWith('http_req_')) return ALL_ZERO;
  const requests =
    findMetric(summary, 'http_reqs', Object.fromEntries(metric.tags)) ?? findMetric(summary, 'http_reqs');
  if ((requests?.stats.get('count') ?? 0) === 0) return 'no request was made';
  if (isUnanswered(summary, Object.fromEntries(metric.tags))) return UNANSWERED;
  return MAY_BE_ZERO.test(metric.name) ? null : ALL_ZERO;
}

/**
 * Whether not one of the requests with these tags was answered, as far as the summary tells: by the count of requests without a
 * status in the whole run, else because all of them failed in no time.
 */
export function isUnanswered(summary: Summary, tags: Readonly<Record<string, string>>): boolean {
  const names = tags.endpoint === undefined ? (summary.run?.endpoints ?? []) : [tags.endpoint];
  const counts = names.map((endpoint) => ({
    requests: findStat(summary, 'http_reqs', { endpoint }, 'count') ?? 0,
    silent: findStat(summary, 'http_reqs', { endpoint, status: '0' }, 'count'),
  }));
  const called = counts.filter(({ requests }) => requests > 0);
  if (called.some(({ silent }) => silent !== null))
    return called.every(({ requests, silent }) => (silent ?? 0) >= requests);
  return (
    (findStat(summary, 'http_req_failed', tags, 'rate') ?? findStat(summary, 'http_req_failed', {}, 'rate')) === 1 &&
    (findStat(summary, 'http_req_duration', tags, 'max') ?? 0) === 0
  );
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

/** Any of the metrics that get one sample per request tells how many there were. */
export function requestsOf(summary: Summary, tags: Record<string, string>): number | null {
  for (const name of ['http_reqs', 'http_req_failed', 'http_req_duration']) {
    const count = sampleCount(findMetric(summary, name, tags));
    if (count !== null) return count;
  }
  return null;
}
