// Several instances' runs as one by their histograms: bins added up, percentiles taken from them, limits judged on the whole.
import type { SummaryMetric } from '../../lib/result.ts';
import { HALF_STEP, RELATIVE_ERROR } from '../../runner/histograms/bins.ts';
import { encodeHistograms } from '../../runner/histograms/encode.ts';
import type { Series } from '../../runner/histograms/head.ts';
import { HistogramSum } from '../../runner/histograms/sum.ts';
import { readHistograms } from '../../runner/histograms/unpack.ts';
import { valuesOf } from '../../runner/summary.ts';
import { holds, readThreshold } from '../../runner/thresholds.ts';
import { SUMMARY_TREND_STATS } from '../../thresholds/derive.ts';
import { UserError } from '../user-error.ts';
import { type InstanceFiles, type InstanceResult, readResultHead } from './instances.ts';
import { durationMsOf, type Instance, mergeRecords } from './merge-record.ts';

/** Instances whose files are in memory at a time; while they are added up the next ones are unpacked. */
const BATCH = 16;

/** How exact a percentile from bins is, in words. */
export const PRECISION_TEXT = `within ${(RELATIVE_ERROR * 100).toFixed(2)} % (${HALF_STEP} ms where that is more)`;

/** An instance that left both its result and its histograms. */
export type WithHistograms = InstanceFiles & Required<Pick<InstanceFiles, 'result' | 'histograms'>>;

/** The instances' results without their metrics, and the sum of their histograms. */
export interface Gathered {
  instances: [Instance, ...Instance[]];
  sum: HistogramSum;
}

/** Reads and adds up. Throws a UserError that names the file that is not right. */
export async function gather(all: readonly WithHistograms[]): Promise<Gathered> {
  const sum = new HistogramSum();
  const instances: Instance[] = [];
  // Always in the order of their names: then the last digits of sums do not depend on who named them how.
  let coming = readBatch(all.slice(0, BATCH));
  for (let at = 0; at < all.length; at += BATCH) {
    const batch = await coming;
    coming = readBatch(all.slice(at + BATCH, at + 2 * BATCH));
    // Awaited in the next turn; a turn that fails first must not leave its error to nobody.
    coming.catch(() => {});
    sum.add(...batch.map(({ histograms }) => histograms));
    instances.push(...batch.map(({ name, result }) => ({ name, result })));
  }
  return { instances: instances as [Instance, ...Instance[]], sum };
}

function readBatch(files: readonly WithHistograms[]) {
  const read = async ({ name, result, histograms }: WithHistograms) => ({
    name,
    result: await readResultHead(result),
    histograms: await readHistograms(histograms, histograms),
  });
  return Promise.all(files.map(read));
}

export interface HistogramMerge {
  merged: InstanceResult;
  /** The sum as a file of its own. */
  histograms: Buffer;
}

/** The result of the whole, in the shape that a run on one machine has. `thresholds`: k6's, by metric. */
export function mergeGathered(
  { instances, sum }: Gathered,
  expected: number,
  thresholds: Readonly<Record<string, readonly unknown[]>>,
): HistogramMerge {
  const note = `merged from the histograms of ${instances.length} load generators: counts are exact, percentiles ${PRECISION_TEXT}`;
  const record = mergeRecords(instances, expected, note);
  requireSeries(sum, Object.keys(thresholds));
  const durationMs = durationMsOf(instances);
  const measured = [...sum.series.values()].filter(({ name, sink }) => sink.count > 0 || thresholds[name]);
  const metrics = measured.map((one) => [one.name, metricOf(one, thresholds[one.name] ?? [], durationMs)] as const);
  return {
    merged: { ...record, metrics: Object.fromEntries(metrics) },
    histograms: encodeHistograms(sum.series.values()),
  };
}

/** A limit on a series that nobody has kept apart would be judged on nothing. */
function requireSeries({ series }: HistogramSum, limited: readonly string[]): void {
  const missing = limited.find((name) => !series.has(name));
  if (missing === undefined) return;
  const message = `no instance has histograms of ${missing}, which a limit of the test names: wants instances with bundles of this version and without --no-thresholds, or their points`;
  throw new UserError('E_MERGE', message);
}

function metricOf(
  { name, type, contains, sink }: Series,
  limits: readonly unknown[],
  durationMs: number,
): SummaryMetric {
  const verdicts = limits.map((limit) => {
    const threshold = readThreshold(limit, name);
    return [threshold.text, { ok: holds(threshold, sink, durationMs) }] as const;
  });
  return {
    ...{ type, contains, values: valuesOf(sink, SUMMARY_TREND_STATS, durationMs) },
    ...(verdicts.length > 0 && { thresholds: Object.fromEntries(verdicts) }),
  };
}
