// A run as Kubernetes objects: k6-operator's TestRun over the bundle, and the base that `kubectl apply -k` takes.
import type {
  EnvVar,
  PodSecurityContext,
  ResourceRequirements,
  SecurityContext,
  TopologySpreadConstraint,
  Volume,
  VolumeMount,
} from 'kubernetes-types/core/v1.js';
import type { ObjectMeta } from 'kubernetes-types/meta/v1.js';
import { type Component, type DeployRequest, headOf, labelsOf, nameOf, RESULTS } from './deploy-request.ts';
import { type SidecarContainer, uploader } from './http-collection.ts';
import {
  CONTAINER_SECURITY,
  generatorResources,
  INITIALIZER_RESOURCES,
  OWN_RESULTS,
  POD_SECURITY,
  resultsOf,
  STARTER_RESOURCES,
  TMP,
} from './pod-settings.ts';

/** Of k6-operator's custom resource. */
export const API_VERSION = 'k6.io/v1alpha1';
export const KIND = 'TestRun';

/** The fields of k6-operator's TestRun that are used here; what describes pods is Kubernetes' own. */
export interface TestRun {
  apiVersion: typeof API_VERSION;
  kind: typeof KIND;
  metadata: ObjectMeta;
  spec: {
    parallelism: number;
    separate: boolean;
    arguments?: string;
    script: { configMap: { name: string; file: string } };
    initializer: TestRunPod;
    starter: TestRunPod;
    runner: TestRunPod;
  };
}

interface TestRunPod {
  image?: string;
  imagePullPolicy: string;
  metadata: Pick<ObjectMeta, 'labels'>;
  /** The operator has text here. */
  automountServiceAccountToken: 'false';
  env?: EnvVar[];
  initContainers?: SidecarContainer[];
  resources: ResourceRequirements;
  volumes?: Volume[];
  volumeMounts?: VolumeMount[];
  securityContext: PodSecurityContext;
  containerSecurityContext: SecurityContext;
  topologySpreadConstraints?: TopologySpreadConstraint[];
}

export function testRun(request: DeployRequest): TestRun {
  const { bundle, instances, image } = request;
  const settings = plain({
    ...request.settings,
    ...(request.timeScale && { TIME_SCALE: request.timeScale }),
    PERF_RUN_ID: request.runId,
    K6_NO_USAGE_REPORT: 'true',
  });
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    ...headOf(request),
    spec: {
      parallelism: instances,
      separate: request.isSeparate,
      // The collector judges the whole. Judged parts only matter while the run goes on: most requests failed, and it ends.
      ...(!request.judgesParts && { arguments: '--no-thresholds' }),
      script: { configMap: { name: nameOf(request), file: `${bundle}.js` } },
      // The script reads its settings while it loads, in the initializer too. That one passes them on as arguments, and up to
      // version 1.5 the plain ones only: it sends nothing, so it gets no token but a word in its place.
      initializer: {
        ...podOf(request, 'initializer', INITIALIZER_RESOURCES),
        image,
        env: [...settings, ...plain({ AUTH_TOKEN: 'not-sent' })],
        volumes: [TMP.volume],
        volumeMounts: [TMP.mount],
      },
      starter: podOf(request, 'starter', STARTER_RESOURCES),
      runner: {
        ...podOf(request, 'generator', generatorResources(request)),
        image,
        env: [...settings, ...ownFilesAndToken(request)],
        ...resultsFor(request),
        topologySpreadConstraints: [spread(request)],
      },
    },
  };
}

function resultsFor(request: DeployRequest): Pick<TestRunPod, 'volumes' | 'volumeMounts' | 'initContainers'> {
  if (request.uploadToken === undefined) {
    const { volume, mount } = resultsOf(request);
    return { volumes: [volume], volumeMounts: [mount] };
  }
  return {
    initContainers: [uploader(request)],
    volumes: [OWN_RESULTS.volume, TMP.volume],
    volumeMounts: [OWN_RESULTS.mount],
  };
}

function podOf(request: DeployRequest, component: Component, resources: ResourceRequirements): TestRunPod {
  return {
    imagePullPolicy: 'IfNotPresent',
    metadata: { labels: labelsOf(request, component) },
    automountServiceAccountToken: 'false',
    resources,
    securityContext: POD_SECURITY,
    containerSecurityContext: CONTAINER_SECURITY,
  };
}

/** Kubernetes puts the pod's name in: every instance has files of its own. */
function ownFilesAndToken({ secret }: DeployRequest): EnvVar[] {
  return [
    { name: 'AUTH_TOKEN', valueFrom: { secretKeyRef: { name: secret, key: 'AUTH_TOKEN', optional: true } } },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ...plain({
      K6_OUT: `json=${RESULTS}/$(POD_NAME).points.json.gz`,
      RESULT_FILE: `${RESULTS}/$(POD_NAME).json`,
    }),
  ];
}

/** Two instances on one node share its ports and its network; where there are fewer nodes than instances, they have to. */
function spread(request: DeployRequest): TopologySpreadConstraint {
  return {
    maxSkew: 1,
    topologyKey: 'kubernetes.io/hostname',
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels: labelsOf(request, 'generator') },
  };
}

/** The bundle's ConfigMap is made from the file next to it. */
export function kustomization(request: DeployRequest, files: readonly string[]): object {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: files,
    configMapGenerator: [
      { name: nameOf(request), files: [`${request.bundle}.js`], options: { labels: labelsOf(request) } },
    ],
    // The TestRun names it, and kustomize does not know the fields of a TestRun.
    generatorOptions: { disableNameSuffixHash: true },
  };
}

function plain(values: Record<string, string>): { name: string; value: string }[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}
