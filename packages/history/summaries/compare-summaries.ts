// Compares k6 summaries of any script: every figure that both sides have, and what of that is a regression.
import { UserError } from 'k6-kit/user-error';
import { judge } from 'k6-verdict/judge/judge';
import { judgeLimits } from 'k6-verdict/judge/verdict';
import type { Summary } from 'k6-verdict/parse/model';
import { formatDuration } from 'k6-verdict/text/format';
import { figuresOf, type RawFigure } from './figures.ts';
import { exceeds, figuresFor } from './judge-tolerances.ts';
import type { ComparedFigure, SummaryComparison } from './schema.ts';
import { criticalT, degreesOfFreedom, FALSE_ALARM_RATE, isBeyond, visibleRise } from './spread.ts';
import type { Tolerance } from './tolerance.ts';

export const METHOD = "Student's t, pooled, on logarithms of values and on shares as they are; Bonferroni";

/**
 * One run a side says nothing about the noise between runs: then only tolerances decide. With several, a regression is beyond
 * that noise as well; tolerances, where there are any, are then what has to be exceeded besides.
 */
export function compareSummaries(
  base: readonly Summary[],
  head: readonly Summary[],
  tolerances: readonly Tolerance[] = [],
): SummaryComparison {
  const found = figuresOf(base, head);
  if (found.figures.length === 0) throw nothingShared(base, head);
  const perTolerance = tolerances.map((tolerance) => ({ tolerance, judged: figuresFor(tolerance, found) }));
  const family = new Set(
    tolerances.length > 0
      ? perTolerance.flatMap(({ judged }) => judged)
      : found.figures.filter(({ worseWhen }) => worseWhen !== null),
  );
  const degrees = degreesOfFreedom(base.length, head.length);
  const critical = degrees === null ? null : criticalT(family.size, degrees);
  const figures = found.figures.map((figure) => comparedFigure(figure, critical, family.has(figure)));
  const judgedTolerances = perTolerance.map(({ tolerance, judged }) => {
    const over = judged.filter((figure) => exceeds(tolerance, figure));
    const isClear = (figure: RawFigure) => critical === null || isBeyond(figure, critical);
    const crossed = over.filter(isClear).map(placeOf);
    const withinNoise = over.filter((figure) => !isClear(figure)).map(placeOf);
    return { tolerance: tolerance.text, judged: judged.length, crossed, withinNoise };
  });
  const worse = figures.filter(({ word }) => word === 'worse').map(({ metric, stat }) => ({ metric, stat }));
  const regressions = tolerances.length > 0 ? unique(judgedTolerances.flatMap(({ crossed }) => crossed)) : worse;
  return {
    schema: 1,
    by: null,
    isRegression: regressions.length > 0,
    base: sideOf(base),
    head: sideOf(head),
    test:
      degrees === null
        ? null
        : { method: METHOD, falseAlarmRate: FALSE_ALARM_RATE, degreesOfFreedom: degrees, judged: family.size },
    regressions,
    tolerances: judgedTolerances,
    figures,
    missing: found.missing.map(({ metric, stat, missingIn }) => ({ metric, stat, missingIn })),
    notJudged: [],
    notes: notesOn(base, head),
  };
}

function nothingShared(base: readonly Summary[], head: readonly Summary[]): UserError {
  const names = [...base, ...head].map(({ fileName }) => fileName).join(', ');
  const message = `${names}: share no figure; expected summaries of the same script with samples on both sides`;
  return new UserError('E_COMPARE_NOTHING', message);
}

function comparedFigure(figure: RawFigure, critical: number | null, isJudged: boolean): ComparedFigure {
  const { metric, key, stat, unit, base, head, worseWhen } = figure;
  const difference = head - base;
  return {
    metric: key,
    type: metric.type,
    stat,
    unit,
    base,
    head,
    difference,
    relative: base === 0 ? null : difference / Math.abs(base),
    worseWhen,
    visible: critical === null ? null : visibleRise(figure, critical),
    word: critical === null || !isJudged ? null : wordFor(figure, critical),
    p: null,
    low: null,
    high: null,
  };
}

function wordFor(figure: RawFigure, critical: number): ComparedFigure['word'] {
  if (!isBeyond(figure, critical)) return 'no evidence';
  if (figure.worseWhen === null) return null;
  return figure.difference > 0 === (figure.worseWhen === 'higher') ? 'worse' : 'better';
}

function placeOf({ key, stat }: RawFigure) {
  return { metric: key, stat };
}

function unique(places: readonly { metric: string; stat: string }[]) {
  return [...new Map(places.map((place) => [`${place.metric} ${place.stat}`, place])).values()];
}

function sideOf(summaries: readonly Summary[]): SummaryComparison['base'] {
  const judged = summaries.map((summary) => ({ summary, verdicts: judgeLimits(summary).verdicts }));
  return {
    runs: judged.map(({ summary: { fileName, shape, k6Version, saysPassed }, verdicts }) => {
      const has = (outcome: string) => verdicts.some((verdict) => verdict.outcome === outcome);
      const isCrossed = has('failed') || saysPassed === false;
      const limits = isCrossed ? 'crossed' : has('passed') || saysPassed ? 'held' : 'none';
      return { file: fileName, shape, k6Version, limits };
    }),
    crossed: judged.flatMap(({ summary, verdicts }) =>
      verdicts
        .filter(({ outcome }) => outcome === 'failed')
        .map(({ source }) => ({ file: summary.fileName, metric: source.key, expression: source.expression })),
    ),
  };
}

/** Runs whose lengths differ by more than this are not the same load. */
const OTHER_LENGTH = 0.1;

function notesOn(base: readonly Summary[], head: readonly Summary[]): string[] {
  const all = [...base, ...head];
  const lengths = all.flatMap(({ durationMs }) => durationMs ?? []);
  const [shortest, longest] = [Math.min(...lengths), Math.max(...lengths)];
  const vus = all.flatMap(({ byKey }) => byKey.get('vus_max')?.stats.get('max') ?? []);
  const [fewest, most] = [Math.min(...vus), Math.max(...vus)];
  const versions = new Set(all.flatMap(({ k6Version }) => k6Version ?? []));
  return [
    ...(lengths.length > 1 && longest > shortest * (1 + OTHER_LENGTH)
      ? [`the runs took ${formatDuration(shortest)} to ${formatDuration(longest)}: are they the same load?`]
      : []),
    ...(vus.length > 1 && most !== fewest ? [`the runs had ${fewest} to ${most} VUs: are they the same load?`] : []),
    ...(versions.size > 1 ? [`the runs are of k6 ${[...versions].join(', ')}`] : []),
    ...all.flatMap((summary) => doubtsOn(summary).map((doubt) => `${summary.fileName}: ${doubt}`)),
  ];
}

/** What the report says on whether the run is usable, and what could not be read. */
function doubtsOn(summary: Summary): string[] {
  return [...judge(summary).validity.reasons.map(({ message }) => message), ...summary.warnings];
}
