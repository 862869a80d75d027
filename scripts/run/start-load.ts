// The one way to load: asks the guard, and lends what can load something for as long as the permit lasts.

import { type GuardRequest, guard, type Permit } from '../guard/guard.ts';
import type { Io } from '../io.ts';
import { performRemote } from './cloud.ts';
import { runInstances } from './local-instances.ts';
import { runBundle } from './run-bundle.ts';
import { runTool } from './tool.ts';
import { whileWanted } from './while-wanted.ts';

/** Programs that load. No other file imports them, which a test sees to. */
const LOADERS = { runBundle, runInstances, performRemote, runTool } as const;
export type Loaders = typeof LOADERS;

/** Returns what `load` returns. Throws the guard's refusal, before which nothing has been loaded; the lock is released in any case. */
export async function startLoad<T>(
  request: GuardRequest,
  io: Io,
  load: (permit: Permit, loaders: Loaders) => Promise<T>,
): Promise<T> {
  const permit = await whileWanted(guard(request, io.guardWorld), io.signal);
  try {
    if (permit.record.lockNote) io.stderr(`${permit.record.lockNote}\n`);
    return await load(permit, LOADERS);
  } finally {
    await permit.release();
  }
}
