// What is rendered for Kubernetes, and the names and labels that all objects of one run share.
import { randomBytes } from 'node:crypto';
import type { ObjectMeta } from 'kubernetes-types/meta/v1.js';
import { SYSTEM } from '../../thresholds/system.ts';
import type { Sizing } from './sizing.ts';

export interface DeployRequest {
  /** Name of the bundle: `stress` or `stress-health`. */
  bundle: string;
  /** Of this run alone: in names, labels and results, and the name of its folder on the volume. */
  runId: string;
  /** What the script gets from the guard's decision: its target and endpoints, leave for production. */
  settings: Readonly<Record<string, string>>;
  instances: number;
  /** Image of k6, with its tag or digest. */
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
  /** At most one instance to a node; where there are too few nodes, the run does not start. */
  isSeparate: boolean;
  /** The secret of this run that lets generators send their files to the collector; undefined: all write to one volume. */
  uploadToken: string | undefined;
  /** Where generators may send besides DNS; undefined: no NetworkPolicy. */
  egress: readonly Egress[] | undefined;
}

/** Addresses with the target's port, or a namespace of the cluster with any: pods have other ports than their service. */
export type Egress = { cidr: string; port: number } | { namespace: string };

/** A label's value and a name have this many characters at most. */
const LABEL_LENGTH = 63;
/** What the operator and this suite append to the name of a run. */
const LONGEST_ENDING = '-service-9999'.length;
/** Lower case, digits, hyphens; short enough to leave room for the test's name. */
export const RUN_ID = /^[a-z\d](?:[a-z\d-]{0,18}[a-z\d])?$/;

/** Minute and four random digits: two renders in one minute are two runs. */
export function newRunId(now: Date): string {
  const [date, time] = now.toISOString().slice(2, 16).replaceAll(/[-:]/g, '').split('T');
  return `${date}-${time}-${randomBytes(2).toString('hex')}`;
}

/** Where the instances leave points and results, and the collector finds them: the run's own folder of the volume. */
export const RESULTS = '/results';

/** One volume for all runs: deleting a run keeps its results. One that a single collector mounts is another, since its access mode is. */
export function claimOf({ uploadToken }: Pick<DeployRequest, 'uploadToken'>): string {
  return `${SYSTEM.slug}-${uploadToken === undefined ? 'results' : 'collected'}`;
}

/** Of a collector that takes files by HTTP. */
export const COLLECTOR_PORT = 8080;

export type Component = 'generator' | 'initializer' | 'starter' | 'collector';

/** The run's name. What does not fit is cut off the test's name, never off the id. */
export function nameOf({ bundle, runId }: Pick<DeployRequest, 'bundle' | 'runId'>): string {
  const room = LABEL_LENGTH - LONGEST_ENDING - 1 - runId.length;
  return `${appOf({ bundle }).slice(0, room).replace(/-+$/, '')}-${runId}`;
}

function appOf({ bundle }: Pick<DeployRequest, 'bundle'>): string {
  return `${SYSTEM.slug}-${bundle}`.slice(0, LABEL_LENGTH);
}

/** Kubernetes' recommended labels. */
export function labelsOf(request: DeployRequest, component?: Component): Record<string, string> {
  return {
    'app.kubernetes.io/name': appOf(request),
    'app.kubernetes.io/instance': request.runId,
    ...(component && { 'app.kubernetes.io/component': component }),
    ...SUITE_LABELS,
  };
}

export const SUITE_LABELS = { 'app.kubernetes.io/part-of': SYSTEM.suite, 'app.kubernetes.io/managed-by': 'perf' };

export function headOf(request: DeployRequest, ending = '', component?: Component): { metadata: ObjectMeta } {
  return { metadata: { name: `${nameOf(request)}${ending}`, labels: labelsOf(request, component) } };
}
