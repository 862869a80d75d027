// Reads the `run` record that our load scripts add to k6's summary.

import { pagesSchema } from 'k6-format/page-evidence';
import * as v from 'valibot';
import type { Run } from './model.ts';

/** The version of the record that this reader knows. */
const SCHEMA = 1;

/** JSON's 1e999 reads as infinite. */
const number = v.pipe(v.number(), v.finite());
const factor = v.pipe(number, v.gtValue(0));
const span = { startS: number, endS: number };
const phaseName = v.picklist(['ramp', 'hold', 'spike', 'recovery', 'alone', 'normal', 'heavy']);
/** What `perf run` adds: worth having, and no reason to refuse the record where it is odd. */
const extra = <S extends v.GenericSchema>(schema: S) => v.fallback(v.optional(schema), undefined);

const failureSample = v.object({
  endpoint: v.string(),
  status: v.string(),
  code: v.string(),
  atS: number,
  message: v.string(),
  users: number,
});

const runSchema = v.object({
  schema: number,
  engine: v.string(),
  type: v.string(),
  endpoints: v.array(v.string()),
  target: v.string(),
  startedAt: v.string(),
  endedAt: v.string(),
  timeScale: factor,
  scale: v.exactOptional(
    v.object({ users: factor, rate: factor, limits: factor, environment: v.exactOptional(v.string()) }),
  ),
  commit: v.optional(v.nullable(v.string()), null),
  model: v.optional(v.picklist(['closed', 'open']), 'closed'),
  peakVus: v.optional(number, 0),
  load: v.optional(v.array(v.object({ atS: number, target: number })), []),
  phases: v.optional(v.array(v.object({ ...span, name: phaseName })), []),
  windows: v.optional(v.array(v.object({ ...span, id: v.string(), phase: phaseName })), []),
  id: v.exactOptional(v.string()),
  leftOut: extra(v.array(v.string())),
  service: extra(v.string()),
  machine: extra(v.string()),
  targetBuilds: extra(v.array(v.string())),
  clockStepMs: extra(number),
  failureSamples: extra(v.array(failureSample)),
  pages: extra(pagesSchema),
  instances: extra(v.object({ expected: number, lost: number })),
  engineExit: extra(number),
  engineError: extra(v.string()),
  notes: extra(v.array(v.string())),
});

/** Absent is normal: the summary comes from another script. Present and unreadable is a warning. */
export function readRunRecord(raw: unknown): { run: Run | null; warnings: string[] } {
  if (raw === undefined) return { run: null, warnings: [] };
  const parsed = v.safeParse(runSchema, raw);
  if (!parsed.success) {
    const where = ['run', v.getDotPath(parsed.issues[0])].filter((part) => part !== null).join('.');
    return { run: null, warnings: [`the run record cannot be read (${where}): type, target and windows are unknown`] };
  }
  const notes = parsed.output.notes ?? [];
  if (parsed.output.schema === SCHEMA) return { run: parsed.output, warnings: notes };
  const warning = `the run record has version ${parsed.output.schema}, this report reads ${SCHEMA}: some of it may be missing`;
  return { run: parsed.output, warnings: [warning, ...notes] };
}
