// GitHub's step summary of a suite: its own report first, then those of its tests as far as they fit.
import { appendFile, readFile } from 'node:fs/promises';
import type { Io } from '../io.ts';
import type { SuiteRecord } from './record.ts';

/** GitHub refuses step summaries above 1 MiB. */
const MAX_BYTES = 1_000_000;

/** Does nothing outside of GitHub Actions. */
export async function tellStepSummary(record: SuiteRecord, markdown: string, { env }: Io): Promise<void> {
  const file = env.GITHUB_STEP_SUMMARY;
  if (env.GITHUB_ACTIONS !== 'true' || !file) return;
  const parts = [markdown];
  for (const { attempts } of record.tests) {
    const result = attempts.at(-1)?.resultFile;
    if (result) parts.push(await readFile(result.replace(/\.json$/, '.report.md'), 'utf8').catch(() => ''));
  }
  let text = '';
  for (const part of parts) if (Buffer.byteLength(text) + Buffer.byteLength(part) < MAX_BYTES) text += `${part}\n`;
  await appendFile(file, text);
}
