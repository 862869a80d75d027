// What the readers of all summary shapes share: the result of reading metrics, and numbers at the border.
import { METRIC_TYPES } from 'k6-format/metrics';
import * as v from 'valibot';
import { printable } from './json-text.ts';
import { type Metric, makeMetric, type RecordedThreshold } from './model.ts';

/** Metrics of a file, and what could not be read. */
export interface ReadMetrics {
  metrics: Metric[];
  warnings: string[];
  isLimitUnreadable: boolean;
}

export type MetricReader = (metrics: Record<string, unknown>) => ReadMetrics;

/** A JSON object, not an array and not null. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The finite numbers among an object's entries; anything else counts as not measured. */
export function numbersOf(values: Record<string, unknown>): Map<string, number> {
  const numbers = new Map<string, number>();
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'number' && Number.isFinite(value)) numbers.set(name, value);
  }
  return numbers;
}

/** Completes a rate from its counts: old exports write a rate of 0 with 126 passes. */
export function withComputedRate(stats: Map<string, number>): Map<string, number> {
  const passes = stats.get('passes');
  const fails = stats.get('fails');
  const recorded = stats.get('rate') ?? stats.get('value');
  stats.delete('value');
  if (passes !== undefined && fails !== undefined && passes + fails > 0) stats.set('rate', passes / (passes + fails));
  else if (recorded !== undefined) stats.set('rate', recorded);
  return stats;
}

export const metricTypeSchema = v.picklist(METRIC_TYPES);

/** What a bare boolean next to a limit means; `{ok: true}` always means that the limit held. */
export type BareDecision = 'means crossed' | 'means nothing';

/** `{ "expression": { ok: true } }`, or a bare boolean. Anything else is not a decision: the value decides. */
export function readThresholds(thresholds: unknown, bare: BareDecision): RecordedThreshold[] {
  if (!isRecord(thresholds)) return [];
  return Object.entries(thresholds).map(([expression, decision]) => {
    if (typeof decision === 'boolean' && bare === 'means crossed') return { expression, passed: !decision };
    const ok = isRecord(decision) ? decision.ok : undefined;
    return { expression, passed: typeof ok === 'boolean' ? ok : null };
  });
}

/** Above this many, warnings about single metrics are counted and no longer listed. */
const MAX_LISTED_WARNINGS = 5;

/**
 * Reads metrics one by one; one that cannot be read becomes a warning and never a zero. Its limits stay, with k6's decisions:
 * a limit that was crossed is not lost with the figure that it is on.
 */
export function collect(
  entries: Iterable<[string, unknown]>,
  readOne: (key: string, raw: unknown) => Metric | string,
  bare: BareDecision,
): ReadMetrics {
  const result: ReadMetrics = { metrics: [], warnings: [], isLimitUnreadable: false };
  let hidden = 0;
  for (const [key, raw] of entries) {
    const metric = readOne(key, raw);
    if (typeof metric !== 'string') {
      result.metrics.push(metric);
      continue;
    }
    if (isRecord(raw) && raw.thresholds !== undefined) {
      result.isLimitUnreadable = true;
      const thresholds = readThresholds(raw.thresholds, bare);
      if (thresholds.length > 0) result.metrics.push(makeMetric(key, 'trend', null, new Map(), thresholds));
    }
    if (result.warnings.length < MAX_LISTED_WARNINGS) {
      result.warnings.push(`metric "${printable(key).slice(0, 80)}" is left out: ${metric}`);
    } else hidden++;
  }
  if (hidden > 0) result.warnings.push(`${hidden} more metrics are left out: not in k6's form`);
  return result;
}
