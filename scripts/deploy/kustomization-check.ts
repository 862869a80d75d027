// Whether kustomize takes a folder's kustomization: fields that it knows, and files that are there. It is sent to no server.
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { CONFIG_KEY, isSubdomain } from './kubernetes-values.ts';
import { partOf, partsOf, shown } from './object-parts.ts';
import { labelProblems, MAX_CONFIG_BYTES } from './object-rules.ts';
import type { AnyObject } from './yaml-file.ts';

/** By kustomize's reference of its file. */
const FIELDS = [
  ...['apiVersion', 'kind', 'metadata', 'openapi', 'namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'labels'],
  ...[
    'commonAnnotations',
    'patchesStrategicMerge',
    'patchesJson6902',
    'patches',
    'images',
    'imageTags',
    'replacements',
  ],
  ...['replicas', 'vars', 'sortOptions', 'resources', 'components', 'crds', 'bases', 'configMapGenerator'],
  ...[
    'secretGenerator',
    'helmGlobals',
    'helmCharts',
    'helmChartInflationGenerator',
    'generatorOptions',
    'configurations',
  ],
  ...['generators', 'transformers', 'validators', 'buildMetadata'],
];
const API_VERSION = 'kustomize.config.k8s.io/v1beta1';

export const isKustomization = ({ kind }: AnyObject, name: string): boolean =>
  kind === 'Kustomization' || name === 'kustomization.yaml';

export async function kustomizationProblems(object: AnyObject, dir: string): Promise<string[]> {
  const { apiVersion = API_VERSION, kind = 'Kustomization', resources = [], configMapGenerator = [] } = object;
  const problems = Object.keys(object)
    .filter((field) => !FIELDS.includes(field))
    .map((field) => `the object has the unknown field ${field}`);
  if (apiVersion !== API_VERSION) problems.push(`apiVersion needs one of ${API_VERSION}`);
  if (kind !== 'Kustomization') problems.push(`kind is ${shown(kind)}, expected Kustomization`);
  if (!Array.isArray(resources)) return [...problems, 'resources must be array'];
  if (!Array.isArray(configMapGenerator)) return [...problems, 'configMapGenerator must be array'];
  const lists = await Promise.all([
    ...resources.map((file, index) => fileProblems(file, dir, `resources.${index}`)),
    ...partsOf(configMapGenerator).map((one, index) => generatorProblems(one, dir, `configMapGenerator.${index}`)),
  ]);
  return [...problems, ...lists.flat()];
}

async function generatorProblems(one: Record<string, unknown>, dir: string, path: string): Promise<string[]> {
  const files = Array.isArray(one.files) ? one.files : [];
  const lists = await Promise.all(
    files.map(async (entry, index) => {
      const [key = '', file = key] = String(entry).split('=');
      const isKey = CONFIG_KEY.test(key.split('/').at(-1) ?? '');
      const where = `${path}.files.${index}`;
      return [
        ...(isKey ? [] : [`${where} has the key ${shown(key)}, expected letters, digits, -, _ and .`]),
        ...(await fileProblems(file, dir, where, MAX_CONFIG_BYTES)),
      ];
    }),
  );
  return [
    ...(typeof one.name === 'string' && isSubdomain(one.name)
      ? []
      : [`${path}.name is ${shown(one.name)}, expected lower-case letters, digits, - and .`]),
    ...labelProblems(partOf(one.options).labels, `${path}.options.labels`),
    ...lists.flat(),
  ];
}

async function fileProblems(
  file: unknown,
  dir: string,
  path: string,
  most = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  if (typeof file !== 'string') return [`${path} must be string`];
  if (/^[\w.-]+[:/].*\/\/|^https?:/.test(file)) return [];
  const found = await stat(join(dir, file)).catch(() => undefined);
  if (found === undefined) return [`${path} is ${shown(file)}, which is not there`];
  return found.size > most ? [`${path} has ${found.size} bytes, expected ${most} at most`] : [];
}
