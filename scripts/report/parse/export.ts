// Reads the metrics of `k6 run --summary-export`: flat, without types, and with thresholds the other way round.
import { collect, isRecord, numbersOf, type ReadMetrics, withComputedRate } from './entries.ts';
import { inferType } from './infer-type.ts';
import { makeMetric, type RecordedThreshold } from './model.ts';

export function readExportMetrics(metrics: Record<string, unknown>): ReadMetrics {
  return collect(Object.entries(metrics), (key, raw) => {
    if (!isRecord(raw)) return 'wants an object of statistics';
    const { thresholds, ...values } = raw;
    const stats = numbersOf(values);
    if (stats.size === 0) return 'has no number';
    const type = inferType(key, stats);
    return makeMetric(
      key,
      type,
      null,
      type === 'rate' ? withComputedRate(stats) : stats,
      readCrossedThresholds(thresholds),
    );
  });
}

/** Here the boolean says that the limit was CROSSED: true failed, false passed. */
function readCrossedThresholds(thresholds: unknown): RecordedThreshold[] {
  if (!isRecord(thresholds)) return [];
  return Object.entries(thresholds).map(([expression, isCrossed]) => ({
    expression,
    passed: typeof isCrossed === 'boolean' ? !isCrossed : null,
  }));
}
