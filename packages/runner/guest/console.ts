// The global console: one line of text per call, to the runner's log.
import { host } from './host.ts';

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) return `${value}\n${host.located(String(value.stack))}`.trimEnd();
  if (typeof value !== 'object' || value === null) return String(value);
  try {
    return JSON.stringify(value) ?? String(value);
  } catch {
    return String(value);
  }
}

function write(level: string, values: readonly unknown[]): void {
  host.console(level, values.map(textOf).join(' '));
}

// At the top, where all VUs share them.
const info = (...values: unknown[]): void => write('info', values);
const warn = (...values: unknown[]): void => write('warning', values);
const error = (...values: unknown[]): void => write('error', values);
const debug = (...values: unknown[]): void => write('debug', values);

export const console = { log: info, info, warn, error, debug, trace: debug };
