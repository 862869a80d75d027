// From a folder with the instances' files to one result, judged by the limits of the whole test.
import { join } from 'node:path';
import { inspectScript } from '../../runner/run.ts';
import type { TestTypeName } from '../../thresholds/baselines.ts';
import { buildOne } from '../build.ts';
import type { Io } from '../io.ts';
import { UserError } from '../user-error.ts';
import { findInstances, type Instance, type InstanceResult, mergeInstances } from './merge.ts';

export interface Merged {
  merged: InstanceResult;
  /** Instances that left one of their files only. */
  lost: string[];
}

/** `expected`: how many instances there should be; undefined: as many as left a file. */
export async function mergeFiles(
  folder: string,
  expected: number | undefined,
  io: Pick<Io, 'root' | 'stderr'>,
): Promise<Merged> {
  const { whole: instances, broken: lost } = await findInstances(folder);
  for (const name of lost) io.stderr(`${name}: lost, it left its result or its points only\n`);
  const [first] = instances;
  if (!first)
    throw new UserError(
      'E_MERGE',
      `${folder} holds no instance with both NAME.json and NAME.points.json.gz: there is nothing to merge`,
    );
  const all = Math.max(expected ?? 0, instances.length + lost.length);
  const thresholds = await thresholdsOf(first, io.root);
  return { merged: await mergeInstances({ instances, expected: all, thresholds }), lost };
}

/** The limits of the whole are those that the bundle has for the same endpoints and the same length. */
async function thresholdsOf({ result: { run, metrics } }: Instance, root: string): Promise<Record<string, unknown[]>> {
  const isObserved = Object.keys(metrics).some((key) => key.startsWith('target_'));
  const script = await buildOne(run.type as TestTypeName, '', join(root, 'dist'), root);
  const env = {
    BASE_URL: run.target,
    ENDPOINTS: run.endpoints.join(','),
    TIME_SCALE: String(run.timeScale),
    // Nothing is sent: the script wants these before it tells its options.
    ...{ AUTH_TOKEN: 'not-sent', ALLOW_PRODUCTION: 'yes' },
    ...(isObserved && { METRICS_URLS: 'http://127.0.0.1/metrics' }),
  };
  const { thresholds } = await inspectScript({ script, env });
  return (thresholds ?? {}) as Record<string, unknown[]>;
}
