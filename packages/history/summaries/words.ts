// What a comparison of summaries says, line by line: the same words for the terminal and for Markdown.

import type { Unit } from 'k6-format/units';
import { differenceText, shareText, changeText as textOf } from 'k6-verdict/text/change';
import { formatRatio, formatValue } from 'k6-verdict/text/format';
import { omitted, plural } from 'k6-verdict/text/words';
import { PRACTICAL_SIZE } from '../points/practical-size.ts';
import type { ComparedFigure, SummaryComparison } from './schema.ts';

interface Place {
  metric: string;
  stat: string;
}

/** What is known about a change beyond its size; empty where nothing is. */
export function sureText(figure: ComparedFigure): string {
  const { low, high, visible, base } = figure;
  const text = (difference: number) =>
    changeText({ ...figure, difference, relative: base === 0 ? null : difference / Math.abs(base) });
  if (low !== null && high !== null) return `95 % interval ${text(low)} to ${text(high)}`;
  return visible === null ? '' : `visible from ${visibleText(figure, visible)}`;
}

/** A label with a list: `only in base` and the metrics. */
export interface Line {
  label: string;
  items: string[];
}

/** The comparison in one line. */
export function headline({ base, head, ...comparison }: SummaryComparison): string {
  const { figures, isRegression, regressions, test, tolerances } = comparison;
  const names = `${sideName(head)} against ${sideName(base)}`;
  if (isRegression) return `REGRESSION in ${plural(regressions.length, 'figure')}: ${names}`;
  const isJudged = (test?.judged ?? 0) > 0 || tolerances.length > 0;
  if (isJudged) return `no regression: ${names}`;
  if (test !== null) return `not judged: ${names}`;
  const changed = figures.filter(({ difference }) => difference !== 0).length;
  return `${changed} of ${plural(figures.length, 'figure')} changed: ${names}`;
}

export function sideName({ runs }: SummaryComparison['base']): string {
  return runs.length === 1 ? runs[0]!.file : `${runs.length} runs (${runs[0]!.file}, ...)`;
}

export function hasNoise({ test }: SummaryComparison): boolean {
  return test !== null;
}

export function columnsOf(comparison: SummaryComparison): string[] {
  return ['base', 'head', 'change', ...(hasNoise(comparison) ? ['visible', ''] : [''])];
}

/** The cells of a figure behind its statistic: the change in both ways, or in the one that can be set against the noise. */
export function cellsOf(figure: ComparedFigure, comparison: SummaryComparison): string[] {
  const { base, head, difference, relative, visible, word } = figure;
  const unit = figure.unit as Unit;
  const values = [formatValue(base, unit), formatValue(head, unit)];
  if (visible === null && hasNoise(comparison)) return [...values, changeText(figure), '', whyNot(figure, comparison)];
  if (visible === null)
    return [...values, differenceText(difference, unit), relative === null ? '-' : shareText(relative)];
  return [...values, changeText(figure), visibleText(figure, visible), word ?? ''];
}

function whyNot({ metric, stat }: ComparedFigure, { notJudged }: SummaryComparison): string {
  return notJudged.some((one) => one.metric === metric && one.stat === stat) ? 'not judged' : '';
}

export function changeText({ unit, ...change }: ComparedFigure): string {
  return textOf({ ...change, unit: unit as Unit });
}

/** Above this factor the number says no more than that nothing can be seen. */
const NOTHING_VISIBLE = 10;

function visibleText({ base, unit }: ComparedFigure, visible: number): string {
  if (unit === 'ratio') return visible > 1 ? 'over 100 pp' : differenceText(visible, unit).replace('+', '');
  if (base === 0) return differenceText(visible, unit as Unit).replace('+', '');
  const ratio = visible / Math.abs(base);
  return ratio > NOTHING_VISIBLE ? `over ${formatRatio(NOTHING_VISIBLE)}` : formatRatio(ratio);
}

/** Metrics with their figures in order; those of which no figure changed are only named. */
export function sorted(comparison: SummaryComparison): { changed: Map<string, ComparedFigure[]>; same: string[] } {
  if (comparison.by !== null) return sortedPoints(comparison);
  const byMetric = new Map<string, ComparedFigure[]>();
  for (const figure of comparison.figures)
    byMetric.set(figure.metric, [...(byMetric.get(figure.metric) ?? []), figure]);
  const isSame = (list: readonly ComparedFigure[]) => list.every(({ difference }) => difference === 0);
  return {
    changed: new Map([...byMetric].filter(([, list]) => !isSame(list))),
    same: [...byMetric].filter(([, list]) => isSame(list)).map(([metric]) => metric),
  };
}

/** Of raw points everything differs a little: shown are the metrics that anything is known of, and of the tags those that changed. */
function sortedPoints(comparison: SummaryComparison) {
  const asked = comparison.tolerances.flatMap(({ crossed, withinNoise }) => [...crossed, ...withinNoise]);
  const isAsked = ({ metric, stat }: ComparedFigure) => asked.some((one) => one.metric === metric && one.stat === stat);
  const byMetric = new Map<string, ComparedFigure[]>();
  for (const figure of comparison.figures) {
    if (figure.word === null && whyNot(figure, comparison) === '' && !isAsked(figure)) continue;
    byMetric.set(figure.metric, [...(byMetric.get(figure.metric) ?? []), figure]);
  }
  const isShown = ([metric, list]: [string, ComparedFigure[]]) =>
    !metric.includes('{') ||
    list.some((figure) => figure.word === 'worse' || figure.word === 'better' || isAsked(figure));
  const all = [...byMetric];
  const isTested = ([, list]: [string, ComparedFigure[]]) => list.some(({ word }) => word !== null);
  const rest = all.filter((one) => !isShown(one) && isTested(one));
  return { changed: new Map(all.filter(isShown)), same: rest.map(([metric]) => metric) };
}

