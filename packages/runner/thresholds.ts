// Thresholds: checking expressions and selectors against the metrics, and judging them.
import { type Expression, holds as keeps, parseExpression } from 'k6-format/expressions';
import type { MetricType } from 'k6-format/metrics';
import { parseSelector } from 'k6-format/selectors';
import { parseDuration } from 'k6-kit/durations';
import { withoutCredentials } from 'k6-kit/url-credentials';
import type { Metrics, Sink } from './metrics.ts';

const AGGREGATIONS: Record<MetricType, readonly string[]> = {
  counter: ['count', 'rate'],
  gauge: ['value'],
  rate: ['rate'],
  trend: ['avg', 'min', 'max', 'med', 'p(N)'],
};

/** Throws an Error that repeats the text and says what it expects. */
function readExpression(text: string): Expression {
  const expression = parseExpression(text);
  if (expression) return expression;
  throw new Error(
    `threshold "${text}" is malformed: expected <aggregation> <operator> <number>, such as p(95)<200 or rate>=0.99, with a percentile from 0 to 100`,
  );
}

export interface Threshold {
  /** As the script wrote it. */
  text: string;
  expression: Expression;
  abortOnFail: boolean;
  delayAbortMs: number;
  /** The last judgement. */
  isOk: boolean;
}

/** All thresholds of one metric or sub-metric. */
export interface ThresholdGroup {
  name: string;
  sink: Sink;
  thresholds: Threshold[];
}

/** Reads the option `thresholds`, making the sub-metrics that it names. Throws an Error for anything that k6 would refuse. */
export function readThresholds(option: unknown, metrics: Metrics): ThresholdGroup[] {
  if (option === undefined || option === null) return [];
  if (typeof option !== 'object') throw new Error('options.thresholds needs an object');
  return Object.entries(option).map(([name, list]) => {
    const shown = withoutCredentials(name);
    if (shown !== name)
      throw new Error(
        `threshold on "${shown}": no sample has user and password in a tag; expected **** in their place`,
      );
    if (!Array.isArray(list)) throw new Error(`thresholds of "${name}" want an array of expressions`);
    const { name: metricName, tags, fault } = parseSelector(name);
    if (fault !== undefined) throw new Error(`threshold on "${name}": ${fault}`);
    const metric = metrics.get(metricName);
    if (!metric) throw new Error(`threshold on "${name}": there is no metric "${metricName}"`);
    const thresholds = list.map((item) => readThreshold(item, name));
    for (const { text, expression } of thresholds) checkAggregation(text, expression, name, metric.type);
    const { sink } = tags.size === 0 ? metric : metrics.submetric(name, metricName, Object.fromEntries(tags));
    return { name, sink, thresholds };
  });
}

/** A threshold of the metric `name` as a script writes it. Throws an Error for what k6 would refuse. */
export function readThreshold(item: unknown, name: string): Threshold {
  if (typeof item === 'string')
    return { text: item, expression: readExpression(item), abortOnFail: false, delayAbortMs: 0, isOk: true };
  const { threshold, abortOnFail, delayAbortEval } = (item ?? {}) as Record<string, unknown>;
  if (typeof threshold !== 'string')
    throw new Error(`threshold of "${name}": expected text or {threshold, abortOnFail, delayAbortEval}`);
  return {
    text: threshold,
    expression: readExpression(threshold),
    abortOnFail: abortOnFail === true,
    delayAbortMs: delayAbortEval ? parseDuration(delayAbortEval, `delayAbortEval of "${name}"`) : 0,
    isOk: true,
  };
}

function checkAggregation(text: string, { stat }: Expression, name: string, type: MetricType): void {
  const kind = stat.startsWith('p(') ? 'p(N)' : stat;
  const allowed = AGGREGATIONS[type];
  if (!allowed.includes(kind))
    throw new Error(`threshold "${text}" on "${name}": a ${type} has ${allowed.join(', ')}, not ${kind}`);
}

/** A figure of a sink; undefined for a share of nothing. `durationMs`: how long the run has taken. */
export function aggregate(sink: Sink, aggregation: string, durationMs: number): number | undefined {
  switch (sink.type) {
    case 'counter':
      return aggregation === 'count' ? sink.sum : durationMs > 0 ? sink.sum / (durationMs / 1000) : 0;
    case 'gauge':
      return sink.value;
    case 'rate':
      return sink.count === 0 ? undefined : sink.trues / sink.count;
    case 'trend':
      return trendFigure(sink, aggregation);
  }
}

function trendFigure({ trend, count }: Extract<Sink, { type: 'trend' }>, aggregation: string): number {
  if (count === 0) return 0;
  switch (aggregation) {
    case 'avg':
      return trend.avg;
    case 'min':
      return trend.min;
    case 'max':
      return trend.max;
    case 'med':
      return trend.percentile(50);
    case 'count':
      return count;
    default:
      return trend.percentile(Number(aggregation.slice(2, -1)));
  }
}

/** Whether the threshold holds. A share of nothing holds; other figures of nothing are zero. */
export function holds({ expression }: Threshold, sink: Sink, durationMs: number): boolean {
  const actual = aggregate(sink, expression.stat, durationMs);
  return actual === undefined || keeps(expression, actual);
}

/** Judges everything; true when all thresholds hold. */
export function judgeAll(groups: readonly ThresholdGroup[], durationMs: number): boolean {
  let areAllOk = true;
  for (const { sink, thresholds } of groups) {
    for (const threshold of thresholds) {
      threshold.isOk = holds(threshold, sink, durationMs);
      areAllOk &&= threshold.isOk;
    }
  }
  return areAllOk;
}

/** In mid-run: the name of a threshold that has to end the run now. Metrics without samples are not judged yet. */
export function findAbort(groups: readonly ThresholdGroup[], durationMs: number): string | undefined {
  for (const { name, sink, thresholds } of groups) {
    if (sink.count === 0) continue;
    for (const threshold of thresholds) {
      if (!threshold.abortOnFail || durationMs < threshold.delayAbortMs) continue;
      if (!holds(threshold, sink, durationMs)) return `${name}: ${threshold.text}`;
    }
  }
  return undefined;
}
