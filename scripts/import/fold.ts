// Paths with ids as one template: /orders/17 and /orders/23 are both /orders/{id}.

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const DATE = /^\d{4}-\d{2}(-\d{2})?$/;
const NUMBER = /^\d+$/;
/** Hexadecimal with a digit, as hashes and object ids are. */
const HASH = /^(?=.*\d)[0-9a-f]{8,}$/i;
/** Letters and digits in turn, as ULIDs and short ids are: `01HX3V9`, `a8f3c`. */
const MIXED = /^(?=(?:.*\d){3})(?=.*[a-z])[\w-]{8,}$/i;

export interface Folded {
  template: string;
  /** Values by their parameter, in the order of the path. */
  values: Record<string, string>;
}

/** What looks like an id, a date or an address becomes a parameter. */
export function fold(path: string): Folded {
  const values: Record<string, string> = {};
  const segments = path.split('/').map((segment) => {
    const kind = kindOf(segment);
    if (kind === undefined) return segment;
    let name = kind;
    for (let count = 2; Object.hasOwn(values, name); count++) name = `${kind}${count}`;
    values[name] = segment;
    return `{${name}}`;
  });
  return { template: segments.join('/'), values };
}

function kindOf(segment: string): string | undefined {
  const text = decoded(segment);
  if (DATE.test(text)) return 'date';
  if (UUID.test(text)) return 'uuid';
  if (NUMBER.test(text) || HASH.test(text) || MIXED.test(text)) return 'id';
  return text.includes('@') ? 'address' : undefined;
}

export function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