export function linesOf(comparison: SummaryComparison): Line[] {
  const { missing, base, head, tolerances, notes, notJudged, by } = comparison;
  const only = (missingIn: 'base' | 'head') =>
    missing
      .filter((one) => one.missingIn === missingIn)
      .map(({ metric, stat }) => (stat === null ? metric : `${metric} ${stat}`));
  const lines: Line[] = [
    { label: by === null ? 'unchanged' : 'no evidence of a change', items: listed(sorted(comparison).same) },
    { label: 'only in base', items: listed(only('head')) },
    { label: 'only in head', items: listed(only('base')) },
  ];
  return [
    ...lines.filter(({ items }) => items.length > 0),
    ...(by === null
      ? [
          { label: 'limits in base', items: limitItems(base) },
          { label: 'limits in head', items: limitItems(head) },
        ]
      : []),
    ...(notJudged.length > 0 ? [{ label: 'not judged', items: notJudgedItems(comparison) }] : []),
    ...notes.map((note) => ({ label: 'note', items: [note] })),
    { label: 'noise between runs', items: [noiseText(comparison)] },
    ...tolerances.map(({ tolerance, judged, crossed, withinNoise }) => ({
      label: `--fail-if ${tolerance}`,
      items: [
        crossed.length === 0
          ? `kept by ${plural(judged - withinNoise.length, 'figure')}`
          : `crossed by ${places(comparison, crossed)}`,
        ...(withinNoise.length > 0 ? [`within the noise: ${places(comparison, withinNoise)}`] : []),
      ],
    })),
    { label: 'regressions', items: resultItems(comparison) },
  ];
}

/** More names than these are for --json. */
const MOST_LISTED = 40;

function listed(names: readonly string[]): string[] {
  const more = omitted(names.length - MOST_LISTED, 'name');
  return [...names.slice(0, MOST_LISTED), ...(more === null ? [] : [`${more} (--json has all)`])];
}

/** By reason: a rare name has too few samples for each of its statistics. */
function notJudgedItems({ notJudged }: SummaryComparison): string[] {
  const byMetric = new Map<string, string[]>();
  for (const { metric, stat, reason } of notJudged) {
    const place = `${metric}\0${reason.split(', ', 1)[0]}`;
    byMetric.set(place, [...(byMetric.get(place) ?? []), stat]);
  }
  const items = [...byMetric].map(([place, stats]) => [...place.split('\0'), stats.join(', ')] as const);
  return listed(items.map(([metric, reason, stats]) => `${metric} ${stats} (${reason})`));
}

export function limitItems({ runs, crossed }: SummaryComparison['base']): string[] {
  const isOne = runs.length === 1;
  const named = crossed.map(({ file, metric, expression }) => `${metric} ${expression}${isOne ? '' : ` (${file})`}`);
  if (named.length > 0) return [`${named.length} crossed`, ...listed(named)];
  // The machine-readable summary keeps one word for all of its limits.
  const unnamed = runs
    .filter(({ limits }) => limits === 'crossed')
    .map(({ file }) => `${file} says that some were crossed`);
  if (unnamed.length > 0) return unnamed;
  return [runs.some(({ limits }) => limits === 'held') ? 'none crossed' : 'the summary has none'];
}

export function noiseText({ test, base, head, by }: SummaryComparison): string {
  if (test !== null && by !== null) {
    const tests = plural(test.judged, 'test');
    const assumed = `measured within the runs, assumed between them (one run a side): changes of times under ${formatRatio(PRACTICAL_SIZE)} are not called`;
    return `${assumed}; "visible" is the smallest rise that would be; any false alarm among ${tests} of equal runs: at most ${formatRatio(test.falseAlarmRate)}`;
  }
  if (test === null) {
    const runs = base.runs.length + head.runs.length;
    return `unknown with ${runs} runs in all, so a change may be chance and only --fail-if decides; pass several per side (--base a*.json --head b*.json), four or more in all`;
  }
  return `from the runs themselves (${test.method}, ${test.degreesOfFreedom} degrees of freedom); "visible" is the smallest rise beyond it; any false alarm among ${plural(test.judged, 'judged figure')} of equal runs: at most ${formatRatio(test.falseAlarmRate)}`;
}

function resultItems({ regressions, tolerances, test, ...rest }: SummaryComparison): string[] {
  if (regressions.length > 0) return [places({ regressions, tolerances, test, ...rest }, regressions)];
  if (tolerances.length > 0 || (test?.judged ?? 0) > 0) return ['none'];
  if (test !== null) return ['not judged: nothing has enough samples for a test'];
  return ["none called; --fail-if says what is one, such as --fail-if 'p(95)>+10%'"];
}

function places({ figures }: SummaryComparison, list: readonly Place[]): string {
  const change = ({ metric, stat }: Place) =>
    changeText(figures.find((one) => one.metric === metric && one.stat === stat)!);
  return list.map((place) => `${place.metric} ${place.stat} (${change(place)})`).join(', ');
}
