// The selectors of Response.json(): dotted paths, array indexes and `#`, out of GJSON's syntax.

/** The value at `selector`, undefined where there is none. */
export function select(value: unknown, selector: string): unknown {
  if (/[*?|@!{}[\]()]|#\(/.test(selector.replace(/\\./g, ''))) {
    throw new Error(
      `Response.json(): the selector "${selector}" uses GJSON syntax that the local runner does not support (it has names, indexes and #)`,
    );
  }
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
