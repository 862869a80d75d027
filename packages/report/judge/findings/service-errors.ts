// Rule: a service refused operations, in its own words.

import type { Situation } from 'k6-format/policy';
import { clip } from '../../text/words.ts';
import { adviceFor } from './actions.ts';
import { type Finding, type FindingRule, weighed } from './finding.ts';

/** Messages that are quoted. */
const MOST_QUOTED = 3;

/** What services say when a known bottleneck is reached (guide, Identified Bottlenecks). */
const KNOWN: readonly [words: RegExp, situation: Situation][] = [
  [/OOM command not allowed/, 'cache-memory'],
  [/too many clients|remaining connection slots/, 'connections'],
];

export const operationsRefused: FindingRule = (run): Finding[] => {
  const { service, failureSamples = [], engineError } = run.summary.run ?? {};
  if (service === undefined) return [];
  const said = [
    ...failureSamples.map(({ endpoint, message, atS }) => ({
      message,
      where: `${endpoint}, first at ${atS.toFixed(1)} s`,
    })),
    ...(engineError === undefined ? [] : [{ message: engineError, where: 'the end of the run' }]),
  ];
  const [first] = said;
  if (first === undefined) return [];
  const [, known] = KNOWN.find(([words]) => said.some(({ message }) => words.test(message))) ?? [];
  const more = said.length > MOST_QUOTED ? `; and ${said.length - MOST_QUOTED} more kinds` : '';
  return [
    {
      rule: 'operations-refused',
      severity: weighed(run),
      title: `${clip(service)} refused operations: ${clip(first.message, 120)}`,
      evidence:
        said
          .slice(0, MOST_QUOTED)
          .map(({ message, where }) => `"${clip(message, 120)}" (${where})`)
          .join('; ') + more,
      action: known ? adviceFor(run.summary.policy, known) : `Read the log of ${clip(service)} at that time`,
      effect: 1,
    },
  ];
};
