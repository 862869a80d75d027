// What a reader sees first, as texts: what was tested, the two or three sentences that matter, and the key figures with their limits.

import { rateUnit } from '../judge/journeys.ts';
import type { Judgement } from '../judge/judge.ts';
import type { Previous } from '../judge/previous.ts';
import { isNear, tightest, usedRatio } from '../judge/tightest.ts';
import type { Verdict } from '../judge/verdict.ts';
import { formatCount, formatDate, formatDuration } from '../text/format.ts';
import { limitText, statisticText, valueText } from '../text/limit-words.ts';
import { clip, leftOutText, plural, shortId, targetText, typeText } from '../text/words.ts';
import { joinPieces, type Piece } from './field.ts';
import { type KeyFigure, keyFigures } from './key-figures.ts';
import { marginText } from './limit-rows.ts';
import { pageUsersText } from './page-view.ts';

export interface FirstScreen {
  /** Which system, how many users, how long, which build, when. */
  tested: Piece[];
  /** The same as one text. */
  sentence: string;
  /** Label and sentence, the most important first. */
  says: { label: string; text: string }[];
  figures: KeyFigure[];
  /** Which run the figures' changes are against; empty without one. */
  against: string;
}

export function firstScreen(judgement: Judgement): FirstScreen {
  const pieces = tested(judgement);
  const joined = joinPieces(pieces, ({ text }) => text);
  const figures = keyFigures(judgement);
  const against = againstText(judgement.previous ?? null, figures);
  return { tested: pieces, sentence: joined, says: says(judgement), figures, against };
}

function againstText(previous: Previous | null, figures: readonly KeyFigure[]): string {
  if (previous === null) return '';
  const name = clip(previous.name, 60);
  if (figures.every(({ change }) => change === '')) return `${name} has none of these figures`;
  const when = formatDate(previous.startedAt);
  return `Changes are against ${when === null ? name : `${when} (${name})`}`;
}

/** `Stress test`, or the name of another script's file. */
export function testName({ summary: { run, fileName } }: Judgement): string {
  if (!run) return clip(fileName);
  const words = run.type === '' ? 'Performance' : clip(typeText(run.type));
  return run.service === undefined ? `${words} test` : `${words} test of ${clip(run.service, 40)}`;
}

/** Endpoints that are listed by their names. */
const MOST_NAMED = 3;

function tested(judgement: Judgement): Piece[] {
  const { summary, facts } = judgement;
  const { run } = summary;
  const builds = [...new Set(run?.targetBuilds ?? [])];
  const when = formatDate(run?.startedAt ?? summary.writtenAt);
  const length = summary.durationMs === null ? '' : `for ${formatDuration(summary.durationMs)}`;
  const scale = run && run.timeScale !== 1 ? ` (durations x ${run.timeScale})` : '';
  const requests = run || facts.requests === null ? '' : `, ${formatCount(facts.requests)} requests`;
  return [
    { text: `${usersWords(judgement)}${run ? ` on ${clip(targetText(run.target))}` : ''}${endpointsWords(judgement)}` },
    { text: `${length}${scale}${requests}` },
    ...(builds.length === 0 ? [] : [{ text: 'on build' }, shortId(builds.join(', '))]),
    ...(builds.length === 0 && run?.commit ? [{ text: 'by the suite at commit' }, shortId(run.commit)] : []),
    { text: `${when === null ? '' : `, ${run ? '' : 'written '}${when}`}${leftOutText(run?.leftOut)}.` },
  ].filter(({ text }) => text !== '');
}

function usersWords({ pages, summary, facts }: Judgement): string {
  const { run } = summary;
  if (pages) return pageUsersText(pages, run);
  const users = facts.vusPeak ?? (run && run.peakVus > 0 ? run.peakVus : null);
  if (run?.model === 'open') {
    const rate = Math.max(0, ...run.load.map(({ target }) => target));
    return rate > 0 ? `Up to ${formatCount(Math.round(rate))} ${rateUnit(summary)}` : 'An open load';
  }
  return users === null ? 'A k6 script' : plural(users, 'user');
}

