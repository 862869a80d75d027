// Failed requests by endpoint and status, and by k6's error code: from the counters that our load scripts keep.

import { ERROR_CODES, FAILURE_STATUSES, LOAD_TAG } from 'k6-format/load-names';
import type { LoggedFailure } from 'k6-format/run-record';
import { findStat, type Summary } from '../parse/model.ts';

/** Requests that failed in one way. */
export interface Failure {
  /** Endpoint; null for a count over all of them. */
  endpoint: string | null;
  /** HTTP status, `0` without an answer, `other` for statuses without a counter, or k6's error code. */
  kind: string;
  count: number;
  meaning: string;
  /** The earliest in the run's log; null where there is none. */
  sample: LoggedFailure | null;
}

const STATUS_MEANINGS: Record<(typeof FAILURE_STATUSES)[number], string> = {
  '0': 'no answer: refused, reset or timed out',
  '400': 'the request was not understood',
  '401': 'the token is missing or wrong',
  '403': 'the token does not allow it',
  '404': 'no such path on this target',
  '408': 'the target waited for the request and gave up',
  '413': 'the body is too large for the proxy or the API',
  '422': 'the body has the wrong shape',
  '429': 'a rate limit is in force',
  '500': 'the API failed',
  '502': 'the proxy got no valid answer from the API',
  '503': 'the API is overloaded or down',
  '504': 'the API did not answer the proxy in time',
};

/** Start of a kind that is one of k6's error codes. */
export const CODE_KIND = 'error code ';

/** As k6 documents them (Error codes). */
const CODE_MEANINGS: Record<(typeof ERROR_CODES)[number], string> = {
  '1000': 'no answer, without a code of its own',
  '1050': 'request timeout',
  '1100': 'the name could not be looked up',
  '1101': 'no IP address for the host',
  '1210': 'no connection',
  '1211': 'connecting timed out',
  '1212': 'connection refused',
  '1220': 'connection reset by the other side',
  '1300': 'the TLS handshake failed',
  '1310': 'certificate that nobody trusted vouches for',
  '1311': 'certificate of another host',
  '1701': 'a body that could not be unpacked',
  '1900': 'an answer that is too large for the local runner',
};

/** Most frequent first; empty where nothing failed or the summary keeps no such counters. */
export function gatherFailures(summary: Summary, endpoints: readonly string[]): Failure[] {
  const samples = summary.run?.failureSamples ?? [];
  const failures = endpoints.flatMap((endpoint) => byStatus(summary, endpoint));
  const codes = ERROR_CODES.map((code) => ({
    endpoint: null,
    kind: `${CODE_KIND}${code}`,
    count: findStat(summary, 'http_reqs', { ...LOAD_TAG, error_code: code }, 'count') ?? 0,
    meaning: CODE_MEANINGS[code],
    sample: samples.find((sample) => sample.code === code) ?? null,
  }));
  return [...failures, ...codes].filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
}

function byStatus(summary: Summary, endpoint: string): Failure[] {
  const samples = summary.run?.failureSamples ?? [];
  const counts = FAILURE_STATUSES.map((status) => ({
    status,
    count: findStat(summary, 'http_reqs', { endpoint, status }, 'count'),
  }));
  // A summary of another script has none of these counters: then nothing is known, not even what is left over.
  if (counts.every(({ count }) => count === null)) return [];
  const named = counts.map(({ status, count }) => ({
    endpoint,
    kind: status,
    count: count ?? 0,
    meaning: STATUS_MEANINGS[status],
    sample: samples.find((sample) => sample.endpoint === endpoint && sample.status === status) ?? null,
  }));
  const isNamed = (status: string) => (FAILURE_STATUSES as readonly string[]).includes(status);
  const failed = findStat(summary, 'http_req_failed', { endpoint }, 'passes') ?? 0;
  const other = failed - named.reduce((sum, { count }) => sum + count, 0);
  return [
    ...named,
    {
      endpoint,
      kind: 'other',
      count: other,
      meaning: 'a status that the summary does not count by itself',
      sample:
        samples.find(({ status, ...sample }) => sample.endpoint === endpoint && status >= '300' && !isNamed(status)) ??
        null,
    },
  ];
}
