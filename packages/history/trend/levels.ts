// Series over runs as levels: where a level changed, by how much, and which runs are on either side.

import type { Unit } from 'k6-format/units';
import { mean, sum } from 'simple-statistics';
import { DEFAULT_SETTINGS, FEWEST_VALUES, findChangePoints } from '../stats/change-points.ts';
import { normalP } from '../stats/distributions.ts';
import type { TrendJson } from './schema.ts';

export interface LevelChange {
  /** Index of the first run of the new level. */
  index: number;
  before: number;
  after: number;
  /** 0.15 is 15 % more; null where `before` is 0. */
  change: number | null;
  p: number;
  /** Last run of the old level and first run of the new one. */
  lastBefore: string;
  firstAfter: string;
}

export interface Series {
  /** What was measured: an endpoint, or a metric with its tags. */
  name: string;
  stat: string;
  unit: Unit;
  /** A value per run; null where the run did not measure it. */
  values: (number | null)[];
  changes: LevelChange[];
}

/** A series before anything is looked for in it. */
export interface Row extends Omit<Series, 'changes'> {
  /** Of shares: how many samples each is of. */
  samples?: (number | null)[];
}

export type TrendRun = TrendJson['runs'][number];

export interface Trend {
  runs: readonly TrendRun[];
  /** What the runs have in common. */
  kind: string;
  series: Series[];
  /** What else changed along the runs: often the reason for a level. */
  marks: { index: number; text: string }[];
}

/** A stretch of equal level, for drawing. */
export interface Level {
  from: number;
  to: number;
  value: number;
}

/** Changes smaller than `smallest` (a share) are left out. */
export function findLevels(runs: readonly TrendRun[], rows: readonly Row[], smallest: number): Series[] {
  // Many series are looked at: each is held to its share of the p value (Bonferroni).
  const maxP = DEFAULT_SETTINGS.maxP / Math.max(1, rows.length);
  return rows.map((row) => {
    const { name, stat, unit, values } = row;
    return { name, stat, unit, values, changes: changesOf(row, runs, maxP, smallest) };
  });
}

/** Values above 0 are compared as factors; shares, and series that have a 0, as they are. */
function isFactor({ unit, values }: Pick<Series, 'unit' | 'values'>): boolean {
  return unit !== 'ratio' && values.every((value) => value === null || value > 0);
}

/** The typical value of some runs, on the scale on which they are compared. */
function typical(values: readonly number[], asFactor: boolean): number {
  if (values.every((value) => value === values[0])) return values[0]!;
  return asFactor ? Math.exp(mean(values.map(Math.log))) : mean([...values]);
}

function changesOf(row: Row, runs: readonly TrendRun[], maxP: number, smallest: number): LevelChange[] {
  const asFactor = isFactor(row);
  const measured = row.values.flatMap((value, index) => (value === null ? [] : [{ index, value }]));
  const scaled = measured.map(({ value }) => (asFactor ? Math.log(value) : value));
  const found = findChangePoints(scaled, { ...DEFAULT_SETTINGS, maxP });
  const stretch = (from: number, to: number) => measured.slice(from, to);
  const clear = found.flatMap(({ index, p }, at) => {
    const [start, end] = [found[at - 1]?.index ?? 0, found[at + 1]?.index ?? measured.length];
    const chance = Math.max(p, chanceOfShares(row, stretch(start, index), stretch(index, end)));
    return chance < maxP ? [{ index, p: chance }] : [];
  });
  const bounds = [0, ...clear.map(({ index }) => index), measured.length];
  return clear.flatMap(({ index, p }, at): LevelChange[] => {
    const [before, after] = [stretch(bounds[at]!, index), stretch(index, bounds[at + 2]!)].map((side) =>
      typical(
        side.map(({ value }) => value),
        asFactor,
      ),
    ) as [number, number];
    // Of shares near 1 the rest is looked at: 1 % to 2 % of failed checks is twice as many.
    const basis = row.unit === 'ratio' ? Math.min(before, 1 - before) : Math.abs(before);
    if (Math.abs(after - before) < smallest * basis) return [];
    const [last, first] = [measured[index - 1]!, measured[index]!];
    return [
      {
        ...{ index: first.index, before, after, p },
        change: before === 0 ? null : (after - before) / Math.abs(before),
        ...{ lastBefore: runs[last.index]!.id, firstAfter: runs[first.index]!.id },
      },
    ];
  });
}

type Measured = readonly { index: number; value: number }[];

/** The chance that two stretches of shares differ as much by their samples alone; 0 where nothing says how many samples there were. */
function chanceOfShares({ unit, samples }: Row, before: Measured, after: Measured): number {
  if (unit !== 'ratio' || samples === undefined) return 0;
  const [a, b] = [before, after].map((side) => {
    const counts = side.map(({ index }) => samples[index] ?? Number.NaN);
    const total = sum(counts);
    return { total, hits: sum(side.map(({ value }, at) => value * counts[at]!)) };
  }) as [{ total: number; hits: number }, { total: number; hits: number }];
  const share = (a.hits + b.hits) / (a.total + b.total);
  const error = Math.sqrt(share * (1 - share) * (1 / a.total + 1 / b.total));
  return error > 0 ? normalP((b.hits / b.total - a.hits / a.total) / error) : 0;
}

/** The levels of a series between its changes. */
export function levelsOf(series: Series): Level[] {
  const { values, changes } = series;
  const bounds = [0, ...changes.map(({ index }) => index), values.length];
  return bounds.slice(1).flatMap((to, at) => {
    const from = bounds[at]!;
    const known = values.slice(from, to).filter((value) => value !== null);
    return known.length === 0 ? [] : [{ from, to: to - 1, value: typical(known, isFactor(series)) }];
  });
}

/** Why runs cannot show a change of level, in words; null where they can. */
export function tooFew({ length }: readonly unknown[]): string | null {
  if (length >= FEWEST_VALUES) return null;
  const have = length === 1 ? 'one run of this kind is not a trend' : `${length} runs of this kind are too few`;
  return `${have}: a change of level shows from ${FEWEST_VALUES} runs on`;
}
