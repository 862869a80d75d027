// The runner's log: lines in k6's form on stderr, with the same line not repeated for ever.
import type { LogLevel } from './run-context.ts';

const MARKS: Record<LogLevel, string> = { error: 'ERRO', warning: 'WARN', info: 'INFO', debug: 'DEBU' };
/** A failing target must not fill the disk: a warning with the same text is written this often. */
const REPEAT_LIMIT = 5;

export class Log {
  /** Whether debug messages are shown. */
  isVerbose = false;
  readonly #write: (text: string) => void;
  readonly #elapsedMs: () => number;
  readonly #seen = new Map<string, number>();

  constructor(write: (text: string) => void, elapsedMs: () => number) {
    this.#write = write;
    this.#elapsedMs = elapsedMs;
  }

  add(level: LogLevel, text: string): void {
    if (level === 'debug' && !this.isVerbose) return;
    const seconds = String(Math.floor(this.#elapsedMs() / 1000)).padStart(4, '0');
    this.#write(`${MARKS[level]}[${seconds}] ${text}\n`);
  }

  /** A line that may come thousands of times; `key` is what makes it the same. */
  addLimited(level: LogLevel, text: string, key = text): void {
    const count = (this.#seen.get(key) ?? 0) + 1;
    this.#seen.set(key, count);
    if (count < REPEAT_LIMIT) this.add(level, text);
    else if (count === REPEAT_LIMIT) this.add(level, `${text} (further ones are only counted)`);
  }

  /** What was counted and not written. */
  close(): void {
    for (const [key, count] of this.#seen) {
      if (count > REPEAT_LIMIT) this.add('warning', `${key.split('\n')[0]}: ${count} times in all`);
    }
  }
}
