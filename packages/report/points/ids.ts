// Names and URLs that differ only in ids are one: `/users/17` and `/users/18` are `/users/{id}`.

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Numbers, and long words of hexadecimal digits with a digit among them, as keys and hashes are. */
const ID = /^(?:\d+|(?=[a-f]*\d)[0-9a-f]{12,})$/i;

/** The text with `{id}` for each part of a path that is an id, and without the values of a query. */
export function withoutIds(text: string): string {
  const [path = '', ...query] = text.split('?');
  const [, origin = '', rest = ''] = /^([a-z][a-z0-9+.-]*:\/\/[^/]*)?(.*)$/is.exec(path) ?? [];
  const parts = rest.split('/').map((part) => (UUID.test(part) || ID.test(part) ? '{id}' : part));
  const names = query
    .join('?')
    .split('&')
    .map((pair) => `${pair.split('=', 1)[0]}=…`);
  return `${origin}${parts.join('/')}${query.length > 0 ? `?${names.join('&')}` : ''}`;
}

/** How the values of a tag are shown: as they are, or without ids where there are more than `most` of them and that makes them fewer. */
export function spelling(values: readonly string[], most: number): (value: string) => string {
  const distinct = new Set(values);
  if (distinct.size <= most) return (value) => value;
  const short = new Map([...distinct].map((value) => [value, withoutIds(value)]));
  return new Set(short.values()).size < distinct.size ? (value) => short.get(value) ?? value : (value) => value;
}
