// A service test's operations under the names of requests, so that everything behind the parser reads them as it reads endpoints.
import { OPERATION_FAILED, OPERATION_MS, OPERATIONS_DONE } from 'k6-format/load-names';
import type { Metric } from './model.ts';

/** What an operation's metric is among those of requests. */
const REQUEST_NAMES: Readonly<Record<string, string>> = {
  [OPERATION_MS]: 'http_req_duration',
  [OPERATION_FAILED]: 'http_req_failed',
  [OPERATIONS_DONE]: 'http_reqs',
};

/**
 * The metrics of operations once more, as requests to endpoints (tag `op` as `endpoint`). They take the place of the requests that
 * k6 counted itself, which are a part of an operation, or of setting up. Limits stay with the originals: each is judged once.
 */
export function operationsAsRequests(metrics: readonly Metric[]): Metric[] {
  return metrics.flatMap((metric) => {
    const name = Object.hasOwn(REQUEST_NAMES, metric.name) ? REQUEST_NAMES[metric.name] : undefined;
    if (name === undefined) return [];
    const tags = new Map([...metric.tags].map(([tag, value]) => [tag === 'op' ? 'endpoint' : tag, value]));
    return [{ ...metric, name, tags, thresholds: [] }];
  });
}
