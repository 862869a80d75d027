// What a load script cannot see of its own run: the machine, the wall clock, and whether the target stayed the same build.

import { readFile } from 'node:fs/promises';
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { EXIT } from 'k6-kit/exit-codes';
import { writeWhole } from 'k6-kit/files';
import { shaped } from 'k6-kit/shapes';
import { ask } from 'k6-local/ask';
import * as v from 'valibot';
import type { Logged } from './run-log.ts';

/** Goes into the `run` record of a result; see lib/run-record.ts. */
export interface Surroundings extends Logged {
  machine: string;
  clockStepMs: number;
  targetBuilds?: string[];
  engineExit?: number;
  engineError?: string;
  notes?: string[];
}

/** Path at which the reference target says which build it is; it is in no figure of its endpoints. */
const IDENTITY_PATH = '/__target/identity';
const resultSchema = v.looseObject({ run: v.looseObject({}) });
const identitySchema = v.object({ build: v.string() });

/** Starts to watch; the returned function ends it. Nothing that goes wrong here may disturb a run. */
export async function watchSurroundings(target: string): Promise<() => Promise<Surroundings>> {
  const before = await buildOf(target);
  const [wallMs, steadyMs] = [Date.now(), performance.now()];
  return async () => {
    const clockStepMs = Math.round(Date.now() - wallMs - (performance.now() - steadyMs));
    const builds = [before, await buildOf(target)].filter((build) => build !== undefined);
    return { machine: machineText(), clockStepMs, ...(builds.length > 0 && { targetBuilds: builds }) };
  };
}

/** For the record: an exit code that says more than whether limits held, such as k6's 105 after Ctrl-C. */
export function engineExitOf(exitCode: number, firstError?: string): Pick<Surroundings, 'engineExit' | 'engineError'> {
  if (exitCode === EXIT.passed || exitCode === EXIT.thresholds) return {};
  return { engineExit: exitCode, ...(firstError !== undefined && { engineError: firstError }) };
}

/** Adds what was seen to the result's run record; a result without one stays as it is. */
export async function noteSurroundings(resultFile: string, surroundings: Partial<Surroundings>): Promise<void> {
  const result = shaped(resultSchema, JSON.parse(await readFile(resultFile, 'utf8')));
  if (result === undefined) return;
  const { run, ...rest } = result;
  // A merged result has said already how it was merged.
  const notes = [...((run.notes as string[] | undefined) ?? []), ...(surroundings.notes ?? [])];
  const noted = { ...run, ...surroundings, ...(notes.length > 0 && { notes }) };
  await writeWhole(resultFile, `${JSON.stringify({ run: noted, ...rest })}\n`);
}

/** The build that a target on loopback names; other hosts are not asked for a path that they may not have. */
async function buildOf(target: string): Promise<string | undefined> {
  if (!/^https?:\/\/(127\.|localhost[:/]|localhost$|\[::1\])/.test(target)) return undefined;
  try {
    const { text } = await ask(target + IDENTITY_PATH, { timeoutMs: 1_000 });
    return shaped(identitySchema, JSON.parse(text))?.build;
  } catch {
    return undefined;
  }
}

function machineText(): string {
  const memoryGib = (totalmem() / 2 ** 30).toFixed(0);
  const model = cpus()[0]?.model.trim() || 'CPU unknown';
  return `${platform()} ${release()}, ${availableParallelism()} cores (${model}), ${memoryGib} GiB, Node ${process.versions.node}`;
}
