// Whether an object is one that an API server takes: fields and types by schemas, the rest by rules.
import { type Crd, problemsWith, type Validator, validatorOf } from './crd.ts';
import { kubernetesSchema } from './kubernetes-schema.ts';
import { API_VERSION, KIND } from './manifests.ts';
import { at, type Part, partOf } from './object-parts.ts';
import { labelProblems, ruleProblems } from './object-rules.ts';
import { podProblems } from './pod-rules.ts';
import type { AnyObject } from './yaml-file.ts';

/** Problems of an object, a line each; undefined: its kind is not known here. */
export interface Checker {
  problemsOf: (object: AnyObject) => string[] | undefined;
  /** Version of Kubernetes whose fields are known. */
  version: string;
}

/** Groups of the API whose kinds are all known. */
const KNOWN_GROUP = /^(?:v1|batch\/.*|networking\.k8s\.io\/.*)$/;

/** `root` has the types of Kubernetes in its node_modules. Without a definition the own fields of a TestRun are not checked. */
export function checkerFor(root: string, crd: Crd | undefined): Checker {
  const { version, types } = kubernetesSchema(root);
  const validators = new Map<string, Validator>();
  const validatorFor = (type: string): Validator => {
    const known = validators.get(type) ?? validatorOf({ $ref: `#/$defs/${type}`, $defs: { ...types, Head: HEAD } });
    validators.set(type, known);
    return known;
  };
  const problemsOf = (object: AnyObject): string[] | undefined => {
    const { apiVersion, kind } = object;
    if (kind === KIND) return unique([...(crd ? problemsWith(object, crd) : []), ...ofTestRun(object, validatorFor)]);
    const isKnown = typeof kind === 'string' && types[kind]?.properties?.metadata !== undefined;
    if (isKnown)
      return unique([
        ...(apiVersion === undefined ? ['apiVersion is missing'] : []),
        ...validatorFor(kind)(object),
        ...ruleProblems(object),
      ]);
    if (typeof kind === 'string' && typeof apiVersion === 'string' && !KNOWN_GROUP.test(apiVersion)) return undefined;
    return [`kind is ${JSON.stringify(kind) ?? 'missing'}, which ${apiVersion ?? 'no apiVersion'} does not have`];
  };
  return { problemsOf, version };
}

/** Of an object of another group its metadata is Kubernetes' own. */
const HEAD = { properties: { metadata: { $ref: '#/$defs/ObjectMeta' } } };

/** Fields of a container within the operator's pod; the others are the pod's. */
const OF_CONTAINER = [
  'image',
  'imagePullPolicy',
  'env',
  'envFrom',
  'resources',
  'volumeMounts',
  'livenessProbe',
  'readinessProbe',
];
/** Not a pod's own, or of another type in the operator's definition. */
const NOT_OF_POD = ['metadata', 'containerSecurityContext', 'automountServiceAccountToken', 'disabled'];

/** The operator makes pods of it later, and then nobody sees what the server refuses. */
function ofTestRun(object: AnyObject, validatorFor: (type: string) => Validator): string[] {
  const { apiVersion, spec } = object;
  const pods = Object.entries(partOf(spec)).filter(([name]) => ['initializer', 'starter', 'runner'].includes(name));
  return [
    ...(apiVersion === API_VERSION ? [] : [`apiVersion needs one of ${API_VERSION}`]),
    ...validatorFor('Head')(object),
    ...ruleProblems(object),
    ...pods.flatMap(([name, pod]) => [
      ...labelProblems(partOf(partOf(pod).metadata).labels, `spec.${name}.metadata.labels`),
      ...ofPod(podOf(name, partOf(pod)), validatorFor).map((line) => at(`spec.${name}`, ownPath(line))),
    ]),
  ];
}

function ofPod(pod: Part, validatorFor: (type: string) => Validator): string[] {
  return [...validatorFor('PodSpec')(pod), ...podProblems(pod, '')];
}

/** The pod that a part of a TestRun becomes. */
function podOf(name: string, part: Part): Part {
  const fields = Object.entries(part);
  const container = fields.filter(([field]) => OF_CONTAINER.includes(field));
  const pod = fields.filter(([field]) => !OF_CONTAINER.includes(field) && !NOT_OF_POD.includes(field));
  const { image = 'default', containerSecurityContext: securityContext, initContainers } = part;
  return {
    ...Object.fromEntries(pod),
    // The operator names those that have no name.
    ...(Array.isArray(initContainers) && {
      initContainers: initContainers.map((one, index) => ({ name: `k6-init-${index}`, ...partOf(one) })),
    }),
    containers: [
      {
        ...Object.fromEntries(container),
        name,
        image: image ?? 'default',
        ...(securityContext ? { securityContext } : {}),
      },
    ],
  };
}

/** The field of the TestRun for one of that pod. */
function ownPath(line: string): string {
  return line
    .replace(/^containers\.0\./, '')
    .replace(/^securityContext(?=\.(?:allow|capab|readOnly|privileged|procM))/, 'containerSecurityContext');
}

/** Two schemas may find the same. */
function unique(problems: readonly string[]): string[] {
  return [...new Set(problems)];
}
