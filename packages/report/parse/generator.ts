// Reads what the load generator noted about itself: `state.generator`, which the local runner adds and k6 does not have.
import * as v from 'valibot';
import type { GeneratorRecord } from './model.ts';

const figure = v.optional(v.pipe(v.number(), v.finite()));
const stateSchema = v.object({
  generator: v.object({
    eventLoopDelayP99Ms: figure,
    cpuPct: figure,
    threads: figure,
    lateStarts: figure,
    reasons: v.optional(v.array(v.string()), []),
  }),
});

/** Null if the record is missing or has another shape. */
export function readGenerator(state: unknown): GeneratorRecord | null {
  const parsed = v.safeParse(stateSchema, state);
  return parsed.success ? parsed.output.generator : null;
}
