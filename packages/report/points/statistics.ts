// Recomputes k6's statistics from raw points, to the last bit: the same formulas over the same order of samples.
import type { MetricType } from 'k6-format/metrics';
import { identifier, literal, type PointsStore } from './store.ts';

/** Statistics by k6's names. */
export type Statistics = Map<string, number>;

/** Statistics of a metric's samples with all of these tags; empty without samples or for a tag that has no column. */
export async function statisticsOf(
  store: PointsStore,
  name: string,
  type: MetricType,
  tags: ReadonlyMap<string, string>,
  stats: readonly string[],
): Promise<Statistics> {
  if ([...tags.keys()].some((tag) => !store.tags.includes(tag))) return new Map();
  const pairs = [...tags].map(([tag, value]) => `coalesce(${identifier(tag)}, '') = ${literal(value)}`);
  const from = `FROM points WHERE ${[`metric = ${literal(name)}`, ...pairs].join(' AND ')}`;
  const [row] = await store.query<Record<string, number | null>>(
    `SELECT count(*)::DOUBLE AS count, ${SIMPLE[type]} ${from}`,
  );
  const found: Statistics = new Map();
  if (!row?.count) return found;
  for (const stat of stats) if (typeof row[stat] === 'number') found.set(stat, row[stat]);
  if (type === 'rate') found.set('rate', (row.passes ?? 0) / row.count);
  if (type === 'counter') found.set('count', row.total ?? 0);
  if (type !== 'trend') return found;
  for (const [stat, value] of await percentiles(store, from, row.count, stats)) found.set(stat, value);
  return found;
}

/** Everything but percentiles. DuckDB sums in file order with one thread, which is what an average to the last bit needs. */
const SIMPLE: Record<MetricType, string> = {
  trend: 'sum(value) / count(*) AS avg, min(value) AS min, max(value) AS max',
  counter: 'sum(value) AS total',
  gauge: 'last(value) AS value, min(value) AS min, max(value) AS max',
  rate: 'count(*) FILTER (value <> 0)::DOUBLE AS passes, count(*) FILTER (value = 0)::DOUBLE AS fails',
};

/** Linear between the two nearest ranks: v[floor i] + (v[ceil i] - v[floor i]) x (i - floor i), i = p / 100 x (n - 1). */
async function percentiles(
  store: PointsStore,
  from: string,
  count: number,
  stats: readonly string[],
): Promise<Statistics> {
  const wanted = stats.flatMap((stat) => {
    const rank = rankOf(stat);
    return rank === null ? [] : [{ stat, position: (rank / 100) * (count - 1) }];
  });
  if (wanted.length === 0) return new Map();
  const places = [...new Set(wanted.flatMap(({ position }) => [Math.floor(position), Math.ceil(position)]))];
  const rows = await store.query<{ place: number; value: number }>(
    `SELECT place::DOUBLE AS place, value FROM (SELECT value, row_number() OVER (ORDER BY value) - 1 AS place ${from}) WHERE place IN (${places.join(', ')})`,
  );
  const at = new Map(rows.map(({ place, value }) => [place, value]));
  return new Map(
    wanted.map(({ stat, position }) => {
      const [low, high] = [at.get(Math.floor(position)) ?? 0, at.get(Math.ceil(position)) ?? 0];
      return [stat, low + (high - low) * (position - Math.floor(position))];
    }),
  );
}

function rankOf(stat: string): number | null {
  if (stat === 'med') return 50;
  const match = /^p\((\d+(?:\.\d+)?)\)$/.exec(stat);
  const rank = match ? Number(match[1]) : Number.NaN;
  return rank >= 0 && rank <= 100 ? rank : null;
}
