// k6 thresholds made from saved results: the worst value of each metric with a tolerance, so that each of these results holds them.
import { metricKey, parseSelector } from 'k6-format/selectors';
import { limitBelow, roundedUp } from './limit-texts.ts';
import { type Metric, type Summary, statOf } from './parse/model.ts';

export interface NamedSummary {
  /** What messages call it. */
  name: string;
  summary: Summary;
}

export interface LimitsRequest {
  /** How much worse than the results a later run may be, as a share. */
  toleranceRatio: number;
  /** Further trends with a limit, by their names. */
  metrics?: readonly string[];
}

/** A value of one of the results. */
export interface Seen {
  name: string;
  value: number;
}

export interface MadeLimit {
  /** The metric with its tags, as k6 spells it. */
  key: string;
  stat: string;
  /** Such as `p(95)<=352`. */
  expression: string;
  /** The same statistic of all results, the best first. */
  seen: Seen[];
  /** Results that would fail a limit made from the best one alone, with the same tolerance. */
  outside: Seen[];
  isTime: boolean;
}

export interface Limits {
  limits: MadeLimit[];
  /** For k6: `options.thresholds`. Counters with `count>0` are there so that a tag that selects nothing does not pass. */
  thresholds: Record<string, string[]>;
  /** What has no limit, and what a limit cannot see, one line each. */
  notes: string[];
}

/** Trends with a limit of their own accord: how long something takes that a user waits for. */
const WAITS = /^(http_req_duration|grpc_req_duration|ws_connecting|browser_http_req_duration|browser_web_vital_\w+)$/;
const FAILURES = new Set(['http_req_failed', 'browser_http_req_failed']);
/** The first of these that all results have. */
const STATS = ['p(95)', 'p(99)', 'p(90)', 'avg'] as const;
/** The counter that has the same tags as a metric. */
const COUNTERS: [metrics: RegExp, counter: string][] = [
  [/^http_req_/, 'http_reqs'],
  [/^ws_/, 'ws_sessions'],
];

/** The rule of three: a rate of up to 3 in n is not excluded by n requests that went well. A short run would allow anything. */
const UNSEEN_FAILURES = 3;
const MOST_UNSEEN_RATIO = 0.01;
/** Longer than any run, in milliseconds; and a number that has no exponent as text. */
const LARGEST = 1e15;

/** Limits that each of the results holds. `results` is not empty. */
export function limitsFrom(results: readonly NamedSummary[], request: LimitsRequest): Limits {
  const limits: MadeLimit[] = [];
  const notes = results.filter(({ summary }) => hasCrossed(summary)).map(({ name }) => `${name}: ${CROSSED}`);
  const guards = new Set<string>();
  for (const key of keysOf(results, request)) {
    const made = limitOf(key, results, request.toleranceRatio);
    if (typeof made === 'string') {
      notes.push(`${key} has no limit: ${made}`);
      continue;
    }
    limits.push(made);
    notes.push(...failingNote(made));
    const guard = guardOf(key);
    if (guard !== undefined) guards.add(guard);
    else if (key.includes('{')) notes.push(`${key}: ${UNGUARDED}`);
  }
  const own = limits.map(({ key, expression }): [string, string[]] => [key, [expression]]);
  const thresholds = Object.fromEntries([
    ...own,
    ...[...guards].sort().map((key): [string, string[]] => [key, [GUARD]]),
  ]);
  return { limits, thresholds, notes };
}

export const GUARD = 'count>0';
const CROSSED = 'this run crossed limits of its own, and the new limits allow what it measured';
const UNGUARDED = 'no counter of k6 has these tags, so that the limit passes where they select nothing';

function hasCrossed({ metrics, saysPassed }: Summary): boolean {
  return saysPassed === false || metrics.some(({ thresholds }) => thresholds.some(({ passed }) => passed === false));
}

/** Keys with a limit, each once whatever the order of its tags, sorted: the same results make the same text. */
function keysOf(results: readonly NamedSummary[], { metrics = [] }: LimitsRequest): string[] {
  const keys = new Map<string, string>();
  for (const { summary } of results)
    for (const { key, name, tags, type } of summary.metrics) {
      const isWanted = type === 'trend' ? WAITS.test(name) || metrics.includes(name) : directionOf(name) !== undefined;
      const known = metricKey(name, tags);
      if (isWanted && !keys.has(known)) keys.set(known, key);
    }
  return [...keys.values()].sort();
}

function directionOf(name: string): 'failures' | 'successes' | undefined {
  if (name === 'checks') return 'successes';
  return FAILURES.has(name) ? 'failures' : undefined;
}

