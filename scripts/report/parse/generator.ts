// Reads what the load generator noted about itself: `state.generator`, which the local runner adds and k6 does not have.
import { z } from 'zod';
import type { GeneratorRecord } from './model.ts';

const generatorSchema = z.object({
  eventLoopDelayP99Ms: z.number().optional(),
  busiestPct: z.number().optional(),
  cpuPct: z.number().optional(),
  threads: z.number().optional(),
  lateStarts: z.number().optional(),
  maxLatenessMs: z.number().optional(),
  reasons: z.array(z.string()).default([]),
});

/** Null where there is no such record, or one of another shape. */
export function readGenerator(state: unknown): GeneratorRecord | null {
  const parsed = z.object({ generator: generatorSchema }).safeParse(state);
  return parsed.success ? parsed.data.generator : null;
}
