// Where log lines go and what they look like: --log-output and --log-format.
import { closeSync, openSync, writeSync } from 'node:fs';
import { EXIT, StartError } from './exit-codes.ts';
import type { LogLevel } from './run-context.ts';

export type LogFormat = 'text' | 'raw' | 'json';

/** `file`: lines from `level` on are appended to it. `loki`: no such output here, lines go to stderr. */
export type LogOutput =
  | { kind: 'stderr' | 'stdout' | 'none' | 'loki' }
  | { kind: 'file'; path: string; level: LogLevel };

/** One line of the log. */
export interface LogLine {
  level: LogLevel;
  text: string;
  /** The script has logged it itself. */
  isConsole: boolean;
  /** Since the start of the test. */
  elapsedMs: number;
}

const MARKS: Record<LogLevel, string> = { error: 'ERRO', warning: 'WARN', info: 'INFO', debug: 'DEBU' };
/** From the least to the most; k6 has `trace` below and `fatal` and `panic` above. */
const LEVELS: readonly LogLevel[] = ['debug', 'info', 'warning', 'error'];

/** Throws an Error that says what is wanted. */
export function readLogFormat(text: string, where: string): LogFormat {
  if (text === '' || text === 'text') return 'text';
  if (text === 'raw' || text === 'json') return text;
  throw new Error(`${where} reads "${text}": expected raw or json, or text as without it`);
}

/** Throws an Error that says what is wanted. */
export function readLogOutput(text: string, where: string): LogOutput {
  if (text === 'stderr' || text === 'stdout' || text === 'none') return { kind: text };
  if (/^loki(=|$)/.test(text)) return { kind: 'loki' };
  const [first = '', ...settings] = text.split(',');
  const path = /^file=(.+)$/.exec(first)?.[1];
  if (path === undefined) throw new Error(`${where} reads "${text}": expected stderr, stdout, none or file=path`);
  let level: LogLevel = 'debug';
  for (const setting of settings) level = readLevel(/^level=(\w+)$/.exec(setting)?.[1], `${where} has "${setting}"`);
  return { kind: 'file', path, level };
}

function readLevel(text: string | undefined, where: string): LogLevel {
  if (text === 'trace') return 'debug';
  if (text === 'fatal' || text === 'panic') return 'error';
  const level = LEVELS.find((one) => one === text);
  if (level) return level;
  throw new Error(`${where}: expected level=${['trace', ...LEVELS, 'fatal', 'panic'].join(', level=')}`);
}

/** A line as it is shown or written, with its end. */
export function formatLine(format: LogFormat, { level, text, isConsole, elapsedMs }: LogLine): string {
  if (format === 'raw') return `${text}\n`;
  if (format === 'json')
    return `${JSON.stringify({ level, msg: text, ...(isConsole && { source: 'console' }), time: new Date().toISOString() })}\n`;
  return `${MARKS[level]}[${String(Math.floor(elapsedMs / 1000)).padStart(4, '0')}] ${text}\n`;
}

/** A line of a log file in the form that k6's have. */
export function fileLine({ level, text, isConsole }: LogLine): string {
  return `time="${new Date().toISOString()}" level=${level} msg=${JSON.stringify(text)}${isConsole ? ' source=console' : ''}\n`;
}

/** A file of --log-output. After an error it takes nothing more. */
export class LogFile {
  readonly #path: string;
  readonly #least: number;
  #fd: number | undefined;
  #error: Error | undefined;

  /** Opens the file. Throws a StartError when that is not possible. */
  constructor({ path, level }: LogOutput & { kind: 'file' }) {
    this.#path = path;
    this.#least = LEVELS.indexOf(level);
    try {
      this.#fd = openSync(path, 'a');
    } catch (error) {
      throw new StartError(EXIT.other, `--log-output: ${path} could not be opened: ${(error as Error).message}`);
    }
  }

  add(line: LogLine, format: LogFormat): void {
    if (this.#fd === undefined || LEVELS.indexOf(line.level) < this.#least) return;
    try {
      writeSync(this.#fd, format === 'text' ? fileLine(line) : formatLine(format, line));
    } catch (error) {
      this.#error = error as Error;
      closeSync(this.#fd);
      this.#fd = undefined;
    }
  }

  /** The result is what went wrong, in a line. */
  close(): string | undefined {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
    return this.#error && `--log-output: ${this.#path} could not be written: ${this.#error.message}`;
  }
}
