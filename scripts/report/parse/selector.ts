// Splits a metric's key, `name{tag:value,tag:value}`, into its name and its tags.

export interface Selector {
  name: string;
  tags: Map<string, string>;
}

/** The first `{` starts the tags, the first `:` of a pair ends its tag: `group_duration{group:::shop}` has the value `::shop`. */
export function parseSelector(key: string): Selector {
  const open = key.indexOf('{');
  const tags = new Map<string, string>();
  if (open < 0 || !key.endsWith('}')) return { name: key, tags };
  let last: string | null = null;
  for (const piece of key.slice(open + 1, -1).split(',')) {
    const colon = piece.indexOf(':');
    if (colon > 0) {
      last = unquote(piece.slice(0, colon));
      tags.set(last, unquote(piece.slice(colon + 1)));
    } else if (last !== null) {
      // A comma inside a value: k6 itself would not split it either when it was written with quotes.
      tags.set(last, `${tags.get(last) ?? ''},${piece}`);
    }
  }
  return { name: key.slice(0, open), tags };
}

function unquote(text: string): string {
  const trimmed = text.trim();
  const quote = trimmed[0];
  const isQuoted = trimmed.length > 1 && (quote === '"' || quote === "'") && trimmed.endsWith(quote);
  return isQuoted ? trimmed.slice(1, -1) : trimmed;
}
