// History as NDJSON: one run per line, checked at the border when it comes back.

import { UserError } from 'k6-kit/user-error';
import { z } from 'zod';
import { type HistoryRun, METRICS } from './record.ts';

/** Version of the lines. */
const FORMAT = 1;

const number = z.number();
const figure = z.object({ endpoint: z.string(), metric: z.enum(METRICS), value: number, samples: number });
const latency = number.nullable();
const window = z.object({
  window: z.string(),
  phase: z.string(),
  startS: number,
  endS: number,
  load: number.nullable(),
  endpoint: z.string(),
  requests: number,
  avgMs: latency,
  p50Ms: latency,
  p95Ms: latency,
  p99Ms: latency,
  errorRatio: number.nullable(),
});
const runSchema = z.object({
  format: z.literal(FORMAT),
  id: z.string().min(1),
  type: z.string(),
  engine: z.string(),
  target: z.string(),
  commit: z.string().nullable(),
  startedAt: z.iso.datetime(),
  durationS: number.nullable(),
  timeScale: number.positive(),
  model: z.enum(['closed', 'open']),
  peakVus: number,
  endpoints: z.array(z.string()),
  validity: z.string(),
  validityReasons: z.array(z.string()),
  outcome: z.string(),
  brokenLimits: z.array(z.string()),
  figures: z.array(figure),
  windows: z.array(window),
  resources: z.array(z.object({ window: z.string(), metric: z.string(), avg: number, peak: number.nullable() })),
  // Parquet has a column for it, which is empty where a run has none.
  histograms: z.base64().nullish(),
});

export function toLine(run: HistoryRun): string {
  return `${JSON.stringify({ format: FORMAT, ...run })}\n`;
}

/** All runs of a text, or a UserError that names the first line that is none: nothing of such a file is taken. */
export function readLines(fileName: string, text: string): HistoryRun[] {
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), at: index + 1 }));
  const runs = lines.filter(({ line }) => line !== '').map(({ line, at }) => readLine(fileName, line, at));
  if (runs.length > 0) return runs;
  throw new UserError('E_HISTORY_LINES', `${fileName}: has no line, wants runs that \`perf history export\` wrote`);
}

function readLine(fileName: string, line: string, at: number): HistoryRun {
  const refuse = (what: string, cause?: unknown) =>
    new UserError('E_HISTORY_LINE', `${fileName}:${at}: ${what}; wants a run that \`perf history export\` wrote`, {
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw refuse('is not JSON', cause);
  }
  const parsed = runSchema.safeParse(value);
  if (parsed.success) {
    const { format: _, histograms, ...run } = parsed.data;
    return { ...run, ...(histograms && { histograms }) };
  }
  const issue = parsed.error.issues[0];
  throw refuse(`${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'unreadable'}`);
}
