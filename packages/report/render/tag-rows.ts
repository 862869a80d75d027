// Rows of requests by the tags that a script keeps apart, where no endpoint is among them: `name:search`, `scenario:browse`.
import { latencyOf, rateOf } from '../judge/facts.ts';
import { requestsOf } from '../judge/samples.ts';
import type { Summary } from '../parse/model.ts';
import { formatCount, formatMs, formatRatio } from '../text/format.ts';
import { clip } from '../text/words.ts';
import type { EndpointRow } from './endpoint-row.ts';

const REQUEST_METRICS: ReadonlySet<string> = new Set(['http_req_duration', 'http_req_failed', 'http_reqs']);

/** The sets of tags that a sub-metric of requests has; k6's own `expected_response:true` tells nobody apart. */
export function tagSets(summary: Summary): Map<string, Record<string, string>> {
  const sets = new Map<string, Record<string, string>>();
  for (const { name, tags } of summary.metrics) {
    const isOwn = tags.size === 1 && tags.has('expected_response');
    if (tags.size === 0 || isOwn || !REQUEST_METRICS.has(name)) continue;
    const pairs = [...tags].sort(([a], [b]) => (a < b ? -1 : 1));
    sets.set(pairs.map(([tag, value]) => `${tag}:${value}`).join(', '), Object.fromEntries(pairs));
  }
  return sets;
}

/** One row for each of them. */
export function tagRows(summary: Summary): EndpointRow[] {
  return [...tagSets(summary)].map(([name, tags]) => {
    const latency = latencyOf(summary, tags);
    return {
      id: name,
      name: clip(name),
      requests: formatCount(requestsOf(summary, tags)),
      errors: formatRatio(rateOf(summary, 'http_req_failed', tags)),
      avg: formatMs(latency?.avgMs ?? null),
      p50: formatMs(latency?.p50Ms ?? null),
      p95: formatMs(latency?.p95Ms ?? null),
      p99: formatMs(latency?.p99Ms ?? null),
      overLimit: '',
      baseline: '',
    };
  });
}
