// Each statistic that both sides have, and what only one of them has.

import { type Unit, unitOf } from 'k6-format/units';
import type { Metric, Summary } from 'k6-verdict/parse/model';
import { type WorseWhen, worseWhen } from './direction.ts';
import { seriesOf, statsOf } from './series.ts';
import { type Distance, distanceOf, type SideValues } from './spread.ts';

export interface RawFigure extends Distance {
  metric: Metric;
  /** Name and tags, in one order. */
  key: string;
  stat: string;
  unit: Unit;
  worseWhen: WorseWhen;
}

export interface Missing {
  metric: string;
  stat: string | null;
  missingIn: 'base' | 'head';
  /** The metric as the other side has it. */
  of: Metric;
}

export interface Figures {
  figures: RawFigure[];
  missing: Missing[];
}

/** A side has a statistic where all of its runs do. A counter that is not there counted nothing, since k6 writes it from its first sample on. */
export function figuresOf(base: readonly Summary[], head: readonly Summary[]): Figures {
  const [before, after] = [base.map(seriesOf), head.map(seriesOf)];
  const keys = new Set([...before, ...after].flatMap((series) => [...series.keys()]));
  const found: Figures = { figures: [], missing: [] };
  for (const key of [...keys].sort()) {
    const sides = [before, after].map((runs) => runs.map((series) => series.get(key)));
    compareMetric(key, sides[0]!, sides[1]!, found);
  }
  return found;
}

type Runs = readonly (Metric | undefined)[];

function compareMetric(key: string, base: Runs, head: Runs, { figures, missing }: Figures): void {
  const all = [...base, ...head].filter((metric) => metric !== undefined);
  const metric = all.find(({ contains }) => contains !== null) ?? all[0]!;
  const sides = [base, head];
  const isWhole = sides.map((runs) => runs.every((one) => one !== undefined && one.type === metric.type));
  for (const [at, whole] of isWhole.entries())
    if (!whole) missing.push({ metric: key, stat: null, missingIn: at === 0 ? 'base' : 'head', of: metric });
  const isCounter = all.every(({ type }) => type === 'counter');
  if (!isCounter && isWhole.includes(false)) return;
  const hints = all.map(({ contains }) => contains);
  const thresholds = all.flatMap((one) => one.thresholds);
  for (const stat of new Set(all.flatMap(statsOf))) {
    const values = sides.map((runs) => valuesOf(runs, stat, isCounter));
    const lacking = values.indexOf(null);
    if (lacking >= 0) {
      missing.push({ metric: key, stat, missingIn: lacking === 0 ? 'base' : 'head', of: metric });
      continue;
    }
    const unit = unitOf(metric, stat, hints);
    const distance = distanceOf(values[0]!, values[1]!, metric.type === 'rate');
    figures.push({ metric, key, stat, unit, worseWhen: worseWhen(metric, stat, unit, thresholds), ...distance });
  }
}

function valuesOf(runs: Runs, stat: string, isCounter: boolean): SideValues | null {
  const values = runs.map((metric) => metric?.stats.get(stat) ?? (metric === undefined && isCounter ? 0 : null));
  if (values.some((value) => value === null)) return null;
  const samples = runs.map(
    (metric) => (metric?.stats.get('passes') ?? Number.NaN) + (metric?.stats.get('fails') ?? Number.NaN),
  );
  const total = samples.reduce((sum, count) => sum + count, 0);
  return { values: values as number[], samples: Number.isFinite(total) ? total : null };
}
