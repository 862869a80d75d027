// Tables of all metrics of a summary: trends by their statistics, the others by their value.

import { unitOf } from 'k6-format/units';
import { groupMetrics, type MetricGroup } from '../judge/metric-groups.ts';
import { missingSamples } from '../judge/samples.ts';
import type { Metric, Summary } from '../parse/model.ts';
import { formatCount, formatValue, NOT_MEASURED } from '../text/format.ts';
import { clip, omitted } from '../text/words.ts';

export interface MetricsView {
  title: string;
  /** Names of the statistics that some trend of the group has. */
  stats: string[];
  trends: { name: string; figures: string[] }[];
  /** Counters, rates and gauges. */
  values: { name: string; type: string; value: string; detail: string }[];
  omitted: string | null;
}

const TITLES: Readonly<Record<MetricGroup, string>> = {
  custom: 'Custom',
  http: 'HTTP',
  grpc: 'gRPC',
  websocket: 'WebSocket',
  browser: 'Browser and web vitals',
  execution: 'Execution',
};

/** More metrics of a group than this are counted and no longer listed. */
const MAX_ROWS = 60;

export function metricTables(summary: Summary): MetricsView[] {
  return groupMetrics(summary).map(({ group, metrics }) => {
    const listed = metrics.slice(0, MAX_ROWS);
    const names = new Set(listed.filter(({ tags }) => tags.size === 0).map(({ name }) => name));
    const nameOf = (metric: Metric) => nameText(metric, names);
    const trends = listed.filter(({ type }) => type === 'trend');
    const stats = [...new Set(trends.flatMap((metric) => [...metric.stats.keys()]))].sort((a, b) => rank(a) - rank(b));
    return {
      title: TITLES[group],
      stats: stats.map(statText),
      trends: trends.map((metric) => ({
        name: nameOf(metric),
        figures: stats.map((stat) => figureText(summary, metric, stat)),
      })),
      values: listed
        .filter(({ type }) => type !== 'trend')
        .map((metric) => ({ name: nameOf(metric), type: metric.type, ...valueTexts(summary, metric) })),
      omitted: omitted(metrics.length - listed.length, 'metric'),
    };
  });
}

/** Below its metric, a sub-metric is its tags. */
function nameText({ key, name, tags }: Metric, names: ReadonlySet<string>): string {
  if (tags.size === 0 || !names.has(name)) return clip(key);
  return clip(`› ${[...tags].map(([tag, value]) => `${tag}:${value}`).join(', ')}`);
}

/** Statistics besides percentiles: where they are among them, and their words. Of a Map, since a file may name any word of an object's own. */
const WORDS = new Map<string, readonly [rank: number, word: string]>([
  ['count', [-3, 'Samples']],
  ['avg', [-2, 'Average']],
  ['min', [-1, 'Lowest']],
  ['med', [50, 'P50']],
  ['max', [101, 'Highest']],
]);

/** Samples, average, then from the lowest to the highest. */
function rank(stat: string): number {
  const percentile = /^p\((.+)\)$/.exec(stat);
  if (percentile) return Number(percentile[1]);
  return WORDS.get(stat)?.[0] ?? 102;
}

function statText(stat: string): string {
  return WORDS.get(stat)?.[1] ?? clip(stat.replace(/^p\((.+)\)$/, 'P$1'), 20);
}

function figureText(summary: Summary, metric: Metric, stat: string): string {
  const value = metric.stats.get(stat);
  if (value === undefined || (stat !== 'count' && missingSamples(summary, metric) !== null)) return NOT_MEASURED;
  return formatValue(value, unitOf(metric, stat));
}

function valueTexts(summary: Summary, metric: Metric): { value: string; detail: string } {
  const { type, stats } = metric;
  const missing = missingSamples(summary, metric);
  if (missing !== null) return { value: NOT_MEASURED, detail: missing };
  const text = (stat: string) => {
    const value = stats.get(stat);
    return value === undefined ? null : formatValue(value, unitOf(metric, stat));
  };
  if (type === 'counter') return { value: text('count') ?? NOT_MEASURED, detail: text('rate') ?? '' };
  if (type === 'gauge') {
    const [least, most] = [text('min'), text('max')];
    return { value: text('value') ?? NOT_MEASURED, detail: least && most ? `${least} to ${most}` : '' };
  }
  const [passes, fails] = [stats.get('passes'), stats.get('fails')];
  const isCounted = passes !== undefined && fails !== undefined;
  return {
    value: text('rate') ?? NOT_MEASURED,
    detail: isCounted ? `${formatCount(passes)} of ${formatCount(passes + fails)}` : '',
  };
}
