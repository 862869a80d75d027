// Summaries of instances as one without their points: what can be added up is, and percentiles are left out.
import { holds, parseExpression } from 'k6-format/expressions';
import { parseSelector, selector } from 'k6-format/selectors';
import { type SummaryMetric, statOf } from 'k6-format/summary';
import type { AnyResult } from './instances.ts';
import { mergeGauge } from './points.ts';
import { durationMsOf, type Instance, mergeRecords } from './record.ts';

export interface SummariesMerge {
  merged: AnyResult;
  /** Statistics of trends that no summaries can say of the whole: percentiles. */
  leftOut: string[];
  /** Trends of which nobody knows how many samples an instance had, and so no average of all. */
  uncounted: string[];
  /** Limits on them: `http_req_duration p(95)<200`. */
  notJudged: string[];
}

type Instances = readonly [Instance<AnyResult>, ...Instance<AnyResult>[]];

/** `limits`: k6's thresholds by metric. */
export function mergeSummaries(
  instances: Instances,
  limits: Readonly<Record<string, readonly string[]>>,
): SummariesMerge {
  const note = `merged from the summaries of ${instances.length} load generators: without percentiles`;
  const record = mergeRecords<AnyResult>(instances, instances.length, note);
  const durationMs = durationMsOf(instances);
  const keys = [...new Set(instances.flatMap(({ result }) => Object.keys(result.metrics)))];
  const [leftOut, uncounted, notJudged] = [new Set<string>(), [] as string[], [] as string[]];
  const metrics: Record<string, SummaryMetric> = {};
  for (const key of keys) {
    const metric = mergeMetric(key, instances, durationMs);
    const had = instances.flatMap(({ result }) => Object.keys(result.metrics[key]?.values ?? {}));
    const missing = metric.type === 'trend' ? had.filter((stat) => metric.values[stat] === undefined) : [];
    if (missing.includes('avg')) uncounted.push(key);
    for (const stat of missing) if (stat !== 'avg') leftOut.add(stat);
    const thresholds: Record<string, { ok?: boolean }> = {};
    for (const limit of limits[key] ?? []) {
      const expression = parseExpression(limit);
      const actual = expression ? statOf(metric.values, expression.stat) : undefined;
      thresholds[limit] = expression && actual !== undefined ? { ok: holds(expression, actual) } : {};
      if (thresholds[limit].ok === undefined) notJudged.push(`${key} ${limit}`);
    }
    metrics[key] = {
      ...metric,
      ...(limits[key] && { thresholds: thresholds as SummaryMetric['thresholds'] & object }),
    };
  }
  return { merged: { ...record, metrics }, leftOut: [...leftOut], uncounted, notJudged };
}

function mergeMetric(key: string, instances: Instances, durationMs: number): SummaryMetric {
  const parts = instances.flatMap(({ result }) =>
    result.metrics[key] ? [{ result, metric: result.metrics[key] }] : [],
  );
  const { type, contains } = parts[0]!.metric;
  const sum = (stat: string) => parts.reduce((total, { metric }) => total + (metric.values[stat] ?? 0), 0);
  if (type === 'gauge') return { type, contains, values: mergeGauge(key, parts) };
  if (type === 'counter') {
    const count = sum('count');
    return { type, contains, values: { count, rate: durationMs > 0 ? count / (durationMs / 1000) : 0 } };
  }
  if (type === 'rate') {
    const [passes, fails] = [sum('passes'), sum('fails')];
    return { type, contains, values: { rate: passes + fails > 0 ? passes / (passes + fails) : 0, passes, fails } };
  }
  return { type, contains, values: mergeTrend(key, parts) };
}

/** k6 fills a trend without samples with 0: such an instance has no part in it. */
function mergeTrend(
  key: string,
  parts: readonly { result: AnyResult; metric: SummaryMetric }[],
): Record<string, number> {
  const counted = parts
    .map(({ result, metric: { values } }) => ({ values, count: samplesOf(key, values, result) }))
    .filter(({ values, count }) => count !== 0 && Object.values(values).some((value) => value !== 0));
  const all = (stat: string) => {
    const found = counted.flatMap(({ values }) => values[stat] ?? []);
    return found.length === counted.length && found.length > 0 ? found : null;
  };
  const [avg, min, max] = [all('avg'), all('min'), all('max')];
  const counts = counted.flatMap(({ count }) => count ?? []);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const isCounted = counts.length === counted.length && total > 0;
  const weighted = avg?.reduce((sum, value, index) => sum + value * counts[index]!, 0);
  return {
    ...(isCounted && weighted !== undefined && { avg: weighted / total }),
    ...(min && { min: Math.min(...min) }),
    ...(max && { max: Math.max(...max) }),
    ...(parts.every(({ metric }) => metric.values.count !== undefined) && { count: total }),
  };
}

/** k6 counts a trend's samples where `summaryTrendStats` names `count`; of requests and iterations there is a counter as well. */
function samplesOf(key: string, values: Readonly<Record<string, number>>, { metrics }: AnyResult): number | null {
  const { name, tags } = parseSelector(key);
  const counter = /^http_req_/.test(name) ? 'http_reqs' : name === 'iteration_duration' ? 'iterations' : null;
  const twin = counter === null ? undefined : metrics[selector(counter, Object.fromEntries(tags))];
  return values.count ?? twin?.values.count ?? null;
}
