// An OpenAPI document, 2.0 to 3.1, JSON or YAML: an endpoint for each operation.
import { basename } from 'node:path';
import { UserError } from 'k6-kit/user-error';
import { emptyOf, freeName, type Imported, type ImportedEndpoint, METHODS, type Method, nameOf } from './model.ts';
import { exampleOf, type Schema } from './openapi-example.ts';
import { isSecretName } from './secrets.ts';

interface Parameter extends Omit<Schema, 'required' | 'examples'> {
  name: string;
  in: string;
  required?: boolean;
  schema?: Schema;
  examples?: Examples;
}

type Examples = Record<string, { value?: unknown }>;

interface Media {
  schema?: Schema;
  example?: unknown;
  examples?: Examples;
}

interface Operation {
  operationId?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; content?: Record<string, Media> };
  deprecated?: boolean;
}

interface Document {
  servers?: { url: string }[];
  basePath?: string;
  paths?: Record<string, Record<string, unknown> & { parameters?: Parameter[] }>;
  components?: { securitySchemes?: Record<string, unknown> };
  securityDefinitions?: Record<string, unknown>;
}

/** `source`: a file, or an http(s) address. Throws a UserError for anything but an OpenAPI document. */
export async function readOpenApi(source: string): Promise<Imported> {
  const document = await load(source);
  const leftOut: string[] = [];
  const taken = new Set<string>();
  const prefix = prefixOf(document);
  const endpoints = Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
    METHODS.flatMap((method): ImportedEndpoint[] => {
      const operation = item[method.toLowerCase()] as Operation | undefined;
      if (operation === undefined) return [];
      if (operation.deprecated) {
        leftOut.push(`deprecated: ${method} ${path}`);
        return [];
      }
      return [endpointOf(method, prefix + path, operation, item.parameters ?? [], taken)];
    }),
  );
  if (endpoints.length === 0)
    throw new UserError('E_IMPORT', `${source} has no operation: expected paths with get, post and so on`);
  const schemes = Object.keys(document.components?.securitySchemes ?? document.securityDefinitions ?? {});
  if (schemes.length > 0) leftOut.push(`credentials (${schemes.join(', ')}): AUTH_TOKEN is sent as a Bearer token`);
  return { source: basename(source), endpoints, leftOut, hourlyPerS: undefined };
}

async function load(source: string): Promise<Document> {
  const { default: parser } = await import('@apidevtools/swagger-parser');
  try {
    // A document names its neighbours in the same folder; what it names elsewhere is nobody's wish.
    const isRemote = /^https?:\/\//i.test(source);
    return (await parser.dereference(source, {
      resolve: { ...(!isRemote && { http: false as const }) },
      dereference: { circular: true },
    })) as Document;
  } catch (cause) {
    const [line = ''] = (cause as Error).message.split('\n');
    throw new UserError('E_IMPORT', `${source} cannot be read: ${line}; expected an OpenAPI document, JSON or YAML`, {
      cause,
    });
  }
}

/** Paths are relative to the first server; its host is the environment's affair. */
function prefixOf({ servers, basePath }: Document): string {
  const url = servers?.[0]?.url ?? basePath ?? '';
  return url
    .replace(/^https?:\/\/[^/]*/i, '')
    .replace(/\{[^}]*\}/g, '')
    .replace(/\/+$/, '');
}

function endpointOf(
  method: Method,
  path: string,
  operation: Operation,
  shared: readonly Parameter[],
  taken: Set<string>,
): ImportedEndpoint {
  const own = operation.parameters ?? [];
  const parameters = [
    ...shared.filter((one) => !own.some((other) => other.name === one.name && other.in === one.in)),
    ...own,
  ];
  const shown = (place: string) =>
    parameters.filter((one) => one.in === place).map((one) => [one, valuesOf(one)] as const);
  const params = Object.fromEntries(shown('path').map(([{ name }, values]) => [name, values.map(encodeURIComponent)]));
  const asked = shown('query').filter(
    ([{ name, required }, values]) => required || (values.length > 0 && !isSecretName(name)),
  );
  const query = Object.fromEntries(asked.map(([{ name }, values]) => [name, isSecretName(name) ? [] : values]));
  const headers = shown('header').filter(([{ name, required }]) => required && !isSecretName(name));
  const { body, contentType, missing } = bodyOf(operation, parameters);
  const lacking = headers.flatMap(([{ name }, values]) => (values.length === 0 ? [`header ${name}`] : []));
  return {
    name: freeName(nameOf(operation.operationId ?? `${method} ${path}`), taken),
    ...{ method, path, weight: 1, params, query, body },
    headers: {
      ...(contentType !== undefined && { 'content-type': contentType }),
      ...Object.fromEntries(headers.flatMap(([{ name }, [value]]) => (value === undefined ? [] : [[name, value]]))),
    },
    missing: [...emptyOf(params), ...emptyOf(query), ...lacking, ...missing],
    p95Ms: undefined,
    p99Ms: undefined,
  };
}

/** As texts; none where the document shows none. */
function valuesOf(parameter: Parameter): string[] {
  const { example, examples = {}, schema, required: _, ...older } = parameter;
  const named = Object.values(examples).map(({ value }) => value);
  const first = example ?? named.find((value) => value !== undefined) ?? exampleOf(schema ?? older);
  if (first === undefined || first === null) return [];
  return [typeof first === 'object' ? [first].flat().join(',') : String(first)];
}

function bodyOf(
  { requestBody }: Operation,
  parameters: readonly Parameter[],
): { body: string | undefined; contentType: string | undefined; missing: string[] } {
  const older = parameters.find((one) => one.in === 'body');
  const content: Record<string, Media> | undefined =
    requestBody?.content ?? (older && { 'application/json': { ...(older.schema && { schema: older.schema }) } });
  if (content === undefined) {
    const hasForm = parameters.some((one) => one.in === 'formData');
    return { body: undefined, contentType: undefined, missing: hasForm ? ['body'] : [] };
  }
  const [type, media] = Object.entries(content).find(([name]) => /json/i.test(name)) ?? [];
  if (media === undefined) return { body: undefined, contentType: undefined, missing: ['body'] };
  const named = Object.values(media.examples ?? {})[0]?.value;
  const value = media.example ?? named ?? exampleOf(media.schema);
  if (value === undefined) return { body: undefined, contentType: type, missing: ['body'] };
  return { body: JSON.stringify(value), contentType: type, missing: [] };
}
