// A metric with tags as k6 spells it: `name{tag:value,tag:value}`.

export interface Selector {
  name: string;
  tags: Map<string, string>;
  /** What k6 would reject; the rest is read as well as it can be. */
  fault?: string;
}

/** The first `{` starts the tags, the first `:` of a pair ends its tag: `group_duration{group:::shop}` has the value `::shop`. */
export function parseSelector(key: string): Selector {
  const open = key.indexOf('{');
  const tags = new Map<string, string>();
  if (open < 0) return { name: key.trim(), tags };
  if (!key.endsWith('}')) return { name: key, tags, fault: 'the tags have no closing brace at the end' };
  let [last, fault]: (string | undefined)[] = [];
  for (const piece of key.slice(open + 1, -1).split(',')) {
    const colon = piece.indexOf(':');
    if (colon > 0) {
      last = unquoted(piece.slice(0, colon));
      tags.set(last, unquoted(piece.slice(colon + 1)));
      continue;
    }
    fault ??= `"${piece}" is not a tag:value pair`;
    // In a key of a result: a comma within a value.
    if (last !== undefined) tags.set(last, `${tags.get(last)},${piece}`);
  }
  return { name: key.slice(0, open).trim(), tags, ...(fault !== undefined && { fault }) };
}

function unquoted(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, '$2');
}

/** The key of a metric and those tags that have a value, in the order given. */
export function selector(metric: string, tags: Readonly<Record<string, string | undefined>>): string {
  const pairs = Object.entries(tags).flatMap(([tag, value]) => (value === undefined ? [] : [`${tag}:${value}`]));
  return pairs.length > 0 ? `${metric}{${pairs.join(',')}}` : metric;
}

/** One key for each metric and set of tags, whatever their order. */
export function metricKey(metric: string, tags: Iterable<readonly [tag: string, value: string]>): string {
  const pairs = [...tags].map(([tag, value]) => `${tag}:${value}`).sort();
  return pairs.length > 0 ? `${metric}{${pairs.join(',')}}` : metric;
}
