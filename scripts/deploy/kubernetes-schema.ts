// Kubernetes' own kinds as schemas, from the published types of its API (package kubernetes-types, made of the OpenAPI definition).
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Schema } from './crd.ts';
import { ENUMS, QUANTITY } from './kubernetes-values.ts';

/** Kinds in the files of a run are of these groups; what they refer to is in the others. */
const FILES = ['core/v1', 'batch/v1', 'networking/v1', 'meta/v1', 'api/resource', 'runtime'];

export interface KubernetesSchema {
  /** Version of Kubernetes, such as 1.30.0. */
  version: string;
  /** A schema for each type, by its name. */
  types: Record<string, Schema>;
}

/** Reads the types below `root`/node_modules. Fields that they do not name are unknown, as with kubectl's strict validation. */
export function kubernetesSchema(root: string): KubernetesSchema {
  const require = createRequire(join(root, 'package.json'));
  const texts = FILES.map((file) => readFileSync(require.resolve(`kubernetes-types/${file}.d.ts`), 'utf8'));
  const { version } = require('kubernetes-types/package.json') as { version: string };
  const types = Object.assign({}, ...texts.map(typesOf)) as Record<string, Schema>;
  types.Quantity = { type: ['string', 'number'], pattern: QUANTITY.source };
  for (const [place, values] of Object.entries(ENUMS)) addEnum(types, place, values);
  return { version, types };
}

function addEnum(types: Record<string, Schema>, place: string, values: readonly string[]): void {
  const [type = '', field = ''] = place.split('.');
  const schema = types[type]?.properties?.[field];
  if (schema === undefined) throw new Error(`kubernetes-types has no ${place}`);
  Object.assign(schema.items ?? schema, { enum: values });
}

const INTERFACE = /^export interface (\w+) \{(\})?$/;
const ALIAS = /^export type (\w+) = (.+);$/;
const FIELD = /^(?:readonly )?"?([\w$-]+)"?(\?)?: (.+)$/;
const VALUES = /^\[name: string\]: (.+);$/;
const SKIPPED = /^(?:\/\*\*|\*|import |$)/;

/** The files are generated and regular: a line is a field. Throws an Error for a line that is not understood. */
export function typesOf(text: string): Record<string, Schema> {
  const types: Record<string, Schema> = {};
  let type: Schema = {};
  let map: Schema | undefined;
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (SKIPPED.test(line) || line === '}') continue;
    const [, name] = INTERFACE.exec(line) ?? [];
    const [, alias, aliased = ''] = ALIAS.exec(line) ?? [];
    const [, values] = VALUES.exec(line) ?? [];
    if (name !== undefined) {
      type = { type: 'object', properties: {}, required: [], additionalProperties: false };
      types[name] = type;
    } else if (alias !== undefined) types[alias] = schemaOf(aliased);
    else if (values !== undefined && map) map.additionalProperties = schemaOf(values);
    else if (line === '};') map = undefined;
    else map = addField(type, line);
  }
  return types;
}

/** Returns the schema of a field whose values come in the next lines. */
function addField(type: Schema, line: string): Schema | undefined {
  const [, name, optional, text = ''] = FIELD.exec(line) ?? [];
  if (name === undefined) throw new Error(`kubernetes-types has the line ${line}`);
  const schema = text === '{' ? { type: 'object' } : schemaOf(text.replace(/;$/, ''));
  Object.assign(type.properties ?? {}, { [name]: schema });
  if (!optional) (type.required as string[]).push(name);
  return text === '{' ? schema : undefined;
}

function schemaOf(text: string): Schema {
  const [, items] = /^Array<(.+)>$/.exec(text) ?? [];
  if (items !== undefined) return { type: 'array', items: schemaOf(items) };
  const [, literal] = /^"(.+)"$/.exec(text) ?? [];
  if (literal !== undefined) return { enum: [literal] };
  if (text === 'number | string') return { type: ['integer', 'string'] };
  if (text === 'string' || text === 'boolean') return { type: text };
  // The kinds here have no fractions.
  if (text === 'number') return { type: 'integer' };
  if (/^\w+$/.test(text)) return { $ref: `#/$defs/${text}` };
  throw new Error(`kubernetes-types has the type ${text}`);
}
