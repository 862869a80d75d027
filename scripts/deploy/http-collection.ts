// A run whose generators send their files to the collector by HTTP: for clusters without a volume that several nodes can mount.
import type { Container, EnvVar, Probe, Secret, Service } from 'kubernetes-types/core/v1.js';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1.js';
import { type DeployRequest, headOf, labelsOf, nameOf, COLLECTOR_PORT as PORT, RESULTS } from './deploy-request.ts';
import { DNS } from './network-policy.ts';
import { OWN_RESULTS, TMP, UPLOADER_RESOURCES } from './pod-settings.ts';
import { LIMIT_MB } from './uploads/options.ts';
import { HEALTH_PATH, runPath } from './uploads/receiver.ts';

const TOKEN_KEY = 'UPLOAD_TOKEN';

/** The operator knows these fields of a container; the security settings it copies from the pod's own. */
export type SidecarContainer = Pick<
  Container,
  'name' | 'image' | 'args' | 'env' | 'volumeMounts' | 'resources' | 'restartPolicy'
>;

/** What the collector has in addition where it takes files. */
export const LISTENING = {
  args: ['--listen', `:${PORT}`, '--limit-mb', String(LIMIT_MB)],
  ports: [{ name: 'http', containerPort: PORT }],
  readinessProbe: { httpGet: { path: HEALTH_PATH, port: 'http' }, periodSeconds: 2 } satisfies Probe,
};

/** The run's secret as a variable; undefined: nothing is uploaded. */
export function tokenOf(request: DeployRequest): EnvVar[] | undefined {
  if (request.uploadToken === undefined) return undefined;
  return [{ name: TOKEN_KEY, valueFrom: { secretKeyRef: { name: collectorName(request), key: TOKEN_KEY } } }];
}

/** Next to k6 in its pod. As an init container that goes on (a sidecar) it starts before k6 and is stopped after it. */
export function uploader(request: DeployRequest): SidecarContainer {
  const to = `http://${collectorName(request)}:${PORT}${runPath(request.runId)}`;
  return {
    name: 'uploader',
    image: request.collectorImage,
    args: ['deploy', 'upload', RESULTS, '--name', '$(POD_NAME)', '--to', to],
    env: [
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
      { name: 'HOME', value: TMP.mount.mountPath },
      ...(tokenOf(request) ?? []),
    ],
    volumeMounts: [OWN_RESULTS.mount, TMP.mount],
    resources: UPLOADER_RESOURCES,
    restartPolicy: 'Always',
  };
}

export function collectorService(request: DeployRequest): Service {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    ...headOf(request, '-collector', 'collector'),
    spec: {
      selector: labelsOf(request, 'collector'),
      ports: [{ name: 'http', port: PORT, targetPort: 'http' }],
    },
  };
}

/** Of this run alone, and worth nothing after it. */
export function collectorSecret(request: DeployRequest): Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    ...headOf(request, '-collector', 'collector'),
    type: 'Opaque',
    stringData: { [TOKEN_KEY]: request.uploadToken ?? '' },
  };
}

/** The collector hears the generators of its run, and sends nothing but questions to DNS. */
export function collectorPolicy(request: DeployRequest): NetworkPolicy {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    ...headOf(request, '-collector', 'collector'),
    spec: {
      podSelector: { matchLabels: labelsOf(request, 'collector') },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [
        {
          from: [{ podSelector: { matchLabels: labelsOf(request, 'generator') } }],
          ports: [{ protocol: 'TCP', port: PORT }],
        },
      ],
      egress: [DNS],
    },
  };
}

function collectorName(request: DeployRequest): string {
  return `${nameOf(request)}-collector`;
}
