// A comparison for the terminal: the verdicts first, each figure with its interval, then the gate with both keys.

import { aligned } from 'k6-kit/columns';
import { digits, formatMs, formatRatio } from 'k6-verdict/text/format';
import type { ComparedMetric, Comparison } from './compare.ts';

export function comparisonText(comparison: Comparison): string {
  const { base, heads, notComparable, metrics, missing } = comparison;
  const head = `${heads.join(', ')} against ${base}`;
  if (notComparable.length > 0) return `${head}\nnot comparable: ${notComparable.join('; ')}\n`;
  const columns = ['endpoint', 'metric', 'before', 'after', 'change', '95 % interval', 'p', 'verdict', 'sees from'];
  const rows = metrics.map((metric) => [
    metric.endpoint,
    metric.metric,
    valueText(metric, metric.base),
    valueText(metric, metric.head),
    changeText(metric, metric.change),
    `${changeText(metric, metric.low)} to ${changeText(metric, metric.high)}`,
    digits(metric.correctedP),
    metric.word,
    changeText(metric, metric.visible).replace('+', ''),
  ]);
  const notes = metrics.flatMap(({ endpoint, metric, note }) => (note ? [`${endpoint} ${metric}: ${note}`] : []));
  return [
    head,
    summaryLine(metrics),
    '',
    aligned([columns, ...rows]),
    '',
    ...notes,
    ...missing.map((line) => `not compared: ${line}`),
    `p is corrected for all ${metrics.length} tests (Holm); "sees from" is the smallest change this comparison can show`,
    SOURCE[comparison.source],
    NOISE[comparison.noise],
    ...gateLines(comparison),
    '',
  ].join('\n');
}

export const NOISE = {
  calibrated: 'noise between runs: from calibration',
  assumed: 'noise between runs: not calibrated, the practical size is used instead (see `perf calibrate`)',
  paired: 'noise between runs: in the pairs themselves',
} as const;

export const SOURCE = {
  windows: 'latencies: typical values of windows of the hold',
  requests: 'latencies: exact, over every request of the raw points',
} as const;

export function summaryLine(metrics: readonly ComparedMetric[]): string {
  const count = (word: string) => metrics.filter((metric) => metric.word === word).length;
  return `${count('worse')} worse, ${count('better')} better, ${count('no evidence')} without evidence of a change`;
}

function gateLines({ gate, metrics }: Comparison): string[] {
  const { brokenLimits, regressions, unconfirmed, practicalSize, isShut } = gate;
  const size = formatRatio(practicalSize);
  const names = (list: readonly string[]) => (list.length === 0 ? 'none' : list.join(', '));
  const repeated = (name: string) => {
    const found = metrics.find(({ endpoint, metric }) => `${endpoint} ${metric}` === name);
    return `${name} (${found ? changeText(found, found.change) : ''}, again in ${found?.repeated?.shown} of ${found?.repeated?.of})`;
  };
  return [
    `gate ${isShut ? 'SHUT' : 'open'}`,
    `  key 1, limits broken: ${brokenLimits.length}${brokenLimits.length > 0 ? ` (${brokenLimits.slice(0, 5).join('; ')})` : ''}`,
    `  key 2, clear, over ${size} and repeated: ${regressions.length > 0 ? regressions.map(repeated).join(', ') : 'none'}`,
    ...(unconfirmed.length > 0
      ? [`  clear and over ${size}, not confirmed yet: ${names(unconfirmed)}; add a further run`]
      : []),
  ];
}

export function valueText({ metric }: ComparedMetric, value: number): string {
  return metric === 'errorRatio' ? formatRatio(value) : formatMs(value);
}

function changeText({ metric }: ComparedMetric, change: number): string {
  const sign = change > 0 ? '+' : '';
  return `${sign}${digits(change * 100)} ${metric === 'errorRatio' ? 'pp' : '%'}`;
}
