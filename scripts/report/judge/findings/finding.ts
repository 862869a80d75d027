// A finding: a judged deviation with its evidence from the run, and what the guide says to do about it.
import type { Summary } from '../../parse/model.ts';
import type { Facts } from '../facts.ts';
import type { Validity } from '../validity.ts';
import type { Verdict } from '../verdict.ts';

/** From the worst down; `info` asks for nothing. */
export const SEVERITIES = ['critical', 'serious', 'minor', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

export interface Finding {
  /** Name of the rule, stable for machines. */
  rule: string;
  severity: Severity;
  /** What was found, in one sentence without figures that the evidence repeats. */
  title: string;
  /** The figures that show it. Never empty: no finding without evidence. */
  evidence: string;
  /** What to do, from the guide's tables where they have it; null where there is nothing to do. */
  action: string | null;
  /** How much of the run it touches, 0..1; orders findings of one severity and their recommendations. */
  effect: number;
}

/** What rules may look at. */
export interface Case {
  summary: Summary;
  facts: Facts;
  verdicts: readonly Verdict[];
  validity: Validity;
}

/** A named rule: the name is the file's and the finding's. */
export type FindingRule = (subject: Case) => Finding[];

/** Worst first, then by effect; equal ones keep their order. */
export function ordered(findings: readonly Finding[]): Finding[] {
  const rank = (finding: Finding) => SEVERITIES.indexOf(finding.severity);
  return [...findings].sort((a, b) => rank(a) - rank(b) || b.effect - a.effect);
}
