// The one sentence that a report starts with, and that the command prints.
import { deadText } from 'k6-format/dead-target';
import { crossingText } from '../judge/findings/limit-crossed.ts';
import type { Judgement, RunOutcome } from '../judge/judge.ts';
import { isUndecided, type Verdict } from '../judge/verdict.ts';
import { clip, leftOutText, plural } from '../text/words.ts';

const WORDS: Record<RunOutcome, string> = {
  passed: 'PASSED',
  failed: 'FAILED',
  'not-judged': 'NOT JUDGED',
  discarded: 'DISCARDED',
};

export function headline(judgement: Judgement): { verdict: string; outcome: RunOutcome; headline: string } {
  return {
    verdict: WORDS[judgement.outcome],
    outcome: judgement.outcome,
    headline: sentence(judgement) + leftOutText(judgement.summary.run?.leftOut),
  };
}

/** The verdict in numbers, without its reasons. */
export function tallyText({ counts, outcome, verdicts, summary }: Judgement): string {
  const total = plural(verdicts.length, 'limit');
  const missing = counts['not-measured'] > 0 ? `, ${counts['not-measured']} not measured` : '';
  switch (outcome) {
    case 'discarded':
      return 'this result is not usable';
    case 'failed':
      return counts.failed === 0 ? 'at least one limit crossed' : `${counts.failed} of ${total} crossed${missing}`;
    case 'passed':
      return `${counts.passed} of ${total} held${missing}`;
    case 'not-judged':
      if (summary.saysPassed === true) return 'no limit crossed, if there were any';
      return verdicts.length === 0
        ? 'no limit recorded'
        : (undecidedText(counts, verdicts) ?? `${total} recorded, none measured`);
  }
}

function sentence(judgement: Judgement): string {
  const { counts, validity, verdicts } = judgement;
  const total = verdicts.length;
  const missing = counts['not-measured'] > 0 ? `, ${counts['not-measured']} not measured` : '';
  // Of a failed run, what the target did wrong is said already: why its limits were crossed.
  const [reason] = validity.reasons.filter(({ rule }) => judgement.outcome !== 'failed' || rule !== 'no-good-answer');
  const doubt = reason ? `; use with care: ${reason.message}` : '';
  switch (judgement.outcome) {
    case 'discarded':
      return `this run is not usable: ${validity.reasons[0]!.message}`;
    case 'failed':
      if (counts.failed === 0) return `at least one limit was crossed; the file does not say which${doubt}`;
      return `${counts.failed} of ${plural(total, 'limit')} crossed${missing}; ${worstText(judgement)}${doubt}`;
    case 'passed':
      return `${counts.passed} of ${plural(total, 'limit')} held${missing}${doubt}`;
    case 'not-judged':
      if (judgement.summary.saysPassed === true)
        return `the file says that no limit was crossed, but not whether there were any${doubt}`;
      if (total === 0) return `the summary records no limit${doubt}`;
      return (undecidedText(counts, verdicts) ?? `no limit was measured (${plural(total, 'limit')} recorded)`) + doubt;
  }
}

/** Null where no limit held, so that there is nothing to take back. */
function undecidedText({ passed }: Judgement['counts'], verdicts: readonly Verdict[]): string | null {
  const undecided = verdicts.filter(isUndecided);
  if (passed === 0 || undecided.length === 0) return null;
  const [{ source }] = undecided as [Verdict];
  const which = clip(`${source.key} ${source.expression}`);
  return `${passed} of ${plural(verdicts.length, 'limit')} held, but of ${undecided.length} nobody knows: ${which}${undecided.length > 1 ? ', ...' : ''}`;
}

/** Why the target was of no use where it was; else the crossed limit that is furthest over, relative to itself. */
function worstText(judgement: Judgement): string {
  if (judgement.facts.dead) return deadText(judgement.facts.dead);
  const failed = judgement.verdicts.filter((verdict) => verdict.outcome === 'failed');
  const overshoot = (verdict: Verdict) => -(verdict.margin?.ratio ?? 0);
  const worst = failed.reduce((a, b) => (overshoot(b) > overshoot(a) ? b : a));
  return `worst: ${worst.subject}, ${crossingText(judgement, worst)}`;
}
