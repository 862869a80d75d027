// The results of a run that made no HTTP request, by what it did instead.
import { type Facts, latencyOf } from '../judge/facts.ts';
import type { Summary } from '../parse/model.ts';
import { formatCount, formatMs, formatPerSecond } from '../text/format.ts';
import type { Field } from './field.ts';

/** What takes the place of a request, the first that was measured. */
const TIMED: readonly [metric: string, what: string][] = [
  ['grpc_req_duration', 'gRPC Request'],
  ['ws_session_duration', 'WebSocket Session'],
  ['iteration_duration', 'Iteration'],
];

/** Null where the file has a metric of HTTP requests, measured or not. */
export function withoutRequests(summary: Summary): Field[] | null {
  if (summary.run || summary.metrics.some(({ name }) => /^http_req/.test(name))) return null;
  const found = TIMED.map(([metric, what]) => ({ what, timed: latencyOf(summary, {}, metric) }));
  const { what, timed } = found.find(({ timed }) => timed !== null) ?? { what: 'Iteration', timed: null };
  return [
    { label: `Average ${what}`, value: formatMs(timed?.avgMs ?? null) },
    { label: `95th Percentile ${what}`, value: formatMs(timed?.p95Ms ?? null) },
  ];
}

/** Iterations are the one count that every k6 script has. */
export function iterationFields(summary: Summary, { iterations }: Facts): Field[] {
  if (summary.run || iterations === null) return [];
  const perS = summary.durationMs ? ` (${formatPerSecond((iterations / summary.durationMs) * 1000)})` : '';
  return [{ label: 'Iterations', value: `${formatCount(iterations)}${perS}` }];
}
