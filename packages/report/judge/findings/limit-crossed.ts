// Rule: a limit was crossed. One finding per subject, with every crossed limit of it as evidence.
import { formatRatio } from '../../text/format.ts';
import { limitText, statisticText, valueText } from '../../text/limit-words.ts';
import { type Share, shareOver } from '../over-limit.ts';
import type { Verdict } from '../verdict.ts';
import { latencyAction } from './actions.ts';
import type { Case, Finding } from './finding.ts';
import { isPageLimit } from './page.ts';

export function limitCrossed(subject: Case): Finding[] {
  const failed = subject.verdicts.filter((verdict) => verdict.outcome === 'failed');
  if (failed.length === 0) return subject.summary.saysPassed === false ? [CROSSED_UNNAMED] : [];
  const bySubject = groupBy(failed);
  const told = [...bySubject].slice(0, MAX_SUBJECTS).map(([place, verdicts]) => findingFor(subject, place, verdicts));
  const rest = [...bySubject].slice(MAX_SUBJECTS);
  return rest.length === 0 ? told : [...told, findingForRest(rest)];
}

/** k6's machine-readable summary says that limits were crossed, but not which. */
const CROSSED_UNNAMED: Finding = {
  rule: 'limit-crossed',
  severity: 'serious',
  title: 'At least one limit was crossed; which one is not known',
  evidence: 'results.passed is false, and a machine-readable summary does not keep its limits',
  action: 'Write the summary with --new-machine-readable-summary=false: it names each limit and its value',
  effect: 0.5,
};

/** What a finding of crossed limits is about. Windows make one finding, not thirty. */
export function placeOf(verdict: Verdict): string {
  return verdict.tags.has('window') ? 'Window by window' : verdict.subject;
}

function groupBy(verdicts: readonly Verdict[]): Map<string, Verdict[]> {
  const groups = new Map<string, Verdict[]>();
  for (const verdict of verdicts) {
    const place = placeOf(verdict);
    const group = groups.get(place);
    if (group) group.push(verdict);
    else groups.set(place, [verdict]);
  }
  return groups;
}

/** More subjects than this are reported together: a list of hundreds of names helps nobody. */
const MAX_SUBJECTS = 10;

function findingForRest(rest: readonly [string, Verdict[]][]): Finding {
  const limits = rest.reduce((sum, [, verdicts]) => sum + verdicts.length, 0);
  return {
    rule: 'limit-crossed',
    severity: 'serious',
    title: `${rest.length} more subjects crossed limits`,
    evidence: `${limits} crossed limits of ${rest
      .slice(0, 5)
      .map(([place]) => place)
      .join('; ')}${rest.length > 5 ? ' and others' : ''}`,
    action: null,
    effect: 0,
  };
}

/** More than this many crossed limits of one subject are counted, not listed one by one. */
const MAX_TOLD = 4;

function findingFor(subject: Case, place: string, verdicts: readonly Verdict[]): Finding {
  const told = verdicts.slice(0, MAX_TOLD).map((verdict) => crossingText(subject, verdict));
  const rest = verdicts.length - told.length;
  return {
    rule: 'limit-crossed',
    severity: 'serious',
    title: `${place}: ${verdicts.length === 1 ? 'a limit was' : `${verdicts.length} limits were`} crossed`,
    evidence: `${told.join('; ')}${rest > 0 ? `; and ${rest} more` : ''}`,
    // What to do stands with the cause, where one was found.
    action:
      !subject.slowness && verdicts.some((verdict) => verdict.unit === 'ms' && !isPageLimit(verdict))
        ? latencyAction(subject, 'look at what is furthest over its limit first')
        : null,
    effect: 0.5 * Math.max(...verdicts.map((verdict) => shareOver(subject.summary, verdict)?.atLeast ?? 0)),
  };
}

/** `p95 latency 310 ms, limit < 93.5 ms, 42 % of requests over it`. */
export function crossingText(subject: Pick<Case, 'summary'>, verdict: Verdict): string {
  const share = shareOver(subject.summary, verdict);
  const where = verdict.tags.has('window') ? `${verdict.subject}: ` : '';
  return `${where}${statisticText(verdict)} ${valueText(verdict)}, limit ${limitText(verdict)}${share ? `, ${shareText(share, sampleNoun(verdict))}` : ''}`;
}

function sampleNoun(verdict: Verdict): string {
  if (isPageLimit(verdict)) return 'visits';
  return /^(?:http_req|grpc_req|service_op)_/.test(verdict.metric) ? 'requests' : 'samples';
}

/** A count says so plainly; a bound says what it is. */
function shareText(share: Share, noun: string): string {
  if (share.kind === 'counted') return `${formatRatio(share.atLeast)} of ${noun} over it`;
  if (share.atLeast === share.atMost) return `${formatRatio(share.atLeast)} of ${noun} over it (by the percentiles)`;
  if (share.atLeast === 0) return `at most ${formatRatio(share.atMost)} of ${noun} over it (by the percentiles)`;
  const range = `${formatRatio(share.atLeast)} to ${formatRatio(share.atMost)}`;
  return `${range} of ${noun} over it (bounds by the percentiles)`;
}