function endpointsWords({ summary: { run }, journeys }: Judgement): string {
  const steps = journeys.flatMap(({ row }) => row.steps);
  const names = run?.endpoints.filter((name) => !steps.includes(name)) ?? [];
  const walked = journeys.map(({ name }) => `journey ${clip(name, 30)}`);
  if (names.length + walked.length === 0) return '';
  const noun = run?.service === undefined ? 'endpoint' : 'operation';
  const told = names.length > MOST_NAMED ? [plural(names.length, noun)] : names.map((name) => clip(name, 30));
  return ` (${[...told, ...walked].join(', ')})`;
}

/** A finding's figures are in full below. */
const MOST_EVIDENCE = 160;

function says(judgement: Judgement): FirstScreen['says'] {
  const { outcome, validity, findings, recommendations } = judgement;
  const isDiscarded = outcome === 'discarded';
  // Of a failed run, what the target did wrong is the finding.
  const [reason] = validity.reasons.filter(({ rule }) => isDiscarded || rule !== 'no-good-answer');
  const [finding] = findings;
  return [
    ...(isDiscarded ? [{ label: 'Why', text: sentence(reason!.message) }] : limitSentence(judgement)),
    ...(reason && !isDiscarded ? [{ label: 'Take care', text: sentence(reason.message) }] : []),
    ...(finding
      ? [{ label: 'Found', text: `${finding.title}: ${clip(finding.evidence.split('; ')[0]!, MOST_EVIDENCE)}.` }]
      : []),
    { label: 'To do', text: sentence(recommendations[0] ?? nothingToDo(judgement)) },
  ];
}

function limitSentence(judgement: Judgement): FirstScreen['says'] {
  const worst = worstLimit(judgement);
  if (worst === null) return [];
  return [{ label: worst.isCrossed ? 'Worst limit' : 'Nearest limit', text: `${worst.text}.` }];
}

/** The limit that is used up most, in words; null without one that was measured. */
export function worstLimit({ verdicts }: Judgement): { text: string; used: number | null; isCrossed: boolean } | null {
  const worst = tightest(verdicts, ({ actual }) => actual !== null);
  return worst && { text: verdictSentence(worst), used: usedRatio(worst), isCrossed: worst.outcome === 'failed' };
}

/** `home in hold: p95 latency 310 ms, limit < 93.5 ms, 217 ms over it (232 %)`. */
function verdictSentence(verdict: Verdict): string {
  const margin = marginText(verdict)
    .replace(/^[+-]/, '')
    .replace(/(?<=\()-/, '');
  const side = (verdict.margin?.absolute ?? 0) < 0 ? 'beyond it' : 'to spare';
  const figures = `${statisticText(verdict)} ${valueText(verdict)}, limit ${limitText(verdict)}`;
  return `${verdict.subject}: ${figures}${verdict.margin ? `, ${margin} ${side}` : ''}`;
}

function nothingToDo({ outcome, verdicts, counts, validity }: Judgement): string {
  if (outcome === 'discarded') return 'Remove what spoiled this run and run it again; its figures are not usable';
  if (outcome === 'failed') return 'Look at the crossed limits below, the furthest over its limit first';
  if (outcome === 'not-judged' && verdicts.length === 0)
    return 'Give the script limits (thresholds): without them no run passes or fails';
  if (counts['not-measured'] > 0) return 'Find out why some limits had nothing to judge';
  if (verdicts.some(isNear)) return 'Nothing now; a limit is nearly used up';
  return validity.level === 'VALID' ? 'Nothing' : 'Nothing about the target; see to what this run warns of';
}

/** A first letter and an end. */
export function sentence(text: string): string {
  const whole = /[.!?…]$/.test(text) ? text : `${text}.`;
  return `${whole[0]!.toUpperCase()}${whole.slice(1)}`;
}
