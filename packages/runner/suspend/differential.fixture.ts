// Compares generated programs, run natively and suspended.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { program } from './programs.fixture.ts';
import { runNative, runSuspended } from './world.fixture.ts';

/** Throws with the smallest program that shows a difference. */
export function compareAll(settings: { numRuns: number; seed?: number }): void {
  fc.assert(
    fc.property(program, (source) => {
      const native = runNative(source);
      for (const one of runSuspended(source, 3).observed) assert.deepEqual(one, native);
    }),
    settings,
  );
}
