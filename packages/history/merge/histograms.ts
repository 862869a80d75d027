// Several instances' runs as one by their histograms: bins added up, percentiles taken from them, limits judged on the whole.

import type { SummaryMetric } from 'k6-format/summary';
import { UserError } from 'k6-kit/user-error';
import type { Series } from 'k6-local/histograms';
import {
  encodeHistograms,
  HALF_STEP,
  type HistogramFile,
  HistogramSum,
  RELATIVE_ERROR,
  readPacked,
  unpackHistograms,
} from 'k6-local/histograms';
import { valuesOf } from 'k6-local/summary';
import { holds, readThreshold } from 'k6-local/thresholds';
import { type AnyResult, type InstanceFiles, type InstanceResult, readResultHead } from './instances.ts';
import { durationMsOf, type Instance, mergeRecords } from './record.ts';

/** Instances whose files are in memory at a time; while they are added up the next ones are unpacked. */
const BATCH = 16;

/** How exact a percentile from bins is, in words. */
export const PRECISION_TEXT = `within ${(RELATIVE_ERROR * 100).toFixed(2)} % (${HALF_STEP} ms where that is more)`;

/** An instance that left both its result and its histograms. */
export type WithHistograms = InstanceFiles & Required<Pick<InstanceFiles, 'result' | 'histograms'>>;

/** The instances' results without their metrics, and the sum of their histograms. */
export interface Gathered<R extends AnyResult = InstanceResult> {
  instances: [Instance<R>, ...Instance<R>[]];
  sum: HistogramSum;
}

/** Reads and adds up. Throws a UserError that names the file that is not right. */
export function gather(all: readonly WithHistograms[]): Promise<Gathered> {
  return gatherWith(all, readResultHead);
}

/** The same with results that `readOne` reads. */
export async function gatherWith<R extends AnyResult>(
  all: readonly WithHistograms[],
  readOne: (path: string) => Promise<R>,
): Promise<Gathered<R>> {
  const sum = new HistogramSum();
  const instances: Instance<R>[] = [];
  // Always in the order of their names: then the last digits of sums do not depend on who named them how.
  const batches = Array.from({ length: Math.ceil(all.length / BATCH) }, (_, at) =>
    all.slice(at * BATCH, (at + 1) * BATCH),
  );
  const read = (at: number): Promise<ReadInstance<R>[]> => heard(readBatch(batches[at] ?? [], readOne));
  let unpacking = unpackBatch(await read(0));
  let reading = read(1);
  for (const at of batches.keys()) {
    const files = await unpacking;
    // Unpacked by other threads while this one adds up: their work has to be given out before, since nothing is heard meanwhile.
    unpacking = unpackBatch(await reading);
    reading = read(at + 2);
    sum.add(...files.map(({ histograms }) => histograms));
    instances.push(...files.map(({ name, result }) => ({ name, result })));
  }
  return { instances: instances as [Instance<R>, ...Instance<R>[]], sum };
}

/** An instance with its histograms as they are on disk. */
interface ReadInstance<R extends AnyResult> extends Instance<R> {
  file: string;
  packed: Buffer;
}

function readBatch<R extends AnyResult>(
  files: readonly WithHistograms[],
  readOne: (path: string) => Promise<R>,
): Promise<ReadInstance<R>[]> {
  const read = async ({ name, result, histograms }: WithHistograms): Promise<ReadInstance<R>> => ({
    ...{ name, file: histograms },
    result: await readOne(result),
    packed: await readPacked(histograms, histograms),
  });
  return Promise.all(files.map(read));
}

function unpackBatch<R extends AnyResult>(
  files: readonly ReadInstance<R>[],
): Promise<(Instance<R> & { histograms: HistogramFile })[]> {
  const unpack = async ({ name, result, packed, file }: ReadInstance<R>) => {
    const histograms = await unpackHistograms(packed, file);
    return { name, result, histograms };
  };
  return heard(Promise.all(files.map(unpack)));
}

/** What fails before it is waited for is reported then, and does not end the process. */
function heard<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

export interface HistogramMerge<R extends AnyResult = InstanceResult> {
  merged: R;
  /** The sum as a file of its own. */
  histograms: Buffer;
}

/** The result of the whole, in the shape that a run on one machine has. `thresholds`: k6's, by metric. */
export function mergeGathered<R extends AnyResult>(
  { instances, sum }: Gathered<R>,
  expected: number,
  thresholds: Readonly<Record<string, readonly unknown[]>>,
  stats: readonly string[],
): HistogramMerge<R> {
  const note = `merged from the histograms of ${instances.length} load generators: counts are exact, percentiles ${PRECISION_TEXT}`;
  const record = mergeRecords(instances, expected, note);
  requireSeries(sum, Object.keys(thresholds));
  const durationMs = durationMsOf(instances);
  const measured = [...sum.series.values()].filter(({ name, sink }) => sink.count > 0 || thresholds[name]);
  const metrics = measured.map(
    (one) => [one.name, metricOf(one, thresholds[one.name] ?? [], durationMs, stats)] as const,
  );
  return {
    merged: { ...record, metrics: Object.fromEntries(metrics) } as unknown as R,
    histograms: encodeHistograms(sum.series.values()),
  };
}

/** A limit on a series that nobody has kept apart would be judged on nothing. */
function requireSeries({ series }: HistogramSum, limited: readonly string[]): void {
  const missing = limited.find((name) => !series.has(name));
  if (missing === undefined) return;
  const message = `no instance has histograms of ${missing}, which a limit of the test names: expected instances with bundles of this version and without --no-thresholds, or their points`;
  throw new UserError('E_MERGE', message);
}

function metricOf(
  { name, type, contains, sink }: Series,
  limits: readonly unknown[],
  durationMs: number,
  stats: readonly string[],
): SummaryMetric {
  const verdicts = limits.map((limit) => {
    const threshold = readThreshold(limit, name);
    return [threshold.text, { ok: holds(threshold, sink, durationMs) }] as const;
  });
  return {
    ...{ type, contains, values: valuesOf(sink, stats, durationMs) },
    ...(verdicts.length > 0 && { thresholds: Object.fromEntries(verdicts) }),
  };
}
