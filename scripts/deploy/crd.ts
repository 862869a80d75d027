// Holds an object against a schema: the definition of a custom resource, or Kubernetes' own types.
import { Ajv, type ErrorObject } from 'ajv';
import { UserError } from 'k6-kit/user-error';
import { objectsIn } from './yaml-file.ts';

/** The kind that a definition is of, and the schema of the version that this suite writes. */
export interface Crd {
  /** Where it was read, for messages. */
  file: string;
  kind: string;
  apiVersion: string;
  /** Structural OpenAPI v3 schema (Kubernetes documentation, Extend the Kubernetes API with CustomResourceDefinitions). */
  schema: Schema;
}

/** A node of a structural schema; only what is looked at here has a name. */
export interface Schema {
  type?: string | string[];
  nullable?: boolean;
  properties?: Record<string, Schema>;
  additionalProperties?: boolean | Schema;
  items?: Schema;
  [keyword: string]: unknown;
}

interface Definition {
  kind?: unknown;
  spec?: {
    group?: string;
    names?: { kind?: string };
    versions?: { name?: string; schema?: { openAPIV3Schema?: Schema } }[];
  };
}

/**
 * Reads the definition of `kind` from the operator's release (its bundle has several objects) or from `kubectl get crd -o yaml`.
 * Throws a UserError when the file cannot be read or does not have it.
 */
export async function readCrd(file: string, kind: string, apiVersion: string): Promise<Crd> {
  const objects: Definition[] = await objectsIn(file, `--crd ${file}`);
  const definitions = objects.filter((one) => one.kind === 'CustomResourceDefinition');
  const found = definitions.find((one) => one.spec?.names?.kind === kind);
  const [group, version] = apiVersion.split('/');
  const schema = found?.spec?.versions?.find(({ name }) => name === version)?.schema?.openAPIV3Schema;
  if (schema && found?.spec?.group === group) return { file, kind, apiVersion, schema };
  const got = definitions.map((one) => one.spec?.names?.kind).join(', ') || 'no definition';
  throw new UserError(
    'E_CRD',
    `--crd ${file}: has ${got}, expected the CustomResourceDefinition of ${kind} with ${apiVersion}; take it from the operator's release or \`kubectl get crd testruns.k6.io -o yaml\``,
  );
}

/** What is wrong with an object, a line each; empty: it fits. */
export type Validator = (object: unknown) => string[];

/** Whether the definition accepts an object as it is. Rules in CEL are not evaluated. */
export function problemsWith(object: unknown, crd: Crd): string[] {
  return validatorOf(closed(crd.schema, true))(object);
}

export function validatorOf(schema: Schema): Validator {
  const ajv = new Ajv({ allErrors: true, strict: false, validateFormats: false, unicodeRegExp: false });
  ajv.addKeyword({ keyword: MAP_KEYS, type: 'array', validate: areUnique, error: { message: 'has an item twice' } });
  const validate = ajv.compile(schema);
  return (object) => {
    if (validate(withoutNulls(object))) return [];
    return [...new Set((validate.errors ?? []).map(lineOf))];
  };
}

/** The API server reads a field that is null as one that is not there. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).filter(([, one]) => one !== null);
  return Object.fromEntries(fields.map(([name, one]) => [name, withoutNulls(one)]));
}

const MAP_KEYS = 'x-kubernetes-list-map-keys';

/** The API server refuses two items of such a list with the same keys. */
function areUnique(keys: readonly string[], items: readonly Record<string, unknown>[]): boolean {
  return new Set(items.map((item) => JSON.stringify(keys.map((key) => item[key])))).size === items.length;
}

/**
 * The same schema for a validator of JSON Schema. Fields that no schema names are dropped by the API server without a word, so here
 * they are refused; metadata of the object itself is the server's own and left open.
 */
function closed(schema: Schema, isRoot = false): Schema {
  const { properties, additionalProperties, items, nullable, type, ...rest } = schema;
  const isNumberOrText = rest['x-kubernetes-int-or-string'] === true;
  const isOpen = rest['x-kubernetes-preserve-unknown-fields'] === true || isNumberOrText;
  const types = isNumberOrText ? ['integer', 'string'] : type ? [type] : [];
  return {
    ...rest,
    ...(types.length > 0 && { type: (nullable ? [...types, 'null'] : types) as never }),
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [
          name,
          isRoot && name === 'metadata' ? { type: 'object' } : closed(value),
        ]),
      ),
    }),
    ...(items && { items: closed(items) }),
    ...(typeof additionalProperties === 'object' && { additionalProperties: closed(additionalProperties) }),
    ...(type === 'object' && !isOpen && additionalProperties === undefined && { additionalProperties: false }),
  };
}

function lineOf({ instancePath, message, keyword, params }: ErrorObject): string {
  const path = instancePath.slice(1).replaceAll('/', '.') || 'the object';
  if (keyword === 'additionalProperties') return `${path} has the unknown field ${params.additionalProperty}`;
  if (keyword === 'enum') return `${path} needs one of ${params.allowedValues.join(', ')}`;
  if (keyword === 'pattern') return `${path} has the wrong form, expected ${params.pattern}`;
  return `${path} ${message}`;
}
