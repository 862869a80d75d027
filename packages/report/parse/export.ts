// Reads the metrics of `k6 run --summary-export`: flat, without types, and with thresholds the other way round.
import { collect, isRecord, numbersOf, type ReadMetrics, readThresholds, withComputedRate } from './entries.ts';
import { inferType } from './infer-type.ts';
import { makeMetric } from './model.ts';

/** Here a threshold's boolean says that the limit was CROSSED: true failed, false passed. */
export function readExportMetrics(metrics: Record<string, unknown>): ReadMetrics {
  const readOne = (key: string, raw: unknown) => {
    if (!isRecord(raw)) return 'expected an object of statistics';
    const { thresholds, ...values } = raw;
    const stats = numbersOf(values);
    if (stats.size === 0) return 'has no number';
    const type = inferType(key, stats);
    return makeMetric(
      key,
      type,
      null,
      type === 'rate' ? withComputedRate(stats) : stats,
      readThresholds(thresholds, 'means crossed'),
    );
  };
  return collect(Object.entries(metrics), readOne, 'means crossed');
}
