// Reads the metrics of the object that k6 hands to handleSummary, v0.30 to v2.

import type { MetricType } from 'k6-format/metrics';
import * as v from 'valibot';
import { collect, metricTypeSchema, numbersOf, type ReadMetrics, readThresholds, withComputedRate } from './entries.ts';
import { inferType } from './infer-type.ts';
import { makeMetric } from './model.ts';

const metricSchema = v.object({
  type: v.optional(metricTypeSchema),
  contains: v.optional(v.string()),
  values: v.record(v.string(), v.unknown()),
  thresholds: v.nullish(v.record(v.string(), v.unknown())),
});

/** Here a threshold's `ok` is true when it PASSED; `--summary-export` writes the opposite. */
export function readClassicMetrics(metrics: Record<string, unknown>): ReadMetrics {
  const readOne = (key: string, raw: unknown) => {
    const parsed = v.safeParse(metricSchema, raw);
    if (!parsed.success) return 'expected {type, contains, values}';
    const stats = numbersOf(parsed.output.values);
    const type: MetricType = parsed.output.type ?? inferType(key, stats);
    const thresholds = readThresholds(parsed.output.thresholds, 'means nothing');
    return makeMetric(
      key,
      type,
      parsed.output.contains ?? null,
      type === 'rate' ? withComputedRate(stats) : stats,
      thresholds,
    );
  };
  return collect(Object.entries(metrics), readOne, 'means nothing');
}
