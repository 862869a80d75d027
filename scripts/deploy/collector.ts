// The job that merges what the instances of a run leave behind, and the volume on which they leave it.

import { EXIT } from 'k6-kit/exit-codes';
import type { Job } from 'kubernetes-types/batch/v1.js';
import type { PersistentVolumeClaim } from 'kubernetes-types/core/v1.js';
import { claimOf, type DeployRequest, headOf, labelsOf, RESULTS, SUITE_LABELS } from './deploy-request.ts';
import { LISTENING, tokenOf } from './http-collection.ts';
import { CONTAINER_SECURITY, collectorResources, POD_SECURITY, resultsOf, TMP } from './pod-settings.ts';

const COLLECTOR_WAIT_S = 600;
/** A finished job and its log are kept for a day; the verdict is on the volume. */
const KEPT_S = 86_400;
/** Interrupted, out of memory, and stopped by the node: worth another try. Any other exit code is a verdict or wrong usage. */
const KILLED = [EXIT.interrupted, 137, 143];

/**
 * Where every instance writes to it, it has to be one that several nodes can mount; a collector alone needs only its own. It is of no
 * run: it outlives them.
 */
export function resultsVolume(request: Pick<DeployRequest, 'storageClass' | 'uploadToken'>): PersistentVolumeClaim {
  const { storageClass, uploadToken } = request;
  const name = claimOf(request);
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, labels: { 'app.kubernetes.io/name': name, ...SUITE_LABELS } },
    spec: {
      accessModes: [uploadToken === undefined ? 'ReadWriteMany' : 'ReadWriteOnce'],
      ...(storageClass && { storageClassName: storageClass }),
      resources: { requests: { storage: '20Gi' } },
    },
  };
}

export function collector(request: DeployRequest): Job {
  const { instances, collectorImage, runS, runId } = request;
  const token = tokenOf(request);
  const results = resultsOf(request);
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    ...headOf(request, '-collector', 'collector'),
    spec: {
      backoffLimit: 3,
      // A retry must not repeat a verdict: only a collector that was moved or killed starts again.
      podFailurePolicy: {
        rules: [
          { action: 'Ignore', onPodConditions: [{ type: 'DisruptionTarget', status: 'True' }] },
          { action: 'FailJob', onExitCodes: { containerName: 'collector', operator: 'NotIn', values: KILLED } },
        ],
      },
      activeDeadlineSeconds: Math.ceil(runS + 2 * COLLECTOR_WAIT_S),
      ttlSecondsAfterFinished: KEPT_S,
      template: {
        metadata: { labels: labelsOf(request, 'collector') },
        spec: {
          restartPolicy: 'Never',
          automountServiceAccountToken: false,
          securityContext: POD_SECURITY,
          containers: [
            {
              name: 'collector',
              image: collectorImage,
              imagePullPolicy: 'IfNotPresent',
              args: [
                ...['merge', RESULTS, '--run', runId],
                ...['--expect', String(instances)],
                ...['--wait', String(Math.ceil(runS + COLLECTOR_WAIT_S))],
                ...(token === undefined ? [] : LISTENING.args),
              ],
              env: [{ name: 'HOME', value: TMP.mount.mountPath }, ...(token ?? [])],
              ...(token && { ports: LISTENING.ports, readinessProbe: LISTENING.readinessProbe }),
              resources: collectorResources(request),
              securityContext: CONTAINER_SECURITY,
              volumeMounts: [results.mount, TMP.mount],
            },
          ],
          volumes: [results.volume, TMP.volume],
        },
      },
    },
  };
}
