// The log of a run on its way to the terminal: what load scripts log for the result is taken out, everything else passes.
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
  /** The first error of the local runner in its own words: why a script threw, where one did. */
  firstError: string | undefined;
  readonly #failures = new FailureSamples();
  readonly #pages = new PageSamples();

  /** Takes a piece of a log, whole lines at a time, and gives back what is not for the result, just as it was. */
  take(text: string): string {
    const rest = this.#pages.take(this.#failures.take(text));
    this.firstError ??= /^ERRO\[\d+\] (.{1,200})/m.exec(rest)?.[1];
    return rest;
  }

  logged(): Logged {
    const [failureSamples, pages] = [this.#failures.list(), this.#pages.evidence()];
    return { ...(failureSamples.length > 0 && { failureSamples }), ...(pages && { pages }) };
  }
}

/** Reads and removes the file that k6 wrote its console lines to; gives back the lines that are not for the result. */
export async function takeConsoleFile(path: string, log: RunLog): Promise<string> {
  const text = await readFile(path, 'utf8').catch(() => '');
  await rm(path, { force: true });
  return log.take(text);
}
