// A test as Kubernetes objects: k6-operator's TestRun over the bundle, a volume for what the instances measure, and the job that merges it.
import type { Job } from 'kubernetes-types/batch/v1.js';
import type {
  EnvVar,
  PersistentVolumeClaim,
  PodSecurityContext,
  ResourceRequirements,
  Volume,
  VolumeMount,
} from 'kubernetes-types/core/v1.js';
import type { ObjectMeta } from 'kubernetes-types/meta/v1.js';
import { SYSTEM } from '../../thresholds/system.ts';
import type { Sizing } from './sizing.ts';

export interface DeployRequest {
  /** Name of the bundle: `stress` or `stress-health`. */
  bundle: string;
  /** What the script gets from the guard's decision: its target and endpoints, leave for production. */
  settings: Readonly<Record<string, string>>;
  instances: number;
  /** Image of k6, with its tag. */
  image: string;
  /** Image of this repository, for the job that merges; built by the user. */
  collectorImage: string;
  /** Secret with the key AUTH_TOKEN; the token itself is in no manifest. */
  secret: string;
  storageClass: string | undefined;
  timeScale: string | undefined;
  sizing: Sizing;
  /** Longest that the run may take, seconds. */
  runS: number;
  /** Each instance judges its own part as well, so that limits that abort a run do. */
  judgesParts: boolean;
}

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
    runner: TestRunPod;
  };
}

interface TestRunPod {
  image: string;
  env: EnvVar[];
  resources?: ResourceRequirements;
  volumes?: Volume[];
  volumeMounts?: VolumeMount[];
  securityContext?: PodSecurityContext;
}

/** Where the instances leave points and results, and the collector finds them. */
const RESULTS = '/results';
/** Share of what is asked for that a pod gets at most: a generator that is throttled measures its own throttling. */
const HEADROOM = 1.5;
const COLLECTOR_WAIT_S = 600;
/** The user of k6's own image; by number, since Kubernetes cannot tell of a name that it is not root's. */
const K6_USER = 12345;

/** Names of objects allow lower-case letters, digits and hyphens. */
export const nameOf = ({ bundle }: Pick<DeployRequest, 'bundle'>): string => `${SYSTEM.slug}-${bundle}`;

export function testRun(request: DeployRequest): TestRun {
  const { bundle, instances, image, secret, sizing } = request;
  const settings = plain({
    ...request.settings,
    ...(request.timeScale && { TIME_SCALE: request.timeScale }),
    K6_NO_USAGE_REPORT: 'true',
  });
  const token = {
    name: 'AUTH_TOKEN',
    valueFrom: { secretKeyRef: { name: secret, key: 'AUTH_TOKEN', optional: true } },
  };
  const cpu = Math.max(0.5, sizing.cores / instances);
  const memoryMb = Math.max(256, sizing.memoryMb / instances);
  return {
    apiVersion: API_VERSION,
    kind: KIND,
    ...head(request),
    spec: {
      parallelism: instances,
      // One instance to a node: two on one would share its ports and its network.
      separate: true,
      // The collector judges the whole. Judged parts only matter while the run goes on: most requests failed, and it ends.
      ...(!request.judgesParts && { arguments: '--no-thresholds' }),
      script: { configMap: { name: nameOf(request), file: `${bundle}.js` } },
      // The script reads its settings while it loads, in the initializer too. That one passes them on as arguments, and up to
      // version 1.5 the plain ones only: it sends nothing, so it gets no token but a word in its place.
      initializer: { image, env: [...settings, ...plain({ AUTH_TOKEN: 'not-sent' })] },
      runner: {
        image,
        env: [
          ...settings,
          token,
          { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
          // Kubernetes puts the pod's name in: every instance has files of its own.
          ...plain({
            K6_OUT: `json=${RESULTS}/$(POD_NAME).points.json.gz`,
            RESULT_FILE: `${RESULTS}/$(POD_NAME).json`,
          }),
        ],
        resources: {
          requests: { cpu: quantity(cpu), memory: `${Math.ceil(memoryMb)}Mi` },
          limits: { memory: `${Math.ceil(memoryMb * HEADROOM)}Mi` },
        },
        volumes: [{ name: 'results', persistentVolumeClaim: { claimName: `${nameOf(request)}-results` } }],
        volumeMounts: [{ name: 'results', mountPath: RESULTS }],
        securityContext: { runAsNonRoot: true, runAsUser: K6_USER, fsGroup: K6_USER },
      },
    },
  };
}

/** Every instance writes to it, so it has to be one that several nodes can mount. */
export function resultsVolume(request: DeployRequest): PersistentVolumeClaim {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    ...head(request, '-results'),
    spec: {
      accessModes: ['ReadWriteMany'],
      ...(request.storageClass && { storageClassName: request.storageClass }),
      resources: { requests: { storage: '20Gi' } },
    },
  };
}

export function collector(request: DeployRequest): Job {
  const { instances, collectorImage, runS } = request;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    ...head(request, '-collector'),
    spec: {
      backoffLimit: 0,
      activeDeadlineSeconds: Math.ceil(runS + 2 * COLLECTOR_WAIT_S),
      template: {
        metadata: { labels: labels(request) },
        spec: {
          restartPolicy: 'Never',
          containers: [
            {
              name: 'collector',
              image: collectorImage,
              command: ['npm', 'run', '-s', 'perf', '--', 'merge', RESULTS],
              args: [
                '--expect',
                String(instances),
                '--wait',
                String(Math.ceil(runS + COLLECTOR_WAIT_S)),
                '--out',
                RESULTS,
              ],
              volumeMounts: [{ name: 'results', mountPath: RESULTS }],
            },
          ],
          volumes: [{ name: 'results', persistentVolumeClaim: { claimName: `${nameOf(request)}-results` } }],
        },
      },
    },
  };
}

/** The base that `kubectl apply -k` takes; the bundle's ConfigMap is made from the file next to it. */
export function kustomization(request: DeployRequest, files: readonly string[]): object {
  return {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    resources: files,
    configMapGenerator: [{ name: nameOf(request), files: [`${request.bundle}.js`] }],
    // The TestRun names it, and kustomize does not know the fields of a TestRun.
    generatorOptions: { disableNameSuffixHash: true },
  };
}

function head(request: DeployRequest, suffix = ''): { metadata: ObjectMeta } {
  return { metadata: { name: `${nameOf(request)}${suffix}`, labels: labels(request) } };
}

function labels(request: DeployRequest): Record<string, string> {
  return { 'app.kubernetes.io/name': SYSTEM.suite, 'app.kubernetes.io/component': request.bundle };
}

function plain(values: Record<string, string>): { name: string; value: string }[] {
  return Object.entries(values).map(([name, value]) => ({ name, value }));
}

/** Cores in thousandths, as Kubernetes writes them. */
function quantity(cores: number): string {
  return `${Math.ceil(cores * 1000)}m`;
}
