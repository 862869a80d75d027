// Holds a load test's figures against the target's own: the same requests counted, the same times measured.

import { EXIT } from 'k6-kit/exit-codes';
import * as v from 'valibot';
import { type EndpointName, endpoints } from '../../thresholds/baselines.ts';

const figures = v.object({
  requests: v.number(),
  avgMs: v.nullable(v.number()),
  p50Ms: v.nullable(v.number()),
  p95Ms: v.nullable(v.number()),
  p99Ms: v.nullable(v.number()),
});
const statsShape = v.object({ total: figures, endpoints: v.record(v.string(), figures) });
const resultShape = v.object({
  state: v.optional(v.object({ testRunDurationMs: v.number() })),
  run: v.optional(
    v.object({
      phases: v.array(v.object({ endS: v.number() })),
      engineExit: v.optional(v.number()),
      policy: v.optional(v.object({ test: v.object({ endsByItself: v.boolean() }) })),
    }),
  ),
  metrics: v.record(v.string(), v.object({ values: v.record(v.string(), v.number()) })),
});

/** One figure of one endpoint, ms, as both sides have it. */
export interface Pair {
  endpoint: EndpointName;
  statistic: 'avg' | 'p50' | 'p95' | 'p99';
  measuredMs: number;
  trueMs: number;
}

export interface Agreement {
  /** Requests by the load test's count. */
  counted: number;
  /** Requests by the target's count. */
  answered: number;
  /** Whether the run stopped itself or was interrupted: what was under way then reached the target and is nobody's sample. */
  isCutShort: boolean;
  pairs: Pair[];
}

const STATISTICS = {
  avg: ['avg', 'avgMs'],
  p50: ['med', 'p50Ms'],
  p95: ['p(95)', 'p95Ms'],
  p99: ['p(99)', 'p99Ms'],
} as const;

/** Pairs up a result file and the target's `/__target/stats`, both as parsed JSON. */
export function agreement(result: unknown, stats: unknown): Agreement {
  const { metrics, state, run } = v.parse(resultShape, result);
  const truth = v.parse(statsShape, stats);
  const pairs = (Object.keys(endpoints) as EndpointName[]).flatMap((endpoint) => {
    const measured = metrics[`http_req_duration{endpoint:${endpoint}}`]?.values;
    const own = truth.endpoints[endpoint];
    if (!measured?.count || !own) return [];
    return Object.entries(STATISTICS).flatMap(([statistic, [ours, theirs]]) => {
      const [measuredMs, trueMs] = [measured[ours], own[theirs]];
      if (measuredMs === undefined || trueMs === null) return [];
      return [{ endpoint, statistic: statistic as Pair['statistic'], measuredMs, trueMs }];
    });
  });
  const plannedMs = 1000 * Math.max(0, ...(run?.phases ?? []).map(({ endS }) => endS));
  return {
    counted: metrics['http_reqs{traffic:load}']?.values.count ?? 0,
    answered: truth.total.requests,
    isCutShort:
      run?.engineExit === EXIT.interrupted ||
      (!run?.policy?.test.endsByItself && (state?.testRunDurationMs ?? plannedMs) < plannedMs),
    pairs,
  };
}

/** Whether both sides counted the same requests, as far as they can. */
export function countsAgree({ counted, answered, isCutShort }: Agreement): boolean {
  return isCutShort ? counted <= answered : counted === answered;
}

/** Whether a measured time agrees with the true one: within 2 ms or 3 %, whichever is more. */
export function agrees({ measuredMs, trueMs }: Pair): boolean {
  return Math.abs(measuredMs - trueMs) <= Math.max(2, 0.03 * trueMs);
}

/** The comparison in one or two lines. */
export function agreementText(agreed: Agreement): string {
  const { counted, answered, pairs } = agreed;
  const apart = pairs.filter((pair) => !agrees(pair));
  const widest = Math.max(0, ...pairs.map(({ measuredMs, trueMs }) => measuredMs - trueMs));
  const counts =
    counted === answered
      ? `the target counted the same ${answered} requests`
      : countsAgree(agreed)
        ? `the target counted ${answered} requests, the load test ${counted}: the others were under way when the run ended early`
        : `the target counted ${answered} requests, the load test ${counted}: the figures can't be trusted`;
  const times =
    apart.length === 0
      ? `all ${pairs.length} latency figures agree with its own within 2 ms or 3 % (widest ${widest.toFixed(2)} ms)`
      : apart
          .map(
            ({ endpoint, statistic, measuredMs, trueMs }) =>
              `${endpoint} ${statistic} ${measuredMs.toFixed(1)} ms, target ${trueMs.toFixed(1)} ms`,
          )
          .join('; ');
  return `cross-check of the whole run: ${counts}; ${times}`;
}
