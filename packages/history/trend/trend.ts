// The history as series of levels: per endpoint and metric, where the level changed, by how much, and which runs lie on either side.
import { factorsText } from 'k6-format/scale';
import { mean } from 'simple-statistics';
import { engineName } from '../compare/comparable.ts';
import { LATENCIES, type Latency } from '../compare/shift.ts';
import { type RunContext, WHOLE_RUN } from '../run.ts';
import { DEFAULT_SETTINGS, FEWEST_VALUES, findChangePoints } from '../stats/change-points.ts';
import type { SeriesPoint } from '../store/store.ts';

export interface LevelChange {
  /** Index of the first run of the new level. */
  index: number;
  beforeMs: number;
  afterMs: number;
  /** 0.15 is 15 % slower. */
  change: number;
  p: number;
  /** Last run of the old level and first run of the new one. */
  lastBefore: string;
  firstAfter: string;
}

export interface Series {
  endpoint: string;
  metric: Latency;
  /** A value per run; null where the run did not measure it. */
  values: (number | null)[];
  changes: LevelChange[];
}

export interface Trend {
  runs: RunContext[];
  series: Series[];
  /** Changes of engine version or suite commit along the runs: often the reason for a level. */
  marks: { index: number; text: string }[];
}

/** A stretch of equal level, for drawing. */
export interface Level {
  from: number;
  to: number;
  valueMs: number;
}

/** Changes smaller than `smallest` (a share) are left out. `points` may hold other runs as well. */
export function findTrend(runs: readonly RunContext[], points: readonly SeriesPoint[], smallest: number): Trend {
  const at = new Map(runs.map(({ id }, index) => [id, index]));
  const values = new Map<string, (number | null)[]>();
  for (const { run, endpoint, metric, value } of points) {
    const index = at.get(run);
    if (index === undefined || !(LATENCIES as readonly string[]).includes(metric)) continue;
    const key = `${endpoint} ${metric}`;
    let row = values.get(key);
    if (!row) values.set(key, (row = Array<number | null>(runs.length).fill(null)));
    row[index] = value;
  }
  // Many series are looked at: each is held to its share of the p value (Bonferroni).
  const maxP = DEFAULT_SETTINGS.maxP / Math.max(1, values.size);
  const series = [...values].map(([key, row]): Series => {
    const [endpoint = '', metric] = key.split(' ');
    return { endpoint, metric: metric as Latency, values: row, changes: changesOf(row, runs, maxP, smallest) };
  });
  return { runs: [...runs], series: series.sort(byName), marks: marksOf(runs) };
}

function byName(a: Series, b: Series): number {
  const rank = ({ endpoint }: Series) => (endpoint === WHOLE_RUN ? 0 : 1);
  return (
    rank(a) - rank(b) ||
    a.endpoint.localeCompare(b.endpoint) ||
    LATENCIES.indexOf(a.metric) - LATENCIES.indexOf(b.metric)
  );
}

function changesOf(
  row: readonly (number | null)[],
  runs: readonly RunContext[],
  maxP: number,
  smallest: number,
): LevelChange[] {
  const measured = row.flatMap((value, index) =>
    value !== null && value > 0 ? [{ index, log: Math.log(value) }] : [],
  );
  const logs = measured.map(({ log }) => log);
  const points = findChangePoints(logs, { ...DEFAULT_SETTINGS, maxP });
  const bounds = [0, ...points.map(({ index }) => index), logs.length];
  return points.flatMap(({ index, p }, at): LevelChange[] => {
    const [before, after] = [mean(logs.slice(bounds[at], index)), mean(logs.slice(index, bounds[at + 2]))];
    const change = Math.expm1(after - before);
    if (Math.abs(change) < smallest) return [];
    const [last, first] = [measured[index - 1]!, measured[index]!];
    return [
      {
        index: first.index,
        beforeMs: Math.exp(before),
        afterMs: Math.exp(after),
        change,
        p,
        lastBefore: runs[last.index]!.id,
        firstAfter: runs[first.index]!.id,
      },
    ];
  });
}

function marksOf(runs: readonly RunContext[]): Trend['marks'] {
  return runs.flatMap((run, index) => {
    const before = runs[index - 1];
    if (!before) return [];
    const texts: string[] = [];
    if (before.engine !== run.engine) texts.push(`engine ${before.engine} to ${run.engine}`);
    if (before.commit !== run.commit && run.commit) texts.push(`commit ${run.commit.slice(0, 8)}`);
    return texts.length === 0 ? [] : [{ index, text: texts.join(', ') }];
  });
}

/** The levels of a series: geometric means between its changes. */
export function levelsOf({ values, changes }: Series): Level[] {
  const bounds = [0, ...changes.map(({ index }) => index), values.length];
  return bounds.slice(1).flatMap((to, at) => {
    const from = bounds[at]!;
    const logs = values.slice(from, to).flatMap((value) => (value !== null && value > 0 ? [Math.log(value)] : []));
    return logs.length === 0 ? [] : [{ from, to: to - 1, valueMs: Math.exp(mean(logs)) }];
  });
}

/** Why runs cannot show a change of level, in words; null where they can. */
export function tooFew({ length }: readonly RunContext[]): string | null {
  if (length >= FEWEST_VALUES) return null;
  const have = length === 1 ? 'one run of this kind is no trend' : `${length} runs of this kind are too few`;
  return `${have}: a change of level shows from ${FEWEST_VALUES} runs on`;
}

/** Runs of one kind for a series: same type, engine (any version), target, scale and endpoints; discarded ones are left out. */
export function seriesKind({ type, target, timeScale, scale, endpoints, ...run }: RunContext): string {
  const factors = scale ? `, ${factorsText(scale)}` : '';
  return `${type} by ${engineName(run)} on ${target}, durations x ${timeScale}${factors}, ${[...endpoints].sort().join(' ')}`;
}