/** A limit from a bad run allows what was bad. */
function failingNote({ key, stat, seen }: MadeLimit): string[] {
  if (stat !== 'rate') return [];
  const { name, value } = seen.at(-1)!;
  const failed = directionOf(parseSelector(key).name) === 'successes' ? 1 - value : value;
  if (failed <= MOST_UNSEEN_RATIO) return [];
  return [`${key}: ${Number((failed * 100).toPrecision(4))} % failed in ${name}, and the limit allows that`];
}

/** The limit of a metric, or why it has none. */
function limitOf(key: string, results: readonly NamedSummary[], toleranceRatio: number): MadeLimit | string {
  const { name, tags, fault } = parseSelector(key);
  if (fault !== undefined) return `k6 does not read this selector (${fault})`;
  const found = results.map((result) => ({ ...result, metric: result.summary.byKey.get(metricKey(name, tags)) }));
  const without = found.filter(({ metric }) => metric === undefined || isEmpty(metric));
  if (without.length > 0) return `nothing was measured in ${without.map((result) => result.name).join(', ')}`;
  const metrics = found.map((result) => ({ name: result.name, metric: result.metric! }));
  return metrics[0]!.metric.type === 'trend'
    ? waitLimit(key, metrics, toleranceRatio)
    : shareLimit(key, metrics, toleranceRatio, directionOf(name) === 'successes');
}

type Named = { name: string; metric: Metric };

/** k6 writes zeros for a sub-metric that nothing belongs to. */
function isEmpty({ type, stats }: Metric): boolean {
  if (type === 'trend') return stats.get('count') === 0 || [...stats.values()].every((value) => value === 0);
  return sizeOf(stats) === 0 || !stats.has('rate');
}

function waitLimit(key: string, metrics: readonly Named[], toleranceRatio: number): MadeLimit | string {
  const stat = STATS.find((one) => metrics.every(({ metric }) => statOf(metric, one) !== null));
  if (stat === undefined) return `the results have none of ${STATS.join(', ')} in common`;
  const seen = metrics.map(({ name, metric }) => ({ name, value: statOf(metric, stat)! }));
  seen.sort((a, b) => a.value - b.value);
  const [best, worst] = [seen[0]!.value, seen.at(-1)!.value];
  if (!(worst > 0 && worst < LARGEST)) return `its ${stat} is ${worst}, to which no share can be added`;
  return {
    ...{ key, stat, seen },
    expression: `${stat}<=${roundedUp(worst * (1 + toleranceRatio), worst)}`,
    outside: seen.filter(({ value }) => value > Number(roundedUp(Math.max(best, 0) * (1 + toleranceRatio), best))),
    isTime: metrics.every(({ metric }) => metric.contains !== 'default'),
  };
}

/** Of a share: the tolerance is one of what failed. */
function shareLimit(key: string, metrics: readonly Named[], ratio: number, isSuccess: boolean): MadeLimit | string {
  const rows = metrics.map(({ name, metric: { stats } }) => {
    const value = stats.get('rate')!;
    const failed = isSuccess ? 1 - value : value;
    const unseen = Math.min(UNSEEN_FAILURES / (sizeOf(stats) ?? Number.POSITIVE_INFINITY), MOST_UNSEEN_RATIO);
    return { name, value, failed, allowed: Math.max(failed * (1 + ratio), unseen) };
  });
  rows.sort((a, b) => a.failed - b.failed);
  const allowed = Math.max(...rows.map((row) => row.allowed));
  if (allowed >= 1) return `so much failed (${rows.at(-1)!.value} of 1) that a limit would allow everything`;
  const [best, worst] = [rows[0]!, rows.at(-1)!];
  const expression = isSuccess
    ? `rate>=${limitBelow(allowed, worst.value)}`
    : `rate<=${roundedUp(allowed, worst.value)}`;
  const seen = rows.map(({ name, value }) => ({ name, value }));
  const outside = seen.filter((_, at) => rows[at]!.failed > Number(roundedUp(best.allowed, best.failed)));
  return { key, stat: 'rate', expression, seen, outside, isTime: false };
}

/** How many samples a rate has; undefined where the file does not say. */
function sizeOf(stats: ReadonlyMap<string, number>): number | undefined {
  const [passes, fails] = [stats.get('passes'), stats.get('fails')];
  return passes === undefined || fails === undefined ? undefined : passes + fails;
}

/** The counter that is above zero where the tags of a metric select something. */
function guardOf(key: string): string | undefined {
  const { name, tags } = parseSelector(key);
  if (tags.size === 0) return undefined;
  const isScenario = tags.size === 1 && tags.has('scenario');
  const counter = COUNTERS.find(([metrics]) => metrics.test(name))?.[1] ?? (isScenario ? 'iterations' : undefined);
  return counter && `${counter}${key.slice(key.indexOf('{'))}`;
}
