// A comparison of runs as a page: what the terminal prints, with the largest change first.
import { differenceText, shareText } from 'k6-verdict/text/change';
import { digits, formatRatio } from 'k6-verdict/text/format';
import { plural } from 'k6-verdict/text/words';
import type { ComparedMetric, Comparison } from './compare.ts';
import { type ComparedRow, comparisonPage } from './page.ts';
import { NOISE, SOURCE, summaryLine, valueText } from './text.ts';

const STATISTICS: Record<ComparedMetric['metric'], string> = {
  ...{ avgMs: 'average', p50Ms: 'p50', p95Ms: 'p95', p99Ms: 'p99', errorRatio: 'error rate' },
};

export function comparisonHtml(comparison: Comparison): string {
  const { base, heads, metrics, missing, notComparable, gate, brokenInBase } = comparison;
  const isNone = notComparable.length > 0;
  return comparisonPage({
    verdict: isNone ? 'NOT COMPARABLE' : gate.isShut ? 'GATE SHUT' : 'GATE OPEN',
    outcome: isNone ? 'discarded' : gate.isShut ? 'failed' : 'passed',
    tally: isNone ? '' : summaryLine(metrics),
    base,
    head: heads.join(', '),
    says: saysOf(comparison),
    rows: metrics.map(rowOf),
    limits: [
      { side: 'Before', lines: brokenInBase },
      { side: 'After', lines: gate.brokenLimits },
    ],
    notes: [
      ...(isNone ? [] : [SOURCE[comparison.source], ownMarkup(NOISE[comparison.noise]), HOW]),
      ...metrics.flatMap(({ endpoint, metric, note }) => (note ? [`${endpoint} ${STATISTICS[metric]}: ${note}`] : [])),
      ...missing.map((line) => `not compared: ${line}`),
    ],
  });
}

const HOW =
  'a line is the 95 % interval of a change, its dot the most likely one; where the line does not reach zero, chance alone is unlikely';

/** A text of our own, with what it has between backticks as code. */
function ownMarkup(text: (typeof NOISE)[keyof typeof NOISE]): { markup: string } {
  return { markup: text.replaceAll(/`([^`]+)`/g, '<code>$1</code>') };
}

function rowOf(metric: ComparedMetric): ComparedRow {
  const { change, low, high } = metric;
  return {
    name: metric.endpoint,
    statistic: STATISTICS[metric.metric],
    before: valueText(metric, metric.base),
    after: valueText(metric, metric.head),
    change: changeText(metric, change),
    interval: { at: change, low, high, noise: null, isPoints: metric.metric === 'errorRatio' },
    sure: intervalText(metric),
    word: metric.word,
    isMain: metric.metric === 'p95Ms',
  };
}

function changeText({ metric }: ComparedMetric, change: number): string {
  return metric === 'errorRatio' ? differenceText(change, 'ratio') : shareText(change);
}

function intervalText(metric: ComparedMetric): string {
  return `95 % interval ${changeText(metric, metric.low)} to ${changeText(metric, metric.high)}`;
}

function saysOf({ metrics, notComparable, gate }: Comparison): { label: string; text: string }[] {
  if (notComparable.length > 0)
    return [
      { label: 'Why', text: `${notComparable.join('; ')}.` },
      { label: 'To do', text: 'Compare runs of the same test, load and target, or allow what differs on purpose.' },
    ];
  const worst = largest(metrics, 'worse');
  const best = largest(metrics, 'better');
  const [limit] = gate.brokenLimits;
  return [
    ...(worst ? [{ label: 'Worse', text: sentence(worst, metrics) }] : []),
    ...(!worst && best ? [{ label: 'Better', text: sentence(best, metrics) }] : []),
    ...(!worst && !best ? [{ label: 'Changed', text: `Nothing that is more than chance${seenFrom(metrics)}.` }] : []),
    ...(limit === undefined
      ? []
      : [{ label: 'Limits', text: `The last run crossed ${plural(gate.brokenLimits.length, 'limit')}: ${limit}.` }]),
    { label: 'To do', text: toDo(gate) },
  ];
}

function largest(metrics: readonly ComparedMetric[], word: string): ComparedMetric | undefined {
  // Errors first: a failed request is worse than a slow one.
  const size = ({ metric, change }: ComparedMetric) => (metric === 'errorRatio' ? 1e6 : 0) + Math.abs(change);
  return metrics.filter((one) => one.word === word).toSorted((a, b) => size(b) - size(a))[0];
}

function sentence(found: ComparedMetric, metrics: readonly ComparedMetric[]): string {
  const { endpoint, metric, base, head, change, correctedP, repeated } = found;
  const others = metrics.filter(({ word }) => word === found.word).length - 1;
  const again = repeated ? `, again in ${repeated.shown} of ${repeated.of}` : '';
  const more = others > 0 ? `; and ${plural(others, 'more figure')}` : '';
  const values = `${valueText(found, base)} to ${valueText(found, head)}`;
  return `${endpoint}, ${STATISTICS[metric]}: ${values}, ${changeText(found, change)} (${intervalText(found)}, p ${correctedP < 0.001 ? 'under 0.001' : digits(correctedP)}${again})${more}.`;
}

/** What a latency would have to change by to be seen, of the least certain endpoint. */
function seenFrom(metrics: readonly ComparedMetric[]): string {
  const seen = metrics.filter(({ metric }) => metric === 'p95Ms').map(({ visible }) => visible);
  return seen.length === 0
    ? ''
    : `; a p95 would have to change by ${formatRatio(Math.max(...seen))} to be seen everywhere`;
}

function toDo({ brokenLimits, regressions, unconfirmed }: Comparison['gate']): string {
  if (brokenLimits.length > 0) return "Read the last run's report: its limits are crossed.";
  if (regressions.length > 0) return `Find what changed in ${regressions[0]!.split(' ', 1)[0]} between the two runs.`;
  if (unconfirmed.length > 0) return 'Run the newer one again and add that run: only what repeats shuts the gate.';
  return 'Nothing.';
}
