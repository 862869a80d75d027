// Which values of the chosen tags are compared: the most frequent ones of both sides, and one series for the rest.
import { metricKey } from 'k6-format/selectors';
import { UserError } from 'k6-kit/user-error';
import { spelling } from 'k6-verdict/points/ids';
import { requestsOf, valuesOf } from 'k6-verdict/points/requests';
import type { PointsTable } from 'k6-verdict/points/table';

/** Combinations of values that are compared; more would bury the answer, and each test makes the others less sure. */
export const MOST_COMPARED = 30;

export interface Grouping {
  /** The tags of each series, the most frequent first. */
  series: ReadonlyMap<string, string>[];
  /** The number of the last series, which holds all other combinations; null where there are no others. */
  rest: number | null;
  /** How many combinations the rest holds. */
  restSize: number;
  /** By side and group of its table: the number of its series; -1 where it has none of the tags. */
  places: Int32Array[];
}

/** Throws a UserError for a tag that no point of a side has. */
export function groupingOf(tables: readonly PointsTable[], by: readonly string[]): Grouping {
  if (by.length === 0) return { series: [], rest: null, restSize: 0, places: tables.map(withoutPlace) };
  const spelled = by.map((tag) => spelledValues(tables, tag));
  const combined = tables.map(({ groups }, side) =>
    groups.values.map((_, group) => tagsOf(by, (tag) => spelled[tag]![side]![group]!)),
  );
  const ranked = rankedBy(tables, combined);
  const listed = ranked.slice(0, MOST_COMPARED);
  const numbers = new Map(listed.map(({ key }, index) => [key, index]));
  const restSize = ranked.length - listed.length;
  const series = listed.map(({ tags }) => tags);
  if (restSize > 0) series.push(new Map(by.map((tag) => [tag, '(other)'])));
  const places = combined.map((groups) =>
    Int32Array.from(groups, (tags) => (tags.size === 0 ? -1 : (numbers.get(keyOf(tags)) ?? MOST_COMPARED))),
  );
  return { series, rest: restSize > 0 ? MOST_COMPARED : null, restSize, places };
}

function withoutPlace({ groups }: PointsTable): Int32Array {
  return new Int32Array(groups.values.length).fill(-1);
}

function tagsOf(by: readonly string[], valueAt: (index: number) => string): ReadonlyMap<string, string> {
  return new Map(by.map((tag, index) => [tag, valueAt(index)] as const).filter(([, value]) => value !== ''));
}

function keyOf(tags: ReadonlyMap<string, string>): string {
  return metricKey('', tags);
}

/** By side and group; the same spelling on both sides. */
function spelledValues(tables: readonly PointsTable[], tag: string): string[][] {
  const raw = tables.map((table) => valuesOf(table, tag));
  for (const [side, values] of raw.entries()) {
    if (values.some((value) => value !== '')) continue;
    const { files, groups } = tables[side]!;
    const known = [...groups.names].sort().slice(0, 20).join(', ');
    const where = files.map(({ fileName }) => fileName).join(', ');
    throw new UserError('E_COMPARE_BY', `--by ${tag}: no point of ${where} has this tag; expected one of ${known}`);
  }
  const spell = spelling(raw.flat(), MOST_COMPARED);
  return raw.map((values) => values.map(spell));
}

function rankedBy(tables: readonly PointsTable[], combined: readonly (readonly ReadonlyMap<string, string>[])[]) {
  const found = new Map<string, { key: string; tags: ReadonlyMap<string, string>; count: number }>();
  const count = (tags: ReadonlyMap<string, string>, add: number) => {
    if (tags.size === 0) return;
    const key = keyOf(tags);
    const one = found.get(key) ?? { key, tags, count: 0 };
    one.count += add;
    found.set(key, one);
  };
  for (const [side, table] of tables.entries()) {
    const perGroup = new Float64Array(table.groups.values.length);
    for (const group of requestsOf(table).groups) perGroup[group]!++;
    for (const [group, tags] of combined[side]!.entries()) count(tags, perGroup[group]!);
  }
  return [...found.values()].sort((a, b) => b.count - a.count || (a.key < b.key ? -1 : 1));
}
