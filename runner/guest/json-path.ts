// The selectors of Response.json(): dotted paths, array indexes and `#`, out of GJSON's syntax.

/** What selectors may have. */
export const PATHS = 'the local runner has names, indexes and # of GJSON; run the script with k6 for more';

/** Whether a selector has nothing else. */
export function isPath(selector: string): boolean {
  return !/[*?|@!{}[\]()]|#\(/.test(selector.replace(/\\./g, ''));
}

/** The value at `selector`, which is a path; undefined where there is none. */
export function select(value: unknown, selector: string): unknown {
  const parts = (selector.match(/(?:\\.|[^.\\])+/g) ?? []).map((part) => part.replace(/\\(.)/g, '$1'));
  return walk(value, parts);
}

function walk(value: unknown, parts: readonly string[]): unknown {
  const [part, ...rest] = parts;
  if (part === undefined) return value;
  if (part === '#') {
    if (!Array.isArray(value)) return undefined;
    if (rest.length === 0) return value.length;
    return value.map((element) => walk(element, rest)).filter((found) => found !== undefined);
  }
  if (typeof value !== 'object' || value === null) return undefined;
  return Object.hasOwn(value, part) ? walk((value as Record<string, unknown>)[part], rest) : undefined;
}
