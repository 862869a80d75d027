// What every pod has: the settings that Pod Security "restricted" asks for, CPU and memory from the sizing, its mounts.
import type {
  PodSecurityContext,
  ResourceRequirements,
  SecurityContext,
  Volume,
  VolumeMount,
} from 'kubernetes-types/core/v1.js';
import { claimOf, type DeployRequest, RESULTS } from './deploy-request.ts';

/**
 * The user of k6's own image; by number, since Kubernetes cannot see of a name that it is not root's. All pods run as it, and the
 * volume is its group's: the collector reads what generators wrote.
 */
const K6_USER = 12345;
/** Share of what is requested that a pod gets at most: memory that runs out ends it, a CPU limit delays requests. */
const HEADROOM = { memory: 1.5, cpu: 2 };
/** Exact percentiles need every sample of about a dozen metrics, bytes a request; and Node with the suite, MB. */
const COLLECTOR = { bytesPerRequest: 250, ownMb: 384, cores: 1 };

export const POD_SECURITY: PodSecurityContext = {
  runAsNonRoot: true,
  runAsUser: K6_USER,
  runAsGroup: K6_USER,
  fsGroup: K6_USER,
  seccompProfile: { type: 'RuntimeDefault' },
};

export const CONTAINER_SECURITY: SecurityContext = {
  allowPrivilegeEscalation: false,
  readOnlyRootFilesystem: true,
  capabilities: { drop: ['ALL'] },
};

/** The root file system is read-only: k6 packs its archive here, Node its cache. */
export const TMP: { volume: Volume; mount: VolumeMount } = {
  volume: { name: 'tmp', emptyDir: {} },
  mount: { name: 'tmp', mountPath: '/tmp' },
};

/** The run's own folder of the volume; the kubelet makes it, and no pod sees those of other runs. */
export function resultsOf(request: DeployRequest): { volume: Volume; mount: VolumeMount } {
  return {
    volume: { name: 'results', persistentVolumeClaim: { claimName: claimOf(request) } },
    mount: { name: 'results', mountPath: RESULTS, subPath: request.runId },
  };
}

/** What a generator that uploads its files writes to: its node's disk, as long as the pod is there. */
export const OWN_RESULTS: { volume: Volume; mount: VolumeMount } = {
  volume: { name: 'results', emptyDir: {} },
  mount: { name: 'results', mountPath: RESULTS },
};

export function generatorResources({ sizing, instances }: DeployRequest): ResourceRequirements {
  return resources(Math.max(0.5, sizing.cores / instances), Math.max(256, sizing.memoryMb / instances));
}

/** It loads the script once, and sends nothing. */
export const INITIALIZER_RESOURCES = resources(0.25, 256);
/** It is a curl. */
export const STARTER_RESOURCES = resources(0.05, 64);

/** Node, and a chunk of a file. */
export const UPLOADER_RESOURCES = resources(0.1, 192);

export function collectorResources({ sizing, runS }: DeployRequest): ResourceRequirements {
  const requests = sizing.ratePerS * runS;
  return resources(COLLECTOR.cores, COLLECTOR.ownMb + (requests * COLLECTOR.bytesPerRequest) / 1e6);
}

function resources(cores: number, memoryMb: number): ResourceRequirements {
  return {
    requests: { cpu: milli(cores), memory: `${Math.ceil(memoryMb)}Mi` },
    limits: { cpu: milli(cores * HEADROOM.cpu), memory: `${Math.ceil(memoryMb * HEADROOM.memory)}Mi` },
  };
}

/** Cores in thousandths, as Kubernetes writes them. */
function milli(cores: number): string {
  return `${Math.ceil(cores * 1000)}m`;
}
