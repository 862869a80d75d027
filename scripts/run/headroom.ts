// How many users the machine of a run could have carried: an estimate from what the local runner has used itself.
import { availableParallelism, freemem } from 'node:os';
import * as v from 'valibot';

/** Share of a core that the load may take before figures suffer, as in the runner's own watch, percent. */
const FULL_CORE_PCT = 90;
/** More VUs than the runner has been tested with in one process are not promised. */
const MOST_TESTED = 10_000;

const resultShape = v.object({
  state: v.object({
    generator: v.optional(
      v.object({ peakCpuPct: v.number(), memoryMb: v.number(), memoryBeforeMb: v.number(), reliable: v.boolean() }),
    ),
  }),
  run: v.optional(v.object({ peakVus: v.number() })),
  metrics: v.object({ vus: v.optional(v.object({ values: v.object({ max: v.number() }) })) }),
});

/** What a machine has. */
export interface Machine {
  cores: number;
  /** That is still free while the run's process is there, MB. */
  freeMb: number;
}

export const thisMachine = (): Machine => ({ cores: availableParallelism(), freeMb: freemem() / 1e6 });

/**
 * A sentence about a result file of the local runner, parsed; undefined where there is nothing to go by: k6 does not say what it
 * has used, and from a run that kept the machine busy nothing more can be expected.
 */
export function headroomText(result: unknown, { cores, freeMb }: Machine): string | undefined {
  const { state, metrics, run } = v.parse(resultShape, result);
  const [vus, used] = [metrics.vus?.values.max ?? 0, state.generator];
  // A run that was cut short has not shown what it takes.
  if (vus === 0 || vus < (run?.peakVus ?? 0) || !used?.reliable) return undefined;
  const grownMb = Math.max(1, used.memoryMb - used.memoryBeforeMb);
  const byCpu = (vus * cores * FULL_CORE_PCT) / Math.max(0.1, used.peakCpuPct);
  const byMemory = (vus * (freeMb + grownMb)) / grownMb;
  const most = Math.min(byCpu, byMemory);
  const said = most >= MOST_TESTED ? `${MOST_TESTED} or more` : `about ${rounded(most)}`;
  const limit =
    byCpu <= byMemory ? `${FULL_CORE_PCT} % of ${cores === 1 ? '1 core' : `${cores} cores`}` : 'its free memory';
  return (
    `this machine could have carried ${said} such VUs: an estimate, straight on from ${vus} VUs with ${used.peakCpuPct} % of one core ` +
    `in the busiest seconds and ${Math.round(grownMb)} MB to ${limit}, with the target on another machine`
  );
}

/** Down to two digits. */
function rounded(count: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, count))) - 1);
  return Math.floor(count / unit) * unit;
}
