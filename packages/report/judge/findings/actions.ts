// What to do, as sentences for recommendations: the policy's own where it has one, else what holds for any target.
import type { Policy, Situation } from 'k6-format/policy';
import type { Summary } from '../../parse/model.ts';
import type { Facts } from '../facts.ts';

/** Where the policy has no advice. */
const PLAIN: Readonly<Record<Situation, string>> = {
  load: 'Find out what the target waits for under load',
  workers: 'See whether more workers would help: the target is short of something under load',
  connections: 'See whether the pool of connections is large enough',
  'cache-memory': 'Give the cache more memory, or let it evict the least used keys',
  cpu: 'Give the target more CPU',
  memory: 'Give the target more memory',
  latency: 'Find the bottleneck',
  errors: 'Give the target less load until requests no longer fail',
  'cache-headers': 'Let the browser keep files',
  compression: 'Compress answers',
  'compression-effect': 'text shrinks to a fraction',
  images: 'Re-encode images',
  'http-1': 'Serve the page over HTTP/2',
};

export function adviceFor({ advice }: Policy, situation: Situation): string {
  return advice[situation] ?? PLAIN[situation];
}

/** What to look at for slow answers; the scaling trigger is the reason only where the run is over it. */
export function latencyAction(
  { summary, facts }: { summary: Summary; facts: Pick<Facts, 'latency'> },
  lookAt: string,
): string {
  const isTriggered = (facts.latency?.p95Ms ?? 0) > summary.policy.triggers.p95Ms;
  return isTriggered
    ? `${adviceFor(summary.policy, 'latency')}: ${lookAt}`
    : `${lookAt[0]!.toUpperCase()}${lookAt.slice(1)}`;
}

/** The first row of the growth table that asks for more than the system gave; null when it gave enough for all. */
export function growthAction({ growth }: Policy, reachedPerS: number): string | null {
  const row = growth.find(({ requestsPerS, action }) => requestsPerS > reachedPerS && action !== 'None');
  return row ? `${row.action} (growth table: ${row.requestsPerS}/s for ${row.period.toLowerCase()})` : null;
}
