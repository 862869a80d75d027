// The end of a run for people and files: what handleSummary returns or the built-in text, and the file of --summary-export.

import { writeWholeSync } from 'k6-kit/files';
import type { Summary } from './generator-record.ts';
import type { LoadedScript } from './load-script.ts';
import type { RunnerIo } from './run-request.ts';
import { exportShape } from './summary.ts';
import { summaryText } from './summary-text.ts';

/**
 * Writes the summary. `mayAsk`: whether the script's handleSummary may be called. False when the file of --summary-export could not
 * be written; as in k6, one of handleSummary that could not is an error in the log and no more.
 */
export async function report(loaded: LoadedScript, io: RunnerIo, summary: Summary, mayAsk: boolean): Promise<boolean> {
  const { summaryExport, context } = loaded;
  const write = (path: string, content: string | Buffer): boolean => {
    try {
      writeWholeSync(path, content);
      return true;
    } catch (error) {
      context.log('error', `${path} could not be written: ${(error as Error).message}`);
      return false;
    }
  };
  const isWritten = !summaryExport || write(summaryExport, `${JSON.stringify(exportShape(summary), null, 4)}\n`);
  const texts = mayAsk ? await handleSummary(loaded, summary) : undefined;
  if (!texts) io.stdout(summaryText(summary, context.counters.get('iterationsInterrupted')));
  for (const [destination, marked] of Object.entries(texts ?? {})) {
    const content = marked.startsWith('b') ? Buffer.from(marked.slice(1), 'base64') : marked.slice(1);
    if (destination === 'stdout') io.stdout(content.toString());
    else if (destination === 'stderr') io.stderr(content.toString());
    else write(destination, content);
  }
  return isWritten;
}

/** Texts by destination, each with a letter for its kind in front; undefined: use the built-in summary. */
async function handleSummary(
  { settings, main, context }: LoadedScript,
  summary: Summary,
): Promise<Record<string, string> | undefined> {
  if (!('handleSummary' in main.exports)) return undefined;
  const outcome = await main.lifecycle('handleSummary', JSON.stringify(summary), settings.handleSummaryTimeoutMs);
  if (outcome.state === 'returned') return outcome.value as Record<string, string>;
  if (outcome.state === 'ended') return undefined;
  const why =
    outcome.state === 'threw' ? outcome.text : `timed out after ${settings.handleSummaryTimeoutMs / 1000} seconds`;
  context.log('error', `handleSummary() failed: ${why}`);
  return undefined;
}
