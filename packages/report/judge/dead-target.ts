// Whether the target of a run was dead: from what the summary counted of each endpoint.
import { type DeadTarget, deadTarget, type EndpointCount } from 'k6-format/dead-target';
import type { Summary } from '../parse/model.ts';
import { CODE_KIND, type Failure } from './failures.ts';
import { isUnanswered } from './samples.ts';

/** Requests of an endpoint, and those that failed; null where they were not counted. */
interface Counted {
  name: string;
  requests: number | null;
  failed: number | null;
}

/** Null where something was answered as it should be, or nothing tells. */
export function findDeadTarget(
  summary: Summary,
  endpoints: readonly Counted[],
  failures: readonly Failure[],
): DeadTarget | null {
  const counts = endpoints.map((endpoint) => countOf(summary, endpoint, failures));
  const codes = Object.fromEntries(
    failures.flatMap(({ kind, count }) => (kind.startsWith(CODE_KIND) ? [[kind.slice(CODE_KIND.length), count]] : [])),
  );
  return deadTarget(counts, Object.keys(codes).length > 0 ? codes : sampledCodes(failures));
}

function countOf(summary: Summary, { name, requests, failed }: Counted, failures: readonly Failure[]): EndpointCount {
  const own = failures.filter(({ endpoint }) => endpoint === name);
  // Operations of a service and requests of other scripts are not counted by status.
  const isSilent = own.length === 0 && isUnanswered(summary, { endpoint: name });
  return {
    ...{ endpoint: name, requests: requests ?? 0, failed: failed ?? 0 },
    statuses: isSilent ? { '0': failed ?? 0 } : Object.fromEntries(own.map(({ kind, count }) => [kind, count])),
  };
}

/** Results of earlier versions count fewer codes than their log has. */
function sampledCodes(failures: readonly Failure[]): Record<string, number> {
  const codes: Record<string, number> = {};
  for (const { kind, sample, count } of failures)
    if (kind === '0' && sample) codes[sample.code] = (codes[sample.code] ?? 0) + count;
  return codes;
}
