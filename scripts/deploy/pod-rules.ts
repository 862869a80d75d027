// What an API server refuses in a pod besides fields and types: mounts without a volume, names twice, requests over limits.
import { LABEL_NAME, QUANTITY } from './kubernetes-values.ts';
import { at, type Part, partOf, partsOf, shown } from './object-parts.ts';

/** The specification of a pod. */
export function podProblems(value: unknown, path: string): string[] {
  const pod = partOf(value);
  const containers = partsOf(pod.containers);
  const all = [...partsOf(pod.initContainers), ...containers];
  const volumes = partsOf(pod.volumes);
  return [
    ...(Array.isArray(pod.containers) && containers.length === 0 ? [`${at(path, 'containers')} is empty`] : []),
    ...namesOf(volumes, at(path, 'volumes')),
    ...namesOf(all, at(path, 'containers')),
    ...volumes.flatMap((volume, index) => volumeProblems(volume, at(path, `volumes.${index}`))),
    ...containers.flatMap((one, index) => containerProblems(one, volumes, at(path, `containers.${index}`))),
    ...partsOf(pod.initContainers).flatMap((one, index) =>
      containerProblems(one, volumes, at(path, `initContainers.${index}`)),
    ),
  ];
}

function namesOf(parts: readonly Part[], path: string): string[] {
  const names = parts.map(({ name }) => name).filter((name) => typeof name === 'string');
  const wrong = names.filter((name) => !LABEL_NAME.test(name));
  const twice = names.filter((name, index) => names.indexOf(name) < index);
  return [
    ...wrong.map(
      (name) => `${path} has the name ${shown(name)}, expected lower-case letters, digits and -, 63 at most`,
    ),
    ...twice.map((name) => `${path} has the name ${shown(name)} twice`),
  ];
}

function volumeProblems(volume: Part, path: string): string[] {
  const kinds = Object.keys(volume).filter((field) => field !== 'name' && volume[field] !== null);
  return kinds.length === 1 ? [] : [`${path} has ${kinds.join(' and ') || 'no source'}, expected one source`];
}

function containerProblems(container: Part, volumes: readonly Part[], path: string): string[] {
  const mounts = partsOf(container.volumeMounts);
  const paths = mounts.map(({ mountPath }) => mountPath);
  return [
    ...(container.image === undefined || container.image === '' ? [`${at(path, 'image')} is missing`] : []),
    ...mounts.flatMap(({ name }, index) =>
      volumes.some((volume) => volume.name === name)
        ? []
        : [`${at(path, `volumeMounts.${index}`)} has the name ${shown(name)}, which no volume has`],
    ),
    ...paths
      .filter((mountPath, index) => paths.indexOf(mountPath) < index)
      .map((mountPath) => `${at(path, 'volumeMounts')} has the path ${shown(mountPath)} twice`),
    ...amountProblems(container.resources, at(path, 'resources')),
    ...partsOf(container.env).flatMap((variable, index) => variableProblems(variable, at(path, `env.${index}`))),
  ];
}

function variableProblems({ name, value, valueFrom }: Part, path: string): string[] {
  const isNamed = typeof name !== 'string' || /^[ -<>-~]+$/.test(name);
  return [
    ...(isNamed ? [] : [`${at(path, 'name')} is ${shown(name)}, expected printable letters without =`]),
    ...(value && valueFrom ? [`${path} has value and valueFrom, expected one of them`] : []),
  ];
}

const SUFFIXES: Readonly<Record<string, number>> = {
  ...{ n: 1e-9, u: 1e-6, m: 1e-3, k: 1e3, M: 1e6, G: 1e9, T: 1e12, P: 1e15, E: 1e18 },
  ...{ Ki: 2 ** 10, Mi: 2 ** 20, Gi: 2 ** 30, Ti: 2 ** 40, Pi: 2 ** 50, Ei: 2 ** 60 },
};

/** NaN for what is not an amount. */
export function amountOf(value: unknown): number {
  const text = String(value);
  if (!QUANTITY.test(text)) return Number.NaN;
  const [suffix = ''] = /[KMGTPE]i$|[numkMGTPE]$/.exec(text) ?? [];
  return Number(text.slice(0, text.length - suffix.length)) * (SUFFIXES[suffix] ?? 1);
}

function amountProblems(value: unknown, path: string): string[] {
  const [requests, limits] = [partOf(partOf(value).requests), partOf(partOf(value).limits)];
  return Object.keys(requests)
    .filter((kind) => amountOf(requests[kind]) > amountOf(limits[kind] ?? Number.POSITIVE_INFINITY))
    .map((kind) => `${at(path, `requests.${kind}`)} is ${requests[kind]}, expected at most the limit ${limits[kind]}`);
}
