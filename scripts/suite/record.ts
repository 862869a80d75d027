// What a suite leaves behind: its state while it goes on, so that it can be resumed, and its record at the end.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import * as v from 'valibot';

const text = v.pipe(v.string(), v.maxLength(20_000));
const time = v.pipe(v.string(), v.isoTimestamp(), v.endsWith('Z'));

const attempt = v.object({
  exitCode: v.number(),
  /** The report's one line, or why it is missing. */
  detail: text,
  resultFile: v.nullable(text),
  startedAt: time,
  endedAt: time,
  /** The limit that was used up most; absent in records of earlier versions, null where none was measured. */
  worstLimit: v.optional(v.nullable(v.object({ text, used: v.nullable(v.number()), isCrossed: v.boolean() }))),
});

const test = v.object({
  name: text,
  /** `unsteady`: failed, then passed when repeated. `skipped`: a gate before it failed. */
  state: v.picklist(['open', 'passed', 'unsteady', 'failed', 'discarded', 'skipped']),
  attempts: v.array(attempt),
});

const record = v.object({
  schema: v.literal(1),
  suite: text,
  environment: text,
  target: text,
  engine: text,
  timeScale: v.number(),
  /** Factors of the environment in words; empty: none. */
  scale: v.optional(v.string(), ''),
  startedAt: time,
  endedAt: v.nullable(time),
  tests: v.array(test),
  /** Latencies whose level has risen in the history, in words; null where no history was looked at. */
  regressions: v.nullable(v.array(text)),
  exitCode: v.nullable(v.number()),
});

export type SuiteAttempt = v.InferOutput<typeof attempt>;
export type SuiteTestRecord = v.InferOutput<typeof test>;
export type SuiteRecord = v.InferOutput<typeof record>;

export function statePath(folder: string, suite: string): string {
  return join(folder, `suite-${suite}.state.json`);
}

/** A state or a record; undefined when the file is not there. */
export async function readSuiteRecord(path: string): Promise<SuiteRecord | undefined> {
  const content = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (content === undefined) return undefined;
  try {
    return v.parse(record, JSON.parse(content));
  } catch (cause) {
    throw new UserError(
      'E_SUITE_RECORD',
      `${path} is not a record of a suite: expected the file as \`perf suite\` wrote it; remove it, or start again with --restart`,
      { cause },
    );
  }
}

export function saveSuite(path: string, value: SuiteRecord): Promise<void> {
  return writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
