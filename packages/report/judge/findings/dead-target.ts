// Rule: the target answered nothing, or nothing as it should. What else was found in such a run is a symptom of it.
import type { DeadTarget } from 'k6-format/dead-target';
import { formatCount, formatRatio } from '../../text/format.ts';
import { clip } from '../../text/words.ts';
import type { Facts } from '../facts.ts';
import type { Finding, FindingRule } from './finding.ts';

/** Kinds of failure that are listed. */
const MOST_KINDS = 3;
/** Rules about failed requests: with so many of the failures explained, there is nothing left for them to say. */
const ABOUT_FAILURES: ReadonlySet<string> = new Set([
  'errors-on-one-endpoint',
  'errors-over-trigger',
  'errors-everywhere',
]);
const EXPLAINED_RATIO = 0.9;

export const deadTarget: FindingRule = ({ facts }) => {
  const { dead } = facts;
  if (dead === null) return [];
  const where = dead.isWhole ? '' : ` to ${dead.endpoints.map((name) => clip(name)).join(', ')}`;
  return [
    {
      rule: 'dead-target',
      severity: 'critical',
      title: `The target ${dead.did}${where}`,
      evidence: evidenceOf(facts, dead),
      action: `${dead.action[0]!.toUpperCase()}${dead.action.slice(1)}`,
      effect: 1,
    },
  ];
};

function evidenceOf({ failures, requests }: Facts, { isWhole, endpoints, requests: failed }: DeadTarget): string {
  const own = failures.filter(({ endpoint }) => (endpoint === null ? isWhole : endpoints.includes(endpoint)));
  const meanings = [...new Set(own.map(({ kind, meaning }) => `${kind}: ${meaning}`))].slice(0, MOST_KINDS);
  const sample = own.find(({ sample }) => sample?.message)?.sample;
  return [
    `${formatCount(failed)} of ${formatCount(failed)} requests failed, ${formatRatio(requests ? failed / requests : 1)} of the run`,
    ...meanings,
    ...(sample ? [`the first one: ${clip(sample.message, 120)}`] : []),
  ].join('; ');
}

/** Of a dead target nothing else is said; where only some endpoints are, nothing that their failures explain. */
export function withoutSymptoms({ dead, endpoints }: Facts, findings: readonly Finding[]): Finding[] {
  if (dead === null) return [...findings];
  if (dead.isWhole) return findings.filter(({ rule }) => rule === 'dead-target');
  const failed = endpoints.reduce((sum, one) => sum + (one.failed ?? 0), 0);
  const isExplained = dead.requests >= EXPLAINED_RATIO * failed;
  return findings.filter(({ rule }) => !(isExplained && ABOUT_FAILURES.has(rule)));
}
