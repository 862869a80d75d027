// Reads the metrics of the object that k6 hands to handleSummary, v0.30 to v2.
import * as v from 'valibot';
import { collect, isRecord, metricTypeSchema, numbersOf, type ReadMetrics, withComputedRate } from './entries.ts';
import { inferType } from './infer-type.ts';
import { type MetricType, makeMetric, type RecordedThreshold } from './model.ts';

const metricSchema = v.object({
  type: v.optional(metricTypeSchema),
  contains: v.optional(v.string()),
  values: v.record(v.string(), v.unknown()),
  thresholds: v.nullish(v.record(v.string(), v.unknown())),
});

/** Here a threshold's `ok` is true when it PASSED; `--summary-export` writes the opposite. */
export function readClassicMetrics(metrics: Record<string, unknown>): ReadMetrics {
  return collect(Object.entries(metrics), (key, raw) => {
    const parsed = v.safeParse(metricSchema, raw);
    if (!parsed.success) return 'wants {type, contains, values}';
    const stats = numbersOf(parsed.output.values);
    const type: MetricType = parsed.output.type ?? inferType(key, stats);
    const thresholds = readOkThresholds(parsed.output.thresholds ?? {});
    return makeMetric(
      key,
      type,
      parsed.output.contains ?? null,
      type === 'rate' ? withComputedRate(stats) : stats,
      thresholds,
    );
  });
}

/** `{ "expression": { ok: true } }`; anything but a boolean there is no decision. */
export function readOkThresholds(thresholds: Record<string, unknown>): RecordedThreshold[] {
  return Object.entries(thresholds).map(([expression, decision]) => {
    const ok = isRecord(decision) ? decision.ok : undefined;
    return { expression, passed: typeof ok === 'boolean' ? ok : null };
  });
}
