// Reads the policy that a result carries. It comes from a file, so names are as long as they may be and numbers are numbers.
import { type Policy, RESOURCES, SITUATIONS } from 'k6-format/policy';
import * as v from 'valibot';

const MOST = { rows: 1000, growth: 100, loosened: 500 } as const;

const number = v.pipe(v.number(), v.finite(), v.minValue(0));
/** What a share or a level is taken of. */
const positive = v.pipe(number, v.gtValue(0));
const text = v.pipe(v.string(), v.maxLength(1000));
const level = v.object({ normal: number, peak: v.nullable(number), limit: positive });

const policySchema = v.object({
  version: v.pipe(v.string(), v.regex(/^[\w.-]{1,64}$/)),
  test: v.object({
    judgedPhase: v.nullable(v.literal('hold')),
    findsEdge: v.boolean(),
    findsDrift: v.boolean(),
    endsByItself: v.boolean(),
    cpuPct: v.nullable(number),
    browserUsers: v.nullable(number),
  }),
  rows: v.pipe(
    v.record(text, v.object({ path: text, avgMs: positive, p50Ms: positive, p95Ms: positive, p99Ms: positive })),
    v.maxEntries(MOST.rows),
  ),
  journeys: v.exactOptional(
    v.pipe(
      v.record(
        text,
        v.object({
          avgMs: v.nullable(positive),
          p95Ms: v.nullable(positive),
          completedRatio: v.nullable(number),
          steps: v.array(text),
        }),
      ),
      v.maxEntries(MOST.rows),
    ),
  ),
  unmeasured: v.exactOptional(v.pipe(v.array(text), v.maxLength(MOST.rows))),
  rowToleranceRatio: number,
  recoveryS: number,
  abortErrorRatio: number,
  apiTargetMs: positive,
  pageTargetMs: positive,
  triggers: v.object({ p95Ms: positive, errorRatio: number, cpuPct: number, cpuForS: number, memoryPct: number }),
  memoryAlertPct: number,
  resources: v.object(v.entriesFromList(RESOURCES, level)),
  capacity: v.object({ maximumPerS: number, perUserPerS: positive }),
  growth: v.pipe(v.array(v.object({ period: text, requestsPerS: number, action: text })), v.maxLength(MOST.growth)),
  advice: v.object(v.entriesFromList(SITUATIONS, v.exactOptional(text))),
  loosened: v.pipe(
    v.array(v.object(v.entriesFromList(['limit', 'before', 'after', 'reason', 'owner', 'until'], text))),
    v.maxLength(MOST.loosened),
  ),
}) satisfies v.GenericSchema<unknown, Policy>;

/** Absent is what other scripts and older versions write: their own limits are all there is. Unreadable is a warning. */
export function readPolicy(raw: unknown): { policy: Policy | null; warnings: string[] } {
  if (raw === undefined) return { policy: null, warnings: [] };
  const parsed = v.safeParse(policySchema, raw);
  if (parsed.success) return { policy: parsed.output, warnings: [] };
  const where = ['run.policy', v.getDotPath(parsed.issues[0])].filter((part) => part !== null).join('.');
  return { policy: null, warnings: [`the policy of the run cannot be read (${where.slice(0, 100)})`] };
}
