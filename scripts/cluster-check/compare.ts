// Whether a run in a cluster came to what the same run on this machine comes to.
import type { RunRecord } from 'k6-format/run-record';
import type { SummaryMetric } from 'k6-format/summary';
import type { Finding } from '../k6-conformance/findings.ts';
import { agreement, countsAgree } from '../run/agreement.ts';
import type { InCluster } from './in-cluster.ts';

/** How far the numbers of requests of two equal runs may be apart: users pause at random. */
const COUNT_TOLERANCE = 0.1;

interface Judged {
  result: Record<string, unknown>;
  verdict: string;
}

export function findingsOf(inCluster: InCluster & Judged, local: Judged, instances: number): Finding[] {
  const [there, here] = [inCluster.result, local.result];
  const counts = agreement(there, inCluster.stats);
  const { instances: had } = there.run as RunRecord;
  const [countThere, countHere] = [requestsOf(there), requestsOf(here)];
  const differing = limitDifferences(there, here);
  const of = (claim: string, expected: string, found: string, holds: boolean): Finding => ({
    subject: `baseline, ${instances} instances`,
    ...{ claim, expected, found, holds },
  });
  return [
    of(
      'every instance reached the collector',
      `${instances} instances, none lost`,
      `${had?.expected ?? 'no'} instances, ${had?.lost ?? '?'} lost`,
      had?.expected === instances && had.lost === 0,
    ),
    of(
      "the merged count of requests is the target's own",
      `${counts.answered} requests`,
      `${counts.counted} requests`,
      counts.counted > 0 && countsAgree(counts),
    ),
    of(
      'the instances together send what one machine sends',
      `about ${countHere} requests`,
      `${countThere} requests`,
      Math.abs(countThere - countHere) <= COUNT_TOLERANCE * countHere,
    ),
    of(
      'the same limits are judged, and come out the same',
      'no difference',
      differing.length === 0
        ? 'no difference'
        : `${differing.slice(0, 5).join(', ')}${differing.length > 5 ? ` and ${differing.length - 5} more` : ''}`,
      differing.length === 0,
    ),
    of(
      'the verdict is that of a run on one machine',
      local.verdict,
      inCluster.verdict,
      local.verdict === inCluster.verdict,
    ),
  ];
}

function metricsOf(result: Record<string, unknown>): Record<string, SummaryMetric> {
  return result.metrics as Record<string, SummaryMetric>;
}

function requestsOf(result: Record<string, unknown>): number {
  return metricsOf(result)['http_reqs{traffic:load}']?.values.count ?? 0;
}

function limitDifferences(there: Record<string, unknown>, here: Record<string, unknown>): string[] {
  const [inCluster, local] = [limitsOf(there), limitsOf(here)];
  return [...new Set([...inCluster.keys(), ...local.keys()])]
    .filter((limit) => inCluster.get(limit) !== local.get(limit))
    .map((limit) => `${limit} ${word(inCluster.get(limit))}, here ${word(local.get(limit))}`);
}

function limitsOf(result: Record<string, unknown>): Map<string, boolean> {
  const all = Object.entries(metricsOf(result)).flatMap(([key, { thresholds = {} }]) =>
    Object.entries(thresholds).map(([expression, { ok }]) => [`${key} ${expression}`, ok] as const),
  );
  return new Map(all);
}

function word(ok: boolean | undefined): string {
  return ok === undefined ? 'missing' : ok ? 'held' : 'crossed';
}
