// A comparison of summaries or raw points as a page: the words of the terminal, with a picture of each change.
import type { Unit } from 'k6-format/units';
import { formatRatio, formatValue } from 'k6-verdict/text/format';
import { plural } from 'k6-verdict/text/words';
import { type ComparedRow, type ComparisonParts, comparisonPage } from '../compare/page.ts';
import type { ComparedFigure, SummaryComparison } from './schema.ts';
import { changeText, limitItems, linesOf, sideName, sureText } from './words.ts';

export function summariesHtml(comparison: SummaryComparison): string {
  const { base, head, by, test, tolerances, isRegression } = comparison;
  const isJudged = (test?.judged ?? 0) > 0 || tolerances.length > 0;
  const rows = byMetric(comparison).flatMap((ofMetric) => {
    const main = mainOf(ofMetric);
    // What is the same as before, to the last digit, is folded.
    const isMain = (figure: ComparedFigure) => figure === main && (figure.difference !== 0 || figure.word !== null);
    return ofMetric.map((figure) => rowOf(figure, comparison, isMain(figure)));
  });
  return comparisonPage({
    verdict: isRegression ? 'REGRESSION' : isJudged ? 'NO REGRESSION' : 'NOT JUDGED',
    outcome: isRegression ? 'failed' : isJudged ? 'passed' : 'not-judged',
    tally: isRegression ? `in ${plural(comparison.regressions.length, 'figure')}` : changedText(comparison),
    base: sideName(base),
    head: sideName(head),
    says: saysOf(comparison, rows, isJudged),
    rows,
    limits: by === null ? [side('Before', base), side('After', head)] : [],
    notes: linesOf(comparison)
      .filter(({ label }) => !ELSEWHERE.test(label))
      .map(({ label, items }) => `${label}: ${items.join('; ')}`),
  });
}

/** Lines of the terminal that the page shows in another place. */
const ELSEWHERE = /^(?:limits in (?:base|head)|unchanged|no evidence of a change)$/;

/** Of raw points, what was tested: everything else differs a little. */
function byMetric(comparison: SummaryComparison): ComparedFigure[][] {
  const found = new Map<string, ComparedFigure[]>();
  for (const figure of comparison.figures) {
    const { metric, word } = figure;
    if (comparison.by === null || word !== null || isCalled(figure, comparison))
      found.set(metric, [...(found.get(metric) ?? []), figure]);
  }
  return [...found.values()];
}

/** Whether it is one of the regressions. */
function isCalled({ metric, stat }: ComparedFigure, { regressions }: SummaryComparison): boolean {
  return regressions.some((one) => one.metric === metric && one.stat === stat);
}

function changedText({ figures }: SummaryComparison): string {
  const changed = figures.filter(({ difference }) => difference !== 0).length;
  return `${changed} of ${plural(figures.length, 'figure')} changed`;
}

function side(name: string, one: SummaryComparison['base']): ComparisonParts['limits'][number] {
  return { side: name, lines: hasCrossed(one) ? limitItems(one) : [] };
}

function hasCrossed({ runs }: SummaryComparison['base']): boolean {
  return runs.some(({ limits }) => limits === 'crossed');
}

/** What people ask for first, of those that can get worse. */
const STATISTICS = ['p(95)', 'avg', 'med', 'rate', 'value', 'count'];

function mainOf(figures: readonly ComparedFigure[]): ComparedFigure | undefined {
  const known = figures.filter(({ worseWhen }) => worseWhen !== null);
  return STATISTICS.flatMap((name) => known.filter(({ stat }) => stat === name))[0] ?? known[0];
}

function rowOf(figure: ComparedFigure, comparison: SummaryComparison, isMain: boolean): ComparedRow {
  const { metric, stat, base, head } = figure;
  const unit = figure.unit as Unit;
  return {
    ...{ name: metric, statistic: stat, before: formatValue(base, unit), after: formatValue(head, unit) },
    ...{ change: changeText(figure), interval: intervalOf(figure), sure: sureText(figure), isMain },
    word: isCalled(figure, comparison) ? 'worse' : (figure.word ?? ''),
  };
}

function intervalOf({ unit, base, difference, relative, low, high, visible }: ComparedFigure): ComparedRow['interval'] {
  const isPoints = unit === 'ratio';
  if (!isPoints && relative === null) return null;
  const share = (value: number | null) => (value === null ? null : isPoints ? value : value / Math.abs(base));
  return {
    at: share(difference)!,
    low: share(low),
    high: share(high),
    noise: low === null ? share(visible) : null,
    isPoints,
  };
}

function saysOf(comparison: SummaryComparison, rows: readonly ComparedRow[], isJudged: boolean) {
  const worse = rows.filter(({ word }) => word === 'worse');
  const size = ({ interval }: ComparedRow) => Math.abs(interval?.at ?? 0);
  const candidates = worse.length > 0 ? worse : isJudged ? [] : rows.filter(({ isMain }) => isMain);
  const [first] = candidates.toSorted((a, b) => size(b) - size(a));
  const more = worse.length > 1 ? `; and ${plural(worse.length - 1, 'more figure')}` : '';
  const [limit, ...others] = comparison.by === null ? limitItems(comparison.head) : [];
  return [
    ...(first ? [{ label: worse.length > 0 ? 'Worse' : 'Changed', text: `${sentence(first)}${more}.` }] : []),
    ...(isJudged && !first ? [{ label: 'Changed', text: 'Nothing beyond what the comparison allows.' }] : []),
    ...(hasCrossed(comparison.head)
      ? [{ label: 'Limits', text: `After: ${[limit, others[0]].filter(Boolean).join(', ')}.` }]
      : []),
    { label: 'How sure', text: sureness(comparison) },
  ];
}

/** In short; the whole is at the end of the page. */
function sureness({ test, by }: SummaryComparison): string {
  if (test === null) return 'Two runs do not show what is chance: only --fail-if decides, or several runs a side do.';
  const noise = by === null ? 'Compared with the noise between the runs' : 'Compared with the noise within the runs';
  return `${noise}; a false alarm in any of ${plural(test.judged, 'figure')}: at most ${formatRatio(test.falseAlarmRate)}.`;
}

function sentence({ name, statistic, before, after, change, sure }: ComparedRow): string {
  return `${name} ${statistic}: ${before} to ${after}, ${change}${sure === '' ? '' : ` (${sure})`}`;
}
