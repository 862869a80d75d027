// The record of a gate: what `perf gate run` writes and `perf gate tell` reads. The second may hold rights that the first has not, so it trusts nothing in it.
import type { Comparison } from 'k6-history/compare/compare';
import { EXIT } from 'k6-kit/exit-codes';
import { writeWhole } from 'k6-kit/files';
import { readText } from 'k6-kit/read-bounded';
import { UserError } from 'k6-kit/user-error';
import * as v from 'valibot';
import type { ExitCode } from '../io.ts';

const MAX_BYTES = 4e6;
const text = v.pipe(v.string(), v.maxLength(2000));
const number = v.pipe(v.number(), v.finite());
const texts = v.pipe(v.array(text), v.maxLength(1000));

const row = v.object({
  endpoint: text,
  metric: text,
  base: number,
  head: number,
  change: number,
  low: number,
  high: number,
  word: v.picklist(['better', 'worse', 'no evidence']),
});

const side = v.object({
  /** Its command or image. */
  what: text,
  commit: v.nullable(v.pipe(v.string(), v.regex(/^[0-9a-f]{7,64}$/))),
});

const record = v.object({
  schema: v.literal(1),
  outcome: v.picklist(['passed', 'regression', 'limits', 'no verdict']),
  /** Why the verdict is missing; empty if it is there. */
  why: text,
  base: side,
  head: side,
  /** Test type of a block, and the factor on its durations. */
  type: text,
  timeScale: text,
  blocks: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** The base's blocks are those of an earlier run of the same commit. */
  isBaseCached: v.boolean(),
  startedAt: v.pipe(v.string(), v.isoTimestamp()),
  seconds: number,
  rows: v.pipe(v.array(row), v.maxLength(1000)),
  regressions: texts,
  brokenLimits: texts,
});

export type GateRecord = v.InferOutput<typeof record>;
export type GateRow = v.InferOutput<typeof row>;
export type GateSide = v.InferOutput<typeof side>;

/** What a comparison comes to; a regression counts before a limit. */
export function judged({
  notComparable,
  metrics,
  gate,
}: Comparison): Pick<GateRecord, 'outcome' | 'why' | 'rows' | 'regressions' | 'brokenLimits'> {
  const { regressions, brokenLimits } = gate;
  const rows = metrics.map(
    ({ endpoint, metric, base, head, change, low, high, word }): GateRow => ({
      ...{ endpoint, metric, base, head, change, low, high, word },
    }),
  );
  const outcome =
    notComparable.length > 0
      ? 'no verdict'
      : regressions.length > 0
        ? 'regression'
        : brokenLimits.length > 0
          ? 'limits'
          : 'passed';
  return { outcome, why: notComparable.join('; '), rows, regressions, brokenLimits };
}

export const EXIT_OF: Readonly<Record<GateRecord['outcome'], ExitCode>> = {
  passed: EXIT.passed,
  regression: EXIT.regression,
  limits: EXIT.thresholds,
  'no verdict': EXIT.discarded,
};

export function writeGateRecord(path: string, value: GateRecord): Promise<void> {
  return writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}

/** Throws a UserError for a file that is not there or is something else. */
export async function readGateRecord(path: string): Promise<GateRecord> {
  const content = await readText(path, MAX_BYTES);
  try {
    return v.parse(record, JSON.parse(content));
  } catch (cause) {
    throw new UserError('E_GATE_RECORD', `${path} is not a record of a gate: expected what \`perf gate run\` wrote`, {
      cause,
    });
  }
}
