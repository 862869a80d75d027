// What a check puts into its namespace besides the run itself: the reference target, its token, and a reader of the volume.
import type { Deployment } from 'kubernetes-types/apps/v1.js';
import type {
  Namespace,
  PersistentVolumeClaim,
  Pod,
  Secret,
  SecurityContext,
  Service,
} from 'kubernetes-types/core/v1.js';

const TARGET = { app: 'perf-target' };
export const TARGET_NAME = TARGET.app;
export const TARGET_PORT = 8080;
/** The target listens on loopback alone; a second container lets the cluster in. */
const OWN_PORT = 8081;
const FORWARDER = `const net = require('node:net');
net.createServer((from) => {
  const to = net.connect(${OWN_PORT}, '127.0.0.1');
  from.pipe(to).pipe(from);
  for (const one of [from, to]) one.on('error', () => { from.destroy(); to.destroy(); });
}).listen(${TARGET_PORT});`;

const SECURITY: SecurityContext = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  runAsUser: 12345,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** It enforces what the rendered pods claim to meet. */
export function namespaceOf(name: string): Namespace {
  const labels = { 'pod-security.kubernetes.io/enforce': 'restricted' };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

export function targetObjects(image: string, token: string, secret: string): [Secret, Deployment, Service] {
  const own = { image, imagePullPolicy: 'IfNotPresent', securityContext: SECURITY };
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: secret }, stringData: { AUTH_TOKEN: token } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: TARGET_NAME },
      spec: {
        selector: { matchLabels: TARGET },
        template: {
          metadata: { labels: TARGET },
          spec: {
            automountServiceAccountToken: false,
            containers: [
              {
                ...own,
                name: 'target',
                args: ['target', '--port', String(OWN_PORT), '--no-host-series'],
                env: [
                  { name: 'TARGET_TOKEN', valueFrom: { secretKeyRef: { name: secret, key: 'AUTH_TOKEN' } } },
                  { name: 'HOME', value: '/tmp' },
                ],
              },
              {
                ...own,
                name: 'forwarder',
                command: ['node', '-e', FORWARDER],
                ports: [{ name: 'http', containerPort: TARGET_PORT }],
                // Not counted: it is none of the target's endpoints.
                readinessProbe: { httpGet: { path: '/__target/identity', port: 'http' }, periodSeconds: 2 },
              },
            ],
          },
        },
      },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: TARGET_NAME },
      spec: { selector: TARGET, ports: [{ name: 'http', port: TARGET_PORT, targetPort: 'http' }] },
    },
  ];
}

/** Prints a file of the volume. */
export function reader(image: string, claim: PersistentVolumeClaim, path: string): Pod {
  const volume = { name: 'results', persistentVolumeClaim: { claimName: claim.metadata?.name ?? '' } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'perf-reader' },
    spec: {
      restartPolicy: 'Never',
      automountServiceAccountToken: false,
      volumes: [volume],
      containers: [
        {
          ...{ name: 'reader', image, imagePullPolicy: 'IfNotPresent', securityContext: SECURITY },
          command: ['cat', `/results/${path}`],
          volumeMounts: [{ name: 'results', mountPath: '/results', readOnly: true }],
        },
      ],
    },
  };
}
