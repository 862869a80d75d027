// From a summary to a judgement: verdicts, validity, findings, and what they add up to. No text layout, no files.
import { EXIT } from 'k6-kit/exit-codes';
import type { Summary } from '../parse/model.ts';
import type { Agreement } from '../points/points.ts';
import { findFailing } from './causes/failing.ts';
import { findSlowness } from './causes/slowness.ts';
import { findDrifts } from './drift.ts';
import { gatherFacts } from './facts.ts';
import { withoutSymptoms } from './findings/dead-target.ts';
import { type Case, type Finding, ordered } from './findings/finding.ts';
import { rules } from './findings/rules.ts';
import { gatherJourneys } from './journeys.ts';
import { gatherPages } from './pages.ts';
import type { Previous } from './previous.ts';
import { judgeRecovery } from './recovery.ts';
import { findLayers } from './saturation.ts';
import { gatherSeries } from './series.ts';
import { checksDisagree } from './stock-validity.ts';
import { judgeValidity, type Validity } from './validity.ts';
import { isUndecided, judgeLimits, type Outcome, type Verdict } from './verdict.ts';
import { gatherWebsockets } from './websockets.ts';

/** `not-judged`: of no limit, or not of all, is known whether it was kept. `discarded`: the run is not usable, so it neither passed nor failed. */
export type RunOutcome = 'passed' | 'failed' | 'not-judged' | 'discarded';

export interface Judgement extends Case {
  counts: Record<Outcome, number>;
  outcome: RunOutcome;
  exitCode: number;
  findings: readonly Finding[];
  /** Actions of the findings in the order of their weight, each once. */
  recommendations: readonly string[];
  warnings: readonly string[];
  /** The run that figures are compared with, where one is at hand. */
  previous?: Previous | null | undefined;
}

export interface JudgeOptions {
  /** A run of which no limit could be judged ends with 3 instead of 0. */
  requireLimits?: boolean | undefined;
  /** How raw points stand to the summary. */
  points?: Agreement | null;
}

export function judge(summary: Summary, { requireLimits = false, points = null }: JudgeOptions = {}): Judgement {
  const facts = gatherFacts(summary);
  const { verdicts, warnings } = judgeLimits(summary);
  const validity = judgeValidity(summary, facts);
  const series = gatherSeries(summary);
  const recovery = judgeRecovery(summary, series);
  // Without one good answer nothing grew and nothing was saturated.
  const [drifts, layers] = facts.dead?.isWhole
    ? [[], []]
    : [findDrifts(series, summary.policy), findLayers(summary, series)];
  const pages = gatherPages(summary, verdicts);
  const [slowness, failing] = [findSlowness(summary, facts, series), findFailing(facts, series)];
  const run = {
    summary,
    facts,
    verdicts,
    validity,
    series,
    recovery,
    drifts,
    layers,
    slowness,
    failing,
    pages,
    journeys: gatherJourneys(summary, facts.endpoints),
    websockets: gatherWebsockets(summary, verdicts),
    points,
  };
  const findings = ordered(
    withoutSymptoms(
      facts,
      Object.values(rules).flatMap((rule) => rule(run)),
    ),
  );
  const counts = { passed: 0, failed: 0, 'not-measured': 0 };
  for (const verdict of verdicts) counts[verdict.outcome]++;
  const outcome = outcomeOf(validity, counts, summary.saysPassed, verdicts);
  return {
    ...run,
    counts,
    outcome,
    exitCode: facts.dead?.isSilent ? EXIT.targetDown : exitOf(outcome, requireLimits),
    findings,
    recommendations: recommend(findings),
    warnings: [
      ...summary.warnings,
      ...warnings,
      ...checksDisagree(summary),
      ...(summary.run && summary.policyFrom === null ? [NO_POLICY_NOTE] : []),
    ],
  };
}

/** Results of older versions: today's tables are not what they were planned by. */
const NO_POLICY_NOTE =
  'the result carries no tables, as older versions wrote it: it is judged by its own limits alone, not by rows, targets and triggers; --policy names tables to judge it by';

const EXITS = {
  passed: EXIT.passed,
  failed: EXIT.thresholds,
  'not-judged': EXIT.passed,
  discarded: EXIT.discarded,
} as const;

function exitOf(outcome: RunOutcome, requireLimits: boolean): number {
  return requireLimits && outcome === 'not-judged' ? EXIT.discarded : EXITS[outcome];
}

/**
 * The file's word that a limit was crossed counts where it does not say which; its word that none was may mean that there was none. With a
 * limit on which side nobody knows the run did not pass.
 */
function outcomeOf(
  validity: Validity,
  counts: Record<Outcome, number>,
  saysPassed: boolean | null,
  verdicts: readonly Verdict[],
): RunOutcome {
  if (validity.level === 'DISCARDED') return 'discarded';
  if (counts.failed > 0 || saysPassed === false) return 'failed';
  return counts.passed > 0 && !verdicts.some(isUndecided) ? 'passed' : 'not-judged';
}

/** Actions in the order of their findings, each once; a general one is replaced by a detailed one that starts with it. */
function recommend(findings: readonly Finding[]): string[] {
  const asking = findings.filter((finding) => finding.severity !== 'info');
  const actions = [...new Set(asking.flatMap((finding) => finding.action ?? []))];
  return actions.filter((action) => !actions.some((other) => other !== action && other.startsWith(action)));
}
