// The series of a k6 summary that can be compared: its metrics and sub-metrics, and each check, all by k6's own spelling.
import { metricKey } from 'k6-format/selectors';
import { missingSamples } from 'k6-verdict/judge/samples';
import type { Metric, Summary } from 'k6-verdict/parse/model';

/**
 * Metrics by key, with the tags in one order. Those without samples are left out, since k6 fills them with 0, and so are the windows
 * of results of the load scripts: few requests each, there for a comparison of their own.
 */
export function seriesOf(summary: Summary): Map<string, Metric> {
  const isWindow = ({ tags }: Metric) => summary.run !== null && tags.has('window');
  const all = [...checkSeries(summary), ...summary.metrics].filter(
    (one) => missingSamples(summary, one) === null && !isWindow(one),
  );
  return new Map(all.map((metric) => [metricKey(metric.name, metric.tags), withOneSpelling(metric)]));
}

/** A check is the sub-metric that k6 would make of it, with its groups in front: `checks{check:shop > status is 200}`. */
function checkSeries({ checks }: Summary): Metric[] {
  return checks.map(({ path, passes, fails }) => {
    const tags = new Map([['check', path]]);
    const stats = new Map(Object.entries({ rate: passes / (passes + fails), passes, fails }));
    return {
      key: metricKey('checks', tags),
      name: 'checks',
      tags,
      type: 'rate',
      contains: null,
      stats,
      thresholds: [],
    };
  });
}

/** `p(50)` is `med`, and the counts of a rate are not figures of their own: they say how much load there was. */
function withOneSpelling(metric: Metric): Metric {
  if (metric.type !== 'trend') return metric;
  const stats = new Map([...metric.stats].map(([stat, value]) => [statName(stat), value]));
  return { ...metric, stats };
}

/** One name for each statistic: `p(50)` is `med`, `p(95.0)` is `p(95)`. */
export function statName(stat: string): string {
  const percent = /^p\(\s*([\d.]+)\s*\)$/.exec(stat)?.[1];
  if (percent === undefined) return stat;
  return Number(percent) === 50 ? 'med' : `p(${Number(percent)})`;
}

const ORDER = ['avg', 'min', 'med', 'max', 'p', 'count', 'rate', 'value'];

/** The statistics of a metric that are compared, in k6's order. */
export function statsOf({ type, stats }: Metric): string[] {
  const names = type === 'rate' ? ['rate'] : [...stats.keys()];
  const place = (stat: string) => ORDER.indexOf(stat.startsWith('p(') ? 'p' : stat);
  const percent = (stat: string) => Number(stat.slice(2, -1));
  return names
    .filter((stat) => stats.has(stat) && place(stat) >= 0)
    .sort((a, b) => place(a) - place(b) || percent(a) - percent(b));
}
