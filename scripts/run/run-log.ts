// What load scripts log for the result: the local runner hands each line over as it comes, k6 leaves a file of them at its end.
import { readFile, rm } from 'node:fs/promises';
import type { LoggedFailure, PageEvidence } from 'k6-format/run-record';
import { FailureSamples } from './failure-samples.ts';
import { PageSamples } from './page-samples.ts';

/** What the log adds to the run record; nothing where nothing was logged. */
export interface Logged {
  /** A sample of each kind of failure. */
  failureSamples?: LoggedFailure[];
  /** What page loads were made of. */
  pages?: PageEvidence;
}

export class RunLog {
  readonly #failures = new FailureSamples();
  readonly #pages = new PageSamples();

  /** Whether a line of a script is for the result; then it has been kept. */
  note(line: string): boolean {
    return this.#failures.note(line) || this.#pages.note(line);
  }

  logged(): Logged {
    const [failureSamples, pages] = [this.#failures.list(), this.#pages.evidence()];
    return { ...(failureSamples.length > 0 && { failureSamples }), ...(pages && { pages }) };
  }
}

/** Reads and removes the file that k6 wrote its console lines to; returns the lines that are not for the result. */
export async function takeConsoleFile(path: string, log: RunLog): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  await rm(path, { force: true });
  return (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).filter((line) => !log.note(line)).join('');
}
