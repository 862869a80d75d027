// The runner's log: lines in k6's form on stderr, with the same line not repeated for ever.
import { withoutCredentials } from 'k6-kit/url-credentials';
import { clip, FewTexts } from './few-texts.ts';
import { formatLine, type LogFile, type LogFormat } from './log-output.ts';
import type { LogLevel } from './run-context.ts';

/** A failing target must not fill the disk: a warning with the same text is written this often. */
const REPEAT_LIMIT = 5;
/** So many different ones are distinguished. */
export const MOST_KINDS = 100;
/** Stands for all others. */
export const FURTHER = 'messages of further kinds';
/** Of one of them. */
export const MOST_CHARACTERS = 2000;

export class Log {
  /** Whether debug messages are shown. */
  isVerbose = false;
  format: LogFormat = 'text';
  /** Takes the lines instead of `write`. */
  file: LogFile | undefined;
  /** Its first line, not longer than a note in a result. */
  firstError: string | undefined;
  readonly #write: (text: string) => void;
  readonly #elapsedMs: () => number;
  readonly #kinds = new FewTexts(MOST_KINDS, FURTHER);
  readonly #seen = new Map<string, number>();

  constructor(write: (text: string) => void, elapsedMs: () => number) {
    this.#write = write;
    this.#elapsedMs = elapsedMs;
  }

  /** `isConsole`: the script has logged it itself. */
  add(level: LogLevel, text: string, isConsole = false): void {
    if (level === 'debug' && !this.isVerbose) return;
    const line = { level, text: withoutCredentials(text), isConsole, elapsedMs: this.#elapsedMs() };
    if (level === 'error') this.firstError ??= /^.{1,200}/.exec(line.text)?.[0];
    if (this.file) this.file.add(line, this.format);
    else this.#write(formatLine(this.format, line));
  }

  /** A line that may come thousands of times; `key` is what makes it the same. */
  addLimited(level: LogLevel, text: string, key = text): void {
    const kind = this.#kinds.of(clip(key, MOST_CHARACTERS));
    const line = clip(text, MOST_CHARACTERS);
    const count = (this.#seen.get(kind) ?? 0) + 1;
    this.#seen.set(kind, count);
    if (kind === FURTHER) {
      if (count === 1)
        this.add('warning', `there are ${MOST_KINDS} kinds of messages: those of further kinds are only counted`);
    } else if (count < REPEAT_LIMIT) this.add(level, line);
    else if (count === REPEAT_LIMIT) this.add(level, `${line} (further ones are only counted)`);
  }

  /** What was counted and not written. */
  close(): void {
    for (const [key, count] of this.#seen) {
      if (count > REPEAT_LIMIT || key === FURTHER) this.add('warning', `${key.split('\n')[0]}: ${count} times in all`);
    }
  }
}
