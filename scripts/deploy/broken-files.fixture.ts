// For tests: rendered files with one thing wrong each, which an API server (or kustomize) refuses, and what is said of it.
import type { Job } from 'kubernetes-types/batch/v1.js';
import type { ConfigMap, PersistentVolumeClaim, Secret, Service } from 'kubernetes-types/core/v1.js';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import type { TestRun } from './manifests.ts';

interface Kinds {
  'testrun.yaml': TestRun;
  'collector.yaml': Job;
  'network-policy.yaml': NetworkPolicy;
  'collector-service.yaml': Service;
  'collector-secret.yaml': Secret;
  'results.yaml': PersistentVolumeClaim;
  'config.yaml': ConfigMap;
  'kustomization.yaml': { configMapGenerator: { name: string; files: string[] }[]; resources: string[] };
}

export interface Broken {
  file: keyof Kinds;
  what: string;
  change: (object: never) => void;
  said: RegExp;
  /** The server takes it, and the operator's pods fail later. */
  isOurs: boolean;
}

type Row<F extends keyof Kinds> = [what: string, change: (object: Kinds[F]) => void, said: RegExp];

function broken<F extends keyof Kinds>(file: F, rows: readonly Row<F>[]): Broken[] {
  return rows.map(([what, change, said]) => ({ file, what, change, said, isOurs: false }));
}

const later = (rows: readonly Broken[]): Broken[] => rows.map((one) => ({ ...one, isOurs: true }));
const put = (object: unknown, fields: object): void => void Object.assign(object as object, fields);
const podOf = (job: Job) => job.spec!.template.spec!;
const containerOf = (job: Job) => podOf(job).containers[0]!;

