// What a suite leaves behind: its state while it goes on, so that it can be resumed, and its record at the end.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { writeWhole } from 'k6-kit/files';
import { UserError } from 'k6-kit/user-error';
import { z } from 'zod';

const text = z.string().max(20_000);
const time = z.iso.datetime();

const attempt = z.object({
  exitCode: z.number(),
  /** The report's one line, or why there is no report. */
  detail: text,
  resultFile: text.nullable(),
  startedAt: time,
  endedAt: time,
});

const test = z.object({
  name: text,
  /** `unsteady`: failed, then passed when repeated. `skipped`: a gate before it failed. */
  state: z.enum(['open', 'passed', 'unsteady', 'failed', 'discarded', 'skipped']),
  attempts: z.array(attempt),
});

const record = z.object({
  schema: z.literal(1),
  suite: text,
  environment: text,
  target: text,
  engine: text,
  timeScale: z.number(),
  startedAt: time,
  endedAt: time.nullable(),
  tests: z.array(test),
  /** Latencies whose level has risen in the history, in words; null where no history was looked at. */
  regressions: z.array(text).nullable(),
  exitCode: z.number().nullable(),
});

export type SuiteAttempt = z.output<typeof attempt>;
export type SuiteTestRecord = z.output<typeof test>;
export type SuiteRecord = z.output<typeof record>;

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
    return record.parse(JSON.parse(content));
  } catch (cause) {
    throw new UserError(
      'E_SUITE_RECORD',
      `${path} is no record of a suite: wants the file as \`perf suite\` wrote it; take it away, or begin anew with --restart`,
      { cause },
    );
  }
}

export function saveSuite(path: string, value: SuiteRecord): Promise<void> {
  return writeWhole(path, `${JSON.stringify(value, null, 2)}\n`);
}
