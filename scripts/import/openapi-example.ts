// Values that an OpenAPI document shows: examples, defaults and choices. What it does not show is never made up.

export interface Schema {
  type?: string | string[];
  example?: unknown;
  examples?: unknown;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  allOf?: Schema[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  readOnly?: boolean;
}

/** Schemas may hold themselves. */
const MAX_DEPTH = 12;

/** The value that a schema shows, in whole or by all of its required parts; undefined where one of them shows none. */
export function exampleOf(schema: Schema | undefined, depth = 0): unknown {
  if (schema === undefined || typeof schema !== 'object' || depth > MAX_DEPTH) return undefined;
  const own = shownBy(schema);
  if (own !== undefined) return own;
  const choice = [...(schema.oneOf ?? []), ...(schema.anyOf ?? [])]
    .map((one) => exampleOf(one, depth + 1))
    .find((value) => value !== undefined);
  if (choice !== undefined) return choice;
  const whole = merged(schema, depth);
  if (whole.properties !== undefined) return objectOf(whole, depth);
  const item = exampleOf(schema.items, depth + 1);
  return item === undefined ? undefined : [item];
}

function shownBy({ example, examples, default: byDefault, const: only, enum: choices }: Schema): unknown {
  const [first] = Array.isArray(examples) ? examples : [];
  return example ?? first ?? byDefault ?? only ?? choices?.[0];
}

function merged(schema: Schema, depth: number): Schema {
  if (schema.allOf === undefined || depth > MAX_DEPTH) return schema;
  const parts = [...schema.allOf.map((part) => merged(part, depth + 1)), schema];
  const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {})) as Record<string, Schema>;
  return {
    ...(Object.keys(properties).length > 0 && { properties }),
    required: parts.flatMap((part) => part.required ?? []),
  };
}

function objectOf({ properties = {}, required = [] }: Schema, depth: number): unknown {
  const shown = Object.entries(properties)
    .filter(([, property]) => property.readOnly !== true)
    .map(([name, property]) => [name, exampleOf(property, depth + 1)] as const)
    .filter(([, value]) => value !== undefined);
  const names = new Set(shown.map(([name]) => name));
  const isWhole = required.every((name) => names.has(name) || properties[name]?.readOnly === true);
  return isWhole && shown.length > 0 ? Object.fromEntries(shown) : undefined;
}