export const BROKEN: readonly Broken[] = [
  ...broken('collector.yaml', [
    ['a wrong type', (job) => put(job.spec, { backoffLimit: '3' }), /^spec\.backoffLimit must be integer$/],
    ['an unknown field', (job) => put(job.spec, { retries: 3 }), /^spec has the unknown field retries$/],
    [
      'an unknown field in the container',
      (job) => put(containerOf(job), { cmd: [] }),
      /^spec\.template\.spec\.containers\.0 has the unknown field cmd$/,
    ],
    [
      'restartPolicy Always',
      (job) => put(podOf(job), { restartPolicy: 'Always' }),
      /^spec\.template\.spec\.restartPolicy is "Always", expected Never or OnFailure$/,
    ],
    [
      'a mount without its volume',
      (job) => put(containerOf(job).volumeMounts![0], { name: 'result' }),
      /volumeMounts\.0 has the name "result", which no volume has$/,
    ],
    [
      'two mounts on one path',
      (job) => put(containerOf(job).volumeMounts![0], { mountPath: '/tmp' }),
      /volumeMounts has the path "\/tmp" twice$/,
    ],
    [
      'two volumes of one name',
      (job) => put(podOf(job), { volumes: [...podOf(job).volumes!, { name: 'tmp', emptyDir: {} }] }),
      /volumes has the name "tmp" twice$/,
    ],
    [
      'a volume of two sources',
      (job) => put(podOf(job).volumes![0], { emptyDir: {} }),
      /volumes\.0 has persistentVolumeClaim and emptyDir, expected one source$/,
    ],
    [
      'an upper-case name',
      (job) => put(job.metadata, { name: 'Collector' }),
      /^metadata\.name is "Collector", expected lower-case letters/,
    ],
    [
      'a name that is no label',
      (job) => put(job.metadata, { name: 'a'.repeat(64) }),
      /^metadata\.name is "a+", .* 63 at most$/,
    ],
    [
      'a name of a container with a dot',
      (job) => {
        put(containerOf(job), { name: 'col.lector' });
      },
      /containers has the name "col\.lector", expected lower-case letters/,
    ],
    ['no container', (job) => put(podOf(job), { containers: [] }), /spec\.containers is empty$/],
    ['metadata.labls', (job) => put(job.metadata, { labls: {} }), /^metadata has the unknown field labls$/],
    [
      'a label with a blank',
      (job) => put(job.metadata!.labels, { team: 'load test' }),
      /^metadata\.labels\.team is "load test", expected 63 letters/,
    ],
    [
      'a label of the pod that is a number',
      (job) => put(job.spec!.template.metadata!.labels, { team: 5 }),
      /^spec\.template\.metadata\.labels\.team must be string$/,
    ],
    [
      'a key of a label with two slashes',
      (job) => put(job.metadata!.labels, { 'a/b/c': 'x' }),
      /^metadata\.labels has the key "a\/b\/c"/,
    ],
    ['a wrong apiVersion', (job) => put(job, { apiVersion: 'batch/v2' }), /^apiVersion needs one of batch\/v1$/],
    ['no apiVersion', (job) => void Reflect.deleteProperty(job, 'apiVersion'), /^apiVersion is missing$/],
    [
      'a kind that there is not',
      (job) => put(job, { kind: 'Jobb' }),
      /^kind is "Jobb", which batch\/v1 does not have$/,
    ],
    [
      'an amount without a unit that exists',
      (job) => put(containerOf(job).resources!.limits, { memory: '1Gigs' }),
      /resources\.limits\.memory has the wrong form/,
    ],
    [
      'a request over its limit',
      (job) => put(containerOf(job).resources!.requests, { cpu: '9' }),
      /requests\.cpu is 9, expected at most the limit 2000m$/,
    ],
    [
      'a pull policy that there is not',
      (job) => put(containerOf(job), { imagePullPolicy: 'Sometimes' }),
      /imagePullPolicy needs one of Always, IfNotPresent, Never$/,
    ],
    [
      'a deadline before the start',
      (job) => put(job.spec, { activeDeadlineSeconds: -1 }),
      /^spec\.activeDeadlineSeconds is -1, expected 0 or more$/,
    ],
    [
      'a variable without a name',
      (job) => put(containerOf(job), { env: [{ value: 'x' }] }),
      /env\.0 must have required property 'name'$/,
    ],
  ]),
  ...broken('results.yaml', [
    [
      'access mode ReadWriteAll',
      (claim) => put(claim.spec, { accessModes: ['ReadWriteAll'] }),
      /^spec\.accessModes\.0 needs one of ReadWriteOnce, /,
    ],
    ['no access mode', (claim) => put(claim.spec, { accessModes: [] }), /^spec\.accessModes is missing$/],
    [
      'quantity 20Gigs',
      (claim) => put(claim.spec!.resources!.requests, { storage: '20Gigs' }),
      /^spec\.resources\.requests\.storage has the wrong form/,
    ],
    [
      'no storage',
      (claim) => put(claim.spec!.resources, { requests: {} }),
      /^spec\.resources\.requests\.storage is missing/,
    ],
    ['no name', (claim) => void Reflect.deleteProperty(claim.metadata!, 'name'), /^metadata\.name is missing$/],
  ]),
  ...broken('config.yaml', [
    ['a value that is a number', (config) => put(config.data, { port: 80 }), /^data\.port must be string$/],
    ['a key with a slash', (config) => put(config.data, { 'a/b': 'x' }), /^data has the key "a\/b"/],
    [
      'more than a mebibyte',
      (config) => put(config.data, { big: 'x'.repeat(1_048_576) }),
      /^data has \d+ bytes, expected 1048576 at most$/,
    ],
  ]),
  ...broken('network-policy.yaml', [
    [
      'a direction that there is not',
      (policy) => put(policy.spec, { policyTypes: ['Outgoing'] }),
      /^spec\.policyTypes\.0 needs one of Ingress, Egress$/,
    ],
    [
      'an address that is none',
      (policy) => put(policy.spec!.egress![1]!.to![0]!.ipBlock, { cidr: '10.0.0.1/40' }),
      /^spec\.egress\.1 has the address "10\.0\.0\.1\/40", expected a CIDR$/,
    ],
    [
      'a port over 65535',
      (policy) => put(policy.spec!.egress![1]!.ports![0], { port: 70_000 }),
      /ports\.0\.port is 70000, expected 1 to 65535/,
    ],
    [
      'a protocol that there is not',
      (policy) => put(policy.spec!.egress![1]!.ports![0], { protocol: 'HTTP' }),
      /ports\.0\.protocol needs one of TCP, UDP, SCTP$/,
    ],
  ]),
  ...broken('testrun.yaml', [
    [
      'an upper-case name',
      (run) => put(run.metadata, { name: 'Stress' }),
      /^metadata\.name is "Stress", expected lower-case/,
    ],
    ['metadata.labls', (run) => put(run.metadata, { labls: {} }), /^metadata has the unknown field labls$/],
    ['a wrong apiVersion', (run) => put(run, { apiVersion: 'k6.io/v1' }), /^apiVersion needs one of k6\.io\/v1alpha1$/],
  ]),
  ...later(
    broken('testrun.yaml', [
      [
        'a mount without its volume',
        (run) => put(run.spec.runner, { volumes: [] }),
        /^spec\.runner\.volumeMounts\.0 has the name "results", which no volume has$/,
      ],
      [
        'a label of a pod with a blank',
        (run) => put(run.spec.runner.metadata.labels, { team: 'a b' }),
        /^spec\.runner\.metadata\.labels\.team is "a b"/,
      ],
      [
        'a profile that there is not',
        (run) => put(run.spec.starter.securityContext, { seccompProfile: { type: 'Default' } }),
        /^spec\.starter\.securityContext\.seccompProfile\.type needs one of/,
      ],
    ]),
  ),
  ...broken('testrun.yaml', [
    [
      'a wrong type in a container',
      (run) => put(run.spec.runner.containerSecurityContext, { readOnlyRootFilesystem: 'yes' }),
      /^spec\.runner\.containerSecurityContext\.readOnlyRootFilesystem must be boolean$/,
    ],
  ]),
  ...broken('collector-service.yaml', [
    [
      'a name that begins with a digit',
      (service) => put(service.metadata, { name: '1-collector' }),
      /^metadata\.name is "1-collector", expected a letter, then/,
    ],
    [
      'a port that there is not',
      (service) => put(service.spec!.ports![0], { port: 0 }),
      /^spec\.ports\.0\.port is 0, expected 1 to 65535 or a name$/,
    ],
    ['no ports', (service) => put(service.spec, { ports: [] }), /^spec\.ports is missing or empty$/],
  ]),
  ...broken('collector-secret.yaml', [
    ['a key with a blank', (secret) => put(secret, { stringData: { 'a key': 'x' } }), /^data has the key "a key"/],
    [
      'a text that is a number',
      (secret) => put(secret, { stringData: { key: 5 } }),
      /^stringData\.key must be string$/,
    ],
  ]),
  ...broken('kustomization.yaml', [
    [
      'an unknown field',
      (base) => put(base, { resource: [] }),
      /^kustomization\.yaml: the object has the unknown field resource:/,
    ],
    [
      'a file that is not there',
      (base) => put(base, { resources: ['job.yaml'] }),
      /resources\.0 is "job\.yaml", which is not there/,
    ],
    [
      'a name of a ConfigMap with capitals',
      (base) => put(base.configMapGenerator[0], { name: 'Stress' }),
      /configMapGenerator\.0\.name is "Stress"/,
    ],
  ]),
];
