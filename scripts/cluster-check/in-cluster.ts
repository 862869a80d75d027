// A baseline run against the reference target in a cluster, from the operator's installation to the merged result.
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeWhole } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import type { Job } from 'kubernetes-types/batch/v1.js';
import type { Pod, Service } from 'kubernetes-types/core/v1.js';
import { resultsVolume } from '../deploy/collector.ts';
import { render } from '../deploy/render-command.ts';
import { objectsIn } from '../deploy/yaml-file.ts';
import type { PerfConfigInput } from '../guard/config.ts';
import type { Io } from '../io.ts';
import type { Cluster } from './cluster.ts';
import { namespaceOf, reader, TARGET_NAME, TARGET_PORT, targetObjects } from './objects.ts';

export interface ClusterPlan {
  /** File or address of the operator's bundle. */
  operator: string;
  /** Image of this repository, which the cluster has. */
  image: string;
  k6Image: string;
  instances: number;
  timeScale: string;
  outDir: string;
  /** How long the run may take in all, s. */
  waitS: number;
  /** Between two looks, ms. */
  lookMs: number;
}

export interface InCluster {
  /** The merged result. */
  result: Record<string, unknown>;
  /** What the target counted. */
  stats: unknown;
  /** Whether the collector's job succeeded: not where a limit was crossed. */
  hasSucceeded: boolean;
}

const SECRET = 'perf-check-token';
const ROLLOUT = ['--timeout', '180s'];
/** How long the pod that reads the result may take, s. */
const READER_WAIT_S = 120;

export async function runInCluster(cluster: Cluster, plan: ClusterPlan, io: Io): Promise<InCluster> {
  const step = (text: string): void => io.stderr(`${text}\n`);
  step(`operator: ${plan.operator}`);
  await cluster.ask(['apply', '--server-side', '-f', plan.operator]);
  const operator = ['--namespace', 'k6-operator-system', 'rollout', 'status', 'deployment', '--selector'];
  await cluster.ask([...operator, 'control-plane=controller-manager', ...ROLLOUT]);
  step('reference target');
  await cluster.apply([namespaceOf(cluster.namespace)]);
  await cluster.apply(targetObjects(plan.image, randomBytes(16).toString('hex'), SECRET));
  await cluster.ask(['rollout', 'status', `deployment/${TARGET_NAME}`, ...ROLLOUT]);
  const { spec } = await cluster.json<Service>(['get', 'service', TARGET_NAME]);
  const folder = await rendered(`http://${spec?.clusterIP}:${TARGET_PORT}`, cluster.namespace, plan, io);
  step('run');
  await cluster.ask(['apply', '-f', join(folder, 'results.yaml')]);
  await cluster.ask(['apply', '-k', folder]);
  const collector = (await objectsIn(join(folder, 'collector.yaml')))[0] as Job;
  const hasSucceeded = await ended(cluster, collector, plan);
  step(await cluster.ask(['logs', `job/${collector.metadata?.name}`]));
  const runId = collector.metadata?.labels?.['app.kubernetes.io/instance'] ?? '';
  const result = await resultOf(cluster, `${runId}/baseline.merged.json`, plan);
  const stats = await cluster.ask(['get', '--raw', statsPath(cluster.namespace)]);
  await writeWhole(join(plan.outDir, 'target.json'), stats);
  return { result, stats: JSON.parse(stats), hasSucceeded };
}

/** By the API server: this machine is not in the cluster's network. */
function statsPath(namespace: string): string {
  return `/api/v1/namespaces/${namespace}/services/${TARGET_NAME}:${TARGET_PORT}/proxy/__target/stats`;
}

/** The files of the run. Its configuration lists the target's address, which only the cluster knows. */
async function rendered(target: string, namespace: string, plan: ClusterPlan, io: Io): Promise<string> {
  const caps = { vus: 1000, ratePerS: 5000, minutes: 30 };
  const hosts = [new URL(target).hostname];
  const config: PerfConfigInput = { environments: { cluster: { hosts, caps, writes: true } } };
  await writeWhole(join(plan.outDir, 'perf.config.ts'), `export default ${JSON.stringify(config)};\n`);
  const folder = join(plan.outDir, 'k8s');
  const options = {
    ...{ target, out: folder, instances: plan.instances, timeScale: plan.timeScale, collect: 'http' as const },
    // Its Service has an address, its pods have others.
    ...{ egress: namespace, networkPolicy: true, thresholds: true, secret: SECRET },
    ...{ image: plan.k6Image, collectorImage: plan.image },
  };
  await render('baseline', options, { ...io, cwd: plan.outDir, stdout: io.stderr });
  return folder;
}

/** Waits for the collector's end. Throws a UserError when it does not come. */
async function ended(cluster: Cluster, { metadata }: Job, { waitS, lookMs }: ClusterPlan): Promise<boolean> {
  const hasSucceeded = await until(waitS, lookMs, async () => {
    const { status } = await cluster.json<Job>(['get', 'job', metadata?.name ?? '']);
    const isSo = (type: string): boolean =>
      status?.conditions?.some((one) => one.type === type && one.status === 'True') ?? false;
    return isSo('Complete') || isSo('Failed') ? isSo('Complete') : undefined;
  });
  if (hasSucceeded !== undefined) return hasSucceeded;
  throw new UserError('E_CLUSTER_WAIT', `the collector did not end within ${waitS} s: expected a merged result`);
}

/** What `look` finds, undefined when it has found nothing in that time. */
async function until<T>(waitS: number, lookMs: number, look: () => Promise<T | undefined>): Promise<T | undefined> {
  for (const end = Date.now() + waitS * 1000; Date.now() < end; await sleep(lookMs)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  return undefined;
}

async function resultOf(cluster: Cluster, path: string, plan: ClusterPlan): Promise<Record<string, unknown>> {
  const pod = reader(plan.image, resultsVolume({ storageClass: undefined, uploadToken: '' }), path);
  const name = pod.metadata?.name ?? '';
  await cluster.ask(['delete', 'pod', name, '--ignore-not-found']);
  await cluster.apply([pod]);
  const hasRead = await until(READER_WAIT_S, plan.lookMs, async () => {
    const { status } = await cluster.json<Pod>(['get', 'pod', name]);
    return status?.phase === 'Failed' || status?.phase === 'Succeeded' ? status.phase === 'Succeeded' : undefined;
  });
  if (hasRead) {
    const file = join(plan.outDir, 'cluster', 'baseline.merged.json');
    await writeWhole(file, await cluster.ask(['logs', name]));
    return JSON.parse(await readFile(file, 'utf8')) as Record<string, unknown>;
  }
  throw new UserError('E_CLUSTER_RESULT', `there is no ${path} on the volume: expected the collector's result`);
}

/** What helps to see why a check came to nothing; as far as the cluster answers. */
export async function diagnostics(cluster: Cluster): Promise<string> {
  const asked = [
    ['get', 'pods,jobs,testruns,services,pvc', '-o', 'wide'],
    ['describe', 'pods'],
    ['get', 'events', '--sort-by', '.lastTimestamp'],
    ['logs', '--selector', 'app.kubernetes.io/managed-by=perf', '--all-containers', '--tail', '100', '--prefix'],
    ['--namespace', 'k6-operator-system', 'logs', '--selector', 'control-plane=controller-manager', '--tail', '200'],
  ];
  const texts: string[] = [];
  for (const args of asked) {
    const said = await cluster.ask(args).catch((error: Error) => error.message);
    texts.push(`# kubectl ${args.join(' ')}\n${said}\n`);
  }
  return texts.join('\n');
}
