// History as NDJSON: one run per line, checked at the border when it comes back.

import { issueText } from 'k6-kit/shapes';
import { UserError } from 'k6-kit/user-error';
import * as v from 'valibot';
import { type HistoryRun, METRICS } from '../run.ts';

/** Version of the lines. */
const FORMAT = 1;

const number = v.pipe(v.number(), v.finite());
const factor = v.pipe(number, v.gtValue(0));
const figure = v.object({ endpoint: v.string(), metric: v.picklist(METRICS), value: number, samples: number });
const latency = v.nullable(number);
const window = v.object({
  window: v.string(),
  phase: v.string(),
  startS: number,
  endS: number,
  load: v.nullable(number),
  endpoint: v.string(),
  requests: number,
  avgMs: latency,
  p50Ms: latency,
  p95Ms: latency,
  p99Ms: latency,
  errorRatio: v.nullable(number),
});
const runSchema = v.object({
  format: v.literal(FORMAT),
  id: v.pipe(v.string(), v.minLength(1)),
  type: v.string(),
  engine: v.string(),
  target: v.string(),
  commit: v.nullable(v.string()),
  startedAt: v.pipe(v.string(), v.isoTimestamp(), v.endsWith('Z')),
  durationS: v.nullable(number),
  timeScale: factor,
  model: v.picklist(['closed', 'open']),
  peakVus: number,
  endpoints: v.array(v.string()),
  validity: v.string(),
  validityReasons: v.array(v.string()),
  outcome: v.string(),
  brokenLimits: v.array(v.string()),
  figures: v.array(figure),
  windows: v.array(window),
  resources: v.array(v.object({ window: v.string(), metric: v.string(), avg: number, peak: v.nullable(number) })),
  // Parquet has a column for each of these, which is empty where a run has none.
  scale: v.nullish(v.object({ users: factor, rate: factor, limits: factor })),
  histograms: v.nullish(v.pipe(v.string(), v.base64())),
});

export function toLine(run: HistoryRun): string {
  return `${JSON.stringify({ format: FORMAT, ...run })}\n`;
}

/** All runs of a text, or a UserError that names the first line that is none: nothing of such a file is taken. */
export function readLines(fileName: string, text: string): HistoryRun[] {
  const lines = text.split('\n').map((line, index) => ({ line: line.trim(), at: index + 1 }));
  const runs = lines.filter(({ line }) => line !== '').map(({ line, at }) => readLine(fileName, line, at));
  if (runs.length > 0) return runs;
  throw new UserError('E_HISTORY_LINES', `${fileName}: has no line, expected runs that \`history export\` wrote`);
}

function readLine(fileName: string, line: string, at: number): HistoryRun {
  const refuse = (what: string, cause?: unknown) =>
    new UserError('E_HISTORY_LINE', `${fileName}:${at}: ${what}; expected a run that \`history export\` wrote`, {
      cause,
    });
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw refuse('is not JSON', cause);
  }
  const parsed = v.safeParse(runSchema, value);
  if (parsed.success) {
    const { format: _, scale, histograms, ...run } = parsed.output;
    return { ...run, ...(scale && { scale }), ...(histograms && { histograms }) };
  }
  throw refuse(issueText(parsed.issues, 'the line'));
}
