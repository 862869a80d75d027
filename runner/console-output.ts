// The file of --console-output: what the script logs, one line per call, complete at the end of the run or absent.
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { withoutCredentials } from 'k6-kit/url-credentials';
import { partialFor } from 'k6-kit/whole-file';
import { EXIT, StartError } from './exit-codes.ts';
import { fileLine } from './log-output.ts';
import type { LogLevel } from './run-context.ts';

export class ConsoleFile {
  readonly #path: string;
  readonly #target: string;
  /** Where it is written until it is complete; undefined when directly. */
  readonly #partial: string | undefined;
  #fd: number | undefined;
  #error: Error | undefined;
  /** A second signal ends the process at once. */
  readonly #leave = (): void => this.#discard();

  /** Opens the file. Throws a StartError when that is not possible. */
  constructor(path: string) {
    this.#path = path;
    this.#target = resolve(path);
    try {
      this.#partial = partialFor(this.#target);
      this.#fd = openSync(this.#partial ?? this.#target, 'w');
    } catch (error) {
      throw new StartError(EXIT.other, `--console-output: ${path} could not be opened: ${(error as Error).message}`);
    }
    process.once('exit', this.#leave);
  }

  /** Writes one line in the form of k6's log files. After an error nothing more is written. */
  add(level: LogLevel, text: string): void {
    if (this.#fd === undefined) return;
    try {
      const line = fileLine({ level, text: withoutCredentials(text), isConsole: true, elapsedMs: 0 });
      for (let bytes = Buffer.from(line); bytes.length > 0; ) bytes = bytes.subarray(writeSync(this.#fd, bytes));
    } catch (error) {
      this.#error = error as Error;
      this.#discard();
    }
  }

  /** Gives the file its name. The result is what went wrong, in a line. */
  close(): string | undefined {
    process.off('exit', this.#leave);
    try {
      if (this.#fd !== undefined) closeSync(this.#fd);
      if (this.#fd !== undefined && this.#partial) renameSync(this.#partial, this.#target);
    } catch (error) {
      this.#error ??= error as Error;
      this.#discard();
    }
    this.#fd = undefined;
    return this.#error && `--console-output: ${this.#path} could not be written: ${this.#error.message}`;
  }

  #discard(): void {
    const fd = this.#fd;
    this.#fd = undefined;
    try {
      if (this.#partial) rmSync(this.#partial, { force: true });
      if (fd !== undefined) closeSync(fd);
    } catch {
      // The first error counts.
    }
  }
}
