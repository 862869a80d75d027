// Reads the metrics of the object that k6 hands to handleSummary, v0.30 to v2.
import { z } from 'zod';
import { collect, isRecord, metricTypeSchema, numbersOf, type ReadMetrics, withComputedRate } from './entries.ts';
import { inferType } from './infer-type.ts';
import { type MetricType, makeMetric, type RecordedThreshold } from './model.ts';

const metricSchema = z.object({
  type: metricTypeSchema.optional(),
  contains: z.string().optional(),
  values: z.record(z.string(), z.unknown()),
  thresholds: z.record(z.string(), z.unknown()).nullish(),
});

/** Here a threshold's `ok` is true when it PASSED; `--summary-export` writes the opposite. */
export function readClassicMetrics(metrics: Record<string, unknown>): ReadMetrics {
  return collect(Object.entries(metrics), (key, raw) => {
    const parsed = metricSchema.safeParse(raw);
    if (!parsed.success) return 'wants {type, contains, values}';
    const stats = numbersOf(parsed.data.values);
    const type: MetricType = parsed.data.type ?? inferType(key, stats);
    const thresholds = readOkThresholds(parsed.data.thresholds ?? {});
    return makeMetric(
      key,
      type,
      parsed.data.contains ?? null,
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
