// The record of a merged run: what its instances have to share, when it was, how its generators fared.

import { isDeepStrictEqual } from 'node:util';
import type { RunRecord } from 'k6-format/run-record';
import { UserError } from 'k6-kit/user-error';
import { mergeChecks } from './checks.ts';
import type { AnyResult, InstanceResult } from './instances.ts';

/** An instance by its name, with its result. */
export interface Instance<R extends AnyResult = InstanceResult> {
  name: string;
  result: R;
}

/** All but the metrics of a merged result. `note`: how it was merged. Throws a UserError when the instances are not of one run. */
export function mergeRecords<R extends AnyResult>(
  instances: readonly [Instance<R>, ...Instance<R>[]],
  expected: number,
  note: string,
): Omit<R, 'metrics'> {
  const [first] = instances;
  for (const { name, result } of instances) requireSame(first.result.run, result.run, name);
  const merged: Omit<AnyResult, 'metrics'> = {
    ...(first.result.run && { run: mergeRuns(instances as Instances, expected, note) }),
    root_group: mergeChecks(instances.map(({ result }) => result.root_group)),
    options: first.result.options,
    state: { ...first.result.state, ...generatorOf(instances), testRunDurationMs: durationMsOf(instances) },
  };
  return merged as Omit<R, 'metrics'>;
}

type Instances = readonly [Instance, ...Instance[]];

/** How long the longest instance took, ms. */
export function durationMsOf(instances: readonly Instance<AnyResult>[]): number {
  return Math.max(...instances.map(({ result }) => result.state?.testRunDurationMs ?? 0));
}

/** Parts of one run share what makes it that run. */
function requireSame(run: RunRecord | undefined, other: RunRecord | undefined, name: string): void {
  if (run === undefined && other === undefined) return;
  if (run === undefined || other === undefined)
    throw new UserError(
      'E_MERGE',
      `${name}: ${other ? 'has a' : 'has no'} run record, unlike the others: expected instances of one run`,
    );
  for (const field of ['id', 'type', 'target', 'timeScale', 'scale', 'engine'] as const) {
    if (isDeepStrictEqual(run[field], other[field])) continue;
    throw new UserError(
      'E_MERGE',
      `${name}: ${field} is ${JSON.stringify(other[field])}, the others have ${JSON.stringify(run[field])}: expected instances of one run, in a folder of their own`,
    );
  }
}

/** What the local runner notes about itself; a run's figures are as good as those of its worst instance. */
interface Generator {
  reliable: boolean;
  reasons: string[];
  eventLoopDelayP99Ms: number;
}

function generatorOf(instances: readonly Instance<AnyResult>[]): { generator?: Generator } {
  const all = instances.flatMap(({ result }) => (result.state as { generator?: Generator }).generator ?? []);
  const [first] = all;
  if (!first) return {};
  const eventLoopDelayP99Ms = Math.max(...all.map((one) => one.eventLoopDelayP99Ms));
  const reasons = [...new Set(all.flatMap((one) => one.reasons))];
  return { generator: { ...first, reliable: all.every((one) => one.reliable), reasons, eventLoopDelayP99Ms } };
}

/** The run of the whole. Planned load is that of the instances that are there: the lost ones' is not theirs to make up. */
function mergeRuns(instances: readonly Instance[], expected: number, note: string): RunRecord {
  const runs = instances.map(({ result }) => result.run);
  const [first] = runs as [RunRecord];
  const share = instances.length / expected;
  const lost = expected - instances.length;
  return {
    ...first,
    startedAt: runs.map((run) => run.startedAt).sort()[0] as string,
    endedAt: runs
      .map((run) => run.endedAt)
      .sort()
      .at(-1) as string,
    load: first.load.map(({ atS, target }) => ({ atS, target: target * share })),
    instances: { expected, lost },
    notes: [note, ...runs.flatMap((run) => run.notes ?? [])],
  };
}
