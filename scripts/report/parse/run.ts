// Reads the `run` record that our load scripts add to k6's summary.
import { z } from 'zod';
import type { Run } from './model.ts';

/** The version of the record that this reader knows. */
const SCHEMA = 1;

const seconds = z.number();
const span = { startS: seconds, endS: seconds };
const phaseName = z.enum(['ramp', 'hold', 'spike', 'recovery']);

const runSchema = z.object({
  schema: z.number(),
  engine: z.string(),
  type: z.string(),
  endpoints: z.array(z.string()),
  target: z.string(),
  startedAt: z.string(),
  endedAt: z.string(),
  timeScale: z.number().positive(),
  commit: z.string().nullable().default(null),
  model: z.enum(['closed', 'open']).default('closed'),
  peakVus: z.number().default(0),
  load: z.array(z.object({ atS: seconds, target: z.number() })).default([]),
  phases: z.array(z.object({ ...span, name: phaseName })).default([]),
  windows: z.array(z.object({ ...span, id: z.string(), phase: phaseName })).default([]),
  machine: z.string().optional().catch(undefined),
  targetBuilds: z.array(z.string()).optional().catch(undefined),
  clockStepMs: z.number().optional().catch(undefined),
});

/** Absent is normal: the summary comes from another script. Present and unreadable is a warning. */
export function readRunRecord(raw: unknown): { run: Run | null; warnings: string[] } {
  if (raw === undefined) return { run: null, warnings: [] };
  const parsed = runSchema.safeParse(raw);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const where = issue ? ` (${['run', ...issue.path].join('.')})` : '';
    return { run: null, warnings: [`the run record cannot be read${where}: type, target and windows are unknown`] };
  }
  if (parsed.data.schema === SCHEMA) return { run: parsed.data, warnings: [] };
  const warning = `the run record has version ${parsed.data.schema}, this report reads ${SCHEMA}: some of it may be missing`;
  return { run: parsed.data, warnings: [warning] };
}
