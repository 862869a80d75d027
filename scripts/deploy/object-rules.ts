// What an API server refuses besides fields and types: names, labels, and what goes with what.
import ipaddr from 'ipaddr.js';
import { CONFIG_KEY, isLabelKey, isLabelValue, isSubdomain, LABEL_NAME } from './kubernetes-values.ts';
import { type Part, partOf, partsOf, shown } from './object-parts.ts';
import { amountOf, podProblems } from './pod-rules.ts';

/** The metadata of an object. `longest`: jobs and their like pass their name on as a label. */
export function metadataProblems(value: unknown, longest: number): string[] {
  const { name, generateName, namespace, labels, annotations } = partOf(value);
  const problems: string[] = [];
  if (name === undefined && generateName === undefined) problems.push('metadata.name is missing');
  if (typeof name === 'string' && (!isSubdomain(name) || name.length > longest))
    problems.push(`metadata.name is ${shown(name)}, expected lower-case letters, digits, - and ., ${longest} at most`);
  if (typeof namespace === 'string' && !LABEL_NAME.test(namespace))
    problems.push(`metadata.namespace is ${shown(namespace)}, expected lower-case letters, digits and -, 63 at most`);
  return [
    ...problems,
    ...labelProblems(labels, 'metadata.labels'),
    ...keyProblems(annotations, 'metadata.annotations'),
  ];
}

function keyProblems(value: unknown, path: string): string[] {
  return Object.keys(partOf(value))
    .filter((key) => !isLabelKey(key))
    .map((key) => `${path} has the key ${shown(key)}, expected letters, digits and -_. after an optional domain and /`);
}

export function labelProblems(value: unknown, path: string): string[] {
  const wrong = Object.entries(partOf(value)).filter(([, text]) => typeof text === 'string' && !isLabelValue(text));
  return [
    ...keyProblems(value, path),
    ...wrong.map(([key, text]) => `${path}.${key} is ${shown(text)}, expected 63 letters, digits and -_. at most`),
  ];
}

const NOT_BELOW: Readonly<Record<string, number>> = {
  backoffLimit: 0,
  completions: 0,
  parallelism: 0,
  ttlSecondsAfterFinished: 0,
  activeDeadlineSeconds: 0,
};

function jobProblems(spec: Part): string[] {
  const template = partOf(spec.template);
  const pod = partOf(template.spec);
  const { restartPolicy } = pod;
  const own = restartPolicy === 'Never' || restartPolicy === 'OnFailure';
  const low = Object.entries(NOT_BELOW).filter(
    ([field, least]) => typeof spec[field] === 'number' && spec[field] < least,
  );
  return [
    ...(own ? [] : [`spec.template.spec.restartPolicy is ${shown(restartPolicy)}, expected Never or OnFailure`]),
    ...(spec.podFailurePolicy && restartPolicy === 'OnFailure'
      ? ['spec.podFailurePolicy needs restartPolicy Never']
      : []),
    ...low.map(([field, least]) => `spec.${field} is ${spec[field]}, expected ${least} or more`),
    ...labelProblems(partOf(template.metadata).labels, 'spec.template.metadata.labels'),
    ...podProblems(pod, 'spec.template.spec'),
  ];
}

function claimProblems(spec: Part): string[] {
  const storage = partOf(partOf(spec.resources).requests).storage;
  const modes = spec.accessModes;
  return [
    ...(Array.isArray(modes) && modes.length > 0 ? [] : ['spec.accessModes is missing']),
    ...(storage === undefined || amountOf(storage) <= 0
      ? ['spec.resources.requests.storage is missing or not above 0']
      : []),
    ...(typeof spec.storageClassName === 'string' && spec.storageClassName !== '' && !isSubdomain(spec.storageClassName)
      ? [`spec.storageClassName is ${shown(spec.storageClassName)}, expected the name of a StorageClass`]
      : []),
  ];
}

/** A mebibyte, as the server counts it. */
export const MAX_CONFIG_BYTES = 1_048_576;

/** A Secret's texts are in stringData, its bytes in data. */
function secretProblems({ data, stringData }: Part): string[] {
  return configProblems({ data: stringData, binaryData: data });
}

