// From the instances' files to one result, judged by the limits of the whole test: by raw points, or by histograms.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gather, mergeGathered, type WithHistograms } from 'k6-history/merge/histograms';
import { type InstanceFiles, type InstanceResult, readResult, type Way } from 'k6-history/merge/instances';
import { mergeInstances } from 'k6-history/merge/points';
import { UserError } from 'k6-kit/user-error';
import { inspectScript } from 'k6-local/run';
import { printable } from 'k6-verdict/parse/json-text';
import { pageTests, serviceTests, type TestTypeName, testTypes } from '../../thresholds/baselines.ts';
import { SUMMARY_TREND_STATS } from '../../thresholds/derive.ts';
import { tasksOf } from '../../thresholds/tasks.ts';
import { buildOne } from '../build.ts';
import { settingsOfScale } from '../guard/scale.ts';
import type { Io } from '../io.ts';

export interface MergePlan {
  instances: readonly InstanceFiles[];
  /** How many there should be; undefined: as many as left a file. */
  expected: number | undefined;
  /** Points or histograms; undefined: whichever all have, points first. */
  way: Way | undefined;
}

export interface Merged {
  merged: InstanceResult;
  /** Instances that left a part of their files only. */
  lost: string[];
  way: Way;
  /** The sum of the histograms as a file of its own; none from points. */
  histograms: Buffer | undefined;
}

/** Throws a UserError for whatever of the files does not go together, and then nothing is merged. */
export async function mergeFiles(plan: MergePlan, io: Pick<Io, 'root' | 'stderr'>): Promise<Merged> {
  const way = plan.way ?? wayOf(plan.instances);
  const isWhole = (files: InstanceFiles): boolean => files.result !== undefined && files[way] !== undefined;
  const whole = plan.instances.filter(isWhole);
  const lost = plan.instances.filter((files) => !isWhole(files)).map(({ name }) => name);
  for (const name of lost) io.stderr(`${name}: lost, it left ${missingOf(name, plan.instances, way)}\n`);
  if (whole.length === 0)
    throw new UserError(
      'E_MERGE',
      'no instance has both a result (NAME.json) and points (NAME.points.json.gz) or histograms (NAME.hdr.gz): there is nothing to merge',
    );
  const expected = Math.max(plan.expected ?? 0, plan.instances.length);
  if (way === 'histograms') return { ...(await byHistograms(whole as WithHistograms[], expected, io.root)), lost, way };
  return { merged: await byPoints(whole, expected, io.root), lost, way, histograms: undefined };
}

/** What all instances with a result have; those that differ are not mixed. */
function wayOf(instances: readonly InstanceFiles[]): Way {
  const withFigures = instances.filter(({ points, histograms }) => points !== undefined || histograms !== undefined);
  if (withFigures.every(({ points }) => points !== undefined)) return 'points';
  if (withFigures.every(({ histograms }) => histograms !== undefined)) return 'histograms';
  const one = withFigures.find(({ points }) => points === undefined)?.name;
  const other = withFigures.find(({ histograms }) => histograms === undefined)?.name;
  throw new UserError(
    'E_MERGE',
    `${one} left histograms, ${other} points: expected one kind from all; --by points or --by histograms uses those that have it, and calls the others lost`,
  );
}

function missingOf(name: string, instances: readonly InstanceFiles[], way: Way): string {
  const files = instances.find((one) => one.name === name);
  if (files?.result === undefined) return 'no result';
  return (files.points ?? files.histograms) ? `no ${way}` : 'its result only';
}

async function byPoints(whole: readonly InstanceFiles[], expected: number, root: string): Promise<InstanceResult> {
  const instances = await Promise.all(
    whole.map(async ({ name, result, points }) => ({
      ...{ name, points: points as string },
      result: await readResult(result as string),
    })),
  );
  const [first, ...others] = instances as [(typeof instances)[0], ...typeof instances];
  const isObserved = Object.keys(first.result.metrics).some(isOfTarget);
  const thresholds = await thresholdsOf(first.result, isObserved, root);
  return mergeInstances({ instances: [first, ...others], expected, thresholds, stats: SUMMARY_TREND_STATS });
}

async function byHistograms(whole: readonly WithHistograms[], expected: number, root: string) {
  const gathered = await gather(whole).catch((cause: Error) => {
    if (cause instanceof UserError) throw cause;
    throw new UserError('E_MERGE', `${printable(cause.message)}; expected histograms that the local runner wrote`, {
      cause,
    });
  });
  const isObserved = [...gathered.sum.series.values()].some(({ name, sink }) => sink.count > 0 && isOfTarget(name));
  const thresholds = await thresholdsOf(gathered.instances[0].result, isObserved, root);
  return mergeGathered(gathered, expected, thresholds, SUMMARY_TREND_STATS);
}

/** Figures that the observer reads of the target. */
function isOfTarget(metric: string): boolean {
  return metric.startsWith('target_');
}

/** The limits of the whole are those that the bundle has for the same endpoints and the same length. */
async function thresholdsOf(
  { run }: InstanceResult,
  isObserved: boolean,
  root: string,
): Promise<Record<string, unknown[]>> {
  if (![testTypes, pageTests, serviceTests].some((types) => Object.hasOwn(types, run.type)))
    throw new UserError('E_MERGE', `the instances ran "${printable(run.type)}": expected a test type of this suite`);
  const env = {
    BASE_URL: run.target,
    ENDPOINTS: tasksOf(run.endpoints).join(','),
    TIME_SCALE: String(run.timeScale),
    ...(run.scale && settingsOfScale(run.scale)),
    // Nothing is sent: the script needs these before it tells its options.
    ...{ AUTH_TOKEN: 'not-sent', ALLOW_PRODUCTION: 'yes' },
    ...(isObserved && { METRICS_URLS: 'http://127.0.0.1/metrics' }),
  };
  // The repository may be another user's, or read-only.
  const folder = await mkdtemp(join(tmpdir(), 'perf-merge-'));
  try {
    const script = await buildOne(run.type as TestTypeName, '', folder, root);
    const { thresholds } = await inspectScript({ script, env });
    return (thresholds ?? {}) as Record<string, unknown[]>;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
