// The file of --console-output: what the script logs, one line per call, complete at the end of the run or absent.
import { PartialFile } from 'k6-kit/partial-file';
import { withoutCredentials } from 'k6-kit/url-credentials';
import { EXIT, StartError } from './exit-codes.ts';
import { fileLine } from './log-output.ts';
import type { LogLevel } from './run-context.ts';

export class ConsoleFile {
  readonly #path: string;
  readonly #file: PartialFile;
  #error: Error | undefined;

  /** Opens the file. Throws a StartError when that is not possible. */
  constructor(path: string) {
    this.#path = path;
    try {
      this.#file = new PartialFile(path);
    } catch (error) {
      throw new StartError(EXIT.other, `--console-output: ${path} could not be opened: ${(error as Error).message}`);
    }
  }

  /** Writes one line in the form of k6's log files. After an error nothing more is written. */
  add(level: LogLevel, text: string): void {
    this.#try(() =>
      this.#file.write(fileLine({ level, text: withoutCredentials(text), isConsole: true, elapsedMs: 0 })),
    );
  }

  /** Puts the file in its place. The result is what went wrong, in a line. */
  close(): string | undefined {
    this.#try(() => this.#file.finish());
    return this.#error && `--console-output: ${this.#path} could not be written: ${this.#error.message}`;
  }

  #try(work: () => void): void {
    if (this.#error) return;
    try {
      work();
    } catch (error) {
      this.#error = error as Error;
      this.#file.discard();
    }
  }
}