function configProblems({ data, binaryData }: Part): string[] {
  const [texts, bytes] = [partOf(data), partOf(binaryData)];
  const keys = [...Object.keys(texts), ...Object.keys(bytes)];
  const size = [...Object.values(texts), ...Object.values(bytes)].reduce<number>(
    (sum, text) => sum + Buffer.byteLength(String(text)),
    0,
  );
  return [
    ...keys
      .filter((key) => !CONFIG_KEY.test(key))
      .map((key) => `data has the key ${shown(key)}, expected letters, digits, -, _ and .`),
    ...Object.keys(bytes)
      .filter((key) => key in texts)
      .map((key) => `data and binaryData both have ${shown(key)}`),
    ...(size > MAX_CONFIG_BYTES ? [`data has ${size} bytes, expected ${MAX_CONFIG_BYTES} at most`] : []),
  ];
}

/** Its name is a name in DNS, which starts with a letter. */
function serviceProblems({ metadata, spec }: Part): string[] {
  const { name } = partOf(metadata);
  const ports = partsOf(partOf(spec).ports);
  const isHeadless = partOf(spec).clusterIP === 'None' || partOf(spec).type === 'ExternalName';
  return [
    ...(typeof name === 'string' && !/^[a-z][a-z\d-]{0,62}$/.test(name)
      ? [`metadata.name is ${shown(name)}, expected a letter, then lower-case letters, digits and -, 63 at most`]
      : []),
    ...(ports.length === 0 && !isHeadless ? ['spec.ports is missing or empty'] : []),
    ...ports.flatMap((port, index) => portProblems(port, `spec.ports.${index}`)),
    ...labelProblems(partOf(spec).selector, 'spec.selector'),
  ];
}

function policyProblems(spec: Part): string[] {
  const rules = (['egress', 'ingress'] as const).flatMap((kind) =>
    partsOf(spec[kind]).map((rule, index) => [rule, `spec.${kind}.${index}`] as const),
  );
  return [
    ...labelProblems(partOf(spec.podSelector).matchLabels, 'spec.podSelector.matchLabels'),
    ...rules.flatMap(([rule, path]) => [
      ...partsOf(rule.ports).flatMap((port, index) => portProblems(port, `${path}.ports.${index}`)),
      ...[...partsOf(rule.to), ...partsOf(rule.from)].flatMap((peer) => peerProblems(peer, path)),
    ]),
  ];
}

function portProblems({ port }: Part, path: string): string[] {
  const isPort =
    typeof port === 'number' ? port >= 1 && port <= 65_535 : typeof port !== 'string' || /[a-z]/.test(port);
  return isPort ? [] : [`${path}.port is ${shown(port)}, expected 1 to 65535 or a name`];
}

function peerProblems({ ipBlock, ...selectors }: Part, path: string): string[] {
  if (ipBlock === undefined) return [];
  const { cidr } = partOf(ipBlock);
  return [
    ...(typeof cidr === 'string' && !ipaddr.isValidCIDR(cidr)
      ? [`${path} has the address ${shown(cidr)}, expected a CIDR`]
      : []),
    ...(Object.keys(selectors).length > 0 ? [`${path} has ipBlock and a selector, expected one of them`] : []),
  ];
}

/** Kinds whose name is a label of their pods. */
const NAMES_ARE_LABELS = ['Job', 'TestRun'];

const OWN_RULES: Readonly<Record<string, (spec: Part, object: Part) => string[]>> = {
  Job: jobProblems,
  Pod: (spec) => podProblems(spec, 'spec'),
  PersistentVolumeClaim: claimProblems,
  ConfigMap: (_, object) => configProblems(object),
  Secret: (_, object) => secretProblems(object),
  Service: (_, object) => serviceProblems(object),
  NetworkPolicy: policyProblems,
};

/** Rules of an object's own kind and those that all have. */
export function ruleProblems(object: Record<string, unknown>): string[] {
  const { kind, metadata } = object;
  const spec = partOf(object.spec);
  const own = typeof kind === 'string' ? (OWN_RULES[kind]?.(spec, object) ?? []) : [];
  return [...metadataProblems(metadata, NAMES_ARE_LABELS.includes(String(kind)) ? 63 : 253), ...own];
}
