// From a summary to a judgement: verdicts, validity, findings, and what they add up to. No text layout, no files.
import { EXIT } from '../../exit-codes.ts';
import type { Summary } from '../parse/model.ts';
import { type Facts, gatherFacts } from './facts.ts';
import { type Finding, ordered } from './findings/finding.ts';
import { rules } from './findings/rules.ts';
import { judgeValidity, type Validity } from './validity.ts';
import { judgeLimits, type Outcome, type Verdict } from './verdict.ts';

/** `not-judged`: no limit was measured. `discarded`: the run may not be quoted, so it neither passed nor failed. */
export type RunOutcome = 'passed' | 'failed' | 'not-judged' | 'discarded';

export interface Judgement {
  summary: Summary;
  facts: Facts;
  validity: Validity;
  verdicts: readonly Verdict[];
  counts: Record<Outcome, number>;
  outcome: RunOutcome;
  exitCode: number;
  findings: readonly Finding[];
  /** Actions of the findings in the order of their weight, each once. */
  recommendations: readonly string[];
  warnings: readonly string[];
}

export function judge(summary: Summary): Judgement {
  const facts = gatherFacts(summary);
  const { verdicts, warnings } = judgeLimits(summary);
  const validity = judgeValidity(summary, facts);
  const findings = ordered(rules.flatMap((rule) => rule({ summary, facts, verdicts, validity })));
  const counts = { passed: 0, failed: 0, 'not-measured': 0 };
  for (const verdict of verdicts) counts[verdict.outcome]++;
  const outcome = outcomeOf(validity, counts);
  return {
    summary,
    facts,
    validity,
    verdicts,
    counts,
    outcome,
    exitCode: EXITS[outcome],
    findings,
    recommendations: [...new Set(findings.flatMap((finding) => finding.action ?? []))],
    warnings: [...summary.warnings, ...warnings],
  };
}

const EXITS = {
  passed: EXIT.passed,
  failed: EXIT.thresholds,
  'not-judged': EXIT.passed,
  discarded: EXIT.discarded,
} as const;

function outcomeOf(validity: Validity, counts: Record<Outcome, number>): RunOutcome {
  if (validity.level === 'DISCARDED') return 'discarded';
  if (counts.failed > 0) return 'failed';
  return counts.passed > 0 ? 'passed' : 'not-judged';
}
