// Every figure that the points of both sides have: statistics as k6 computes them, by metric and by the chosen tags.
import type { MetricType } from 'k6-format/metrics';
import { metricKey } from 'k6-format/selectors';
import { unitOf } from 'k6-format/units';
import type { Metric, RecordedThreshold } from 'k6-verdict/parse/model';
import { type Statistics, statisticsOfSamples } from 'k6-verdict/points/statistics';
import type { PointsTable } from 'k6-verdict/points/table';
import { PART_OF_REQUEST, worseWhen } from '../summaries/direction.ts';
import type { Figures, RawFigure } from '../summaries/figures.ts';
import type { Grouping } from './grouping.ts';
import { type MetricSamples, type Samples, samplesBySeries } from './samples.ts';

export interface PointFigure extends RawFigure {
  /** What the figure is computed from, for the tests; empty where nothing is tested, which would only fill the memory. */
  samples: readonly [base: Samples, head: Samples];
  /** Together with values that are not listed: which ones these are may differ between the sides. */
  isRest: boolean;
}

export interface PointFigures extends Figures {
  figures: PointFigure[];
  /** Custom metrics of CSV files, whose type nobody wrote down. */
  guessed: string[];
}

export const STATS: Record<MetricType, readonly string[]> = {
  trend: ['avg', 'min', 'med', 'max', 'p(95)', 'p(99)', 'count'],
  rate: ['rate'],
  counter: ['count', 'rate'],
  gauge: ['min', 'max'],
};

/** `isNamed` says whether the user asks for a metric: then it is compared by the tags even if it is judged by nothing else. */
export function pointFigures(
  tables: readonly [PointsTable, PointsTable],
  grouping: Grouping,
  isNamed: (metric: string) => boolean,
): PointFigures {
  const found: PointFigures = { figures: [], missing: [], guessed: [] };
  const names = new Set(tables.flatMap(({ metrics }) => metrics));
  for (const name of [...names].sort()) {
    const [base, head] = tables.map((table, side) => samplesBySeries(table, name, grouping.places[side]!));
    const metric = metricOf(name, tables, [base!, head!], found.guessed);
    const lengths = tables.map(({ span }) => Math.max(1, span.lastMs - span.firstMs) / 1000);
    const isKept = isNamed(name) || !PART_OF_REQUEST.test(name);
    const add = (one: Metric, sides: Sides, isRest: boolean) => addFigures(one, sides, lengths, isRest, isKept, found);
    add(metric, [base!.whole, head!.whole], false);
    if (!isNamed(name) && name !== 'http_reqs' && !isJudged(metric)) continue;
    for (const [number, tags] of grouping.series.entries()) {
      const sides: Sides = [base!.series.get(number) ?? null, head!.series.get(number) ?? null];
      if (sides[0] === null && sides[1] === null) continue;
      add({ ...metric, tags, key: metricKey(name, tags) }, sides, number === grouping.rest);
    }
  }
  return found;
}

const NOTHING: Samples = { values: [], slices: [] };
const UNKEPT = [NOTHING, NOTHING] as const;

type Sides = readonly [base: Samples | null, head: Samples | null];

function metricOf(
  name: string,
  tables: readonly PointsTable[],
  samples: readonly MetricSamples[],
  guessed: string[],
): Metric {
  const declared = tables.flatMap((table) => table.declared.get(name) ?? []);
  const known = tables.flatMap((table) => table.typeOf(name) ?? [])[0];
  const isShare = samples.every(
    ({ whole }) => whole === null || whole.values.every((value) => value === 0 || value === 1),
  );
  if (known === undefined) guessed.push(name);
  const thresholds = declared.flatMap((one) =>
    one.thresholds.map((expression): RecordedThreshold => ({ expression, passed: null })),
  );
  return {
    key: name,
    name,
    tags: new Map(),
    type: known ?? (isShare ? 'rate' : 'trend'),
    contains: declared.flatMap(({ contains }) => contains ?? [])[0] ?? null,
    stats: new Map(),
    thresholds,
  };
}

function isJudged(metric: Metric): boolean {
  return STATS[metric.type].some((stat) => worseOf(metric, stat) !== null);
}

function worseOf(metric: Metric, stat: string) {
  return worseWhen(metric, stat, unitOf(metric, stat), metric.thresholds);
}

/** A counter that is not there counted nothing, since k6 writes it from its first sample on. */
function addFigures(
  metric: Metric,
  sides: Sides,
  lengthsS: readonly number[],
  isRest: boolean,
  isKept: boolean,
  found: PointFigures,
): void {
  const filled = sides.map((side) => side ?? (metric.type === 'counter' ? { values: [], slices: [] } : null));
  const [base, head] = filled;
  if (!base || !head) {
    const missingIn = base ? 'head' : 'base';
    const stats = statisticsIn(metric.type, (base ?? head)!, 1);
    found.missing.push({ metric: metric.key, stat: null, missingIn, of: { ...metric, stats } });
    return;
  }
  const values = [base, head].map((side, at) => statisticsIn(metric.type, side, lengthsS[at]!));
  for (const stat of STATS[metric.type]) {
    const [before, after] = values.map((one) => one.get(stat) ?? 0);
    found.figures.push({
      metric,
      key: metric.key,
      stat,
      unit: unitOf(metric, stat),
      worseWhen: worseOf(metric, stat),
      base: before!,
      head: after!,
      isFactor: metric.type === 'trend',
      difference: after! - before!,
      standardError: 0,
      samples: isKept ? [base, head] : UNKEPT,
      isRest,
    });
  }
}

function statisticsIn(type: MetricType, { values }: Samples, lengthS: number): Statistics {
  const found = statisticsOfSamples(values, type, STATS[type]);
  if (type === 'counter') found.set('rate', (found.get('count') ?? 0) / lengthS);
  return found;
}
