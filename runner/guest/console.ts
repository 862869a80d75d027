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

function logger(level: string): (...values: unknown[]) => void {
  return (...values) => {
    host.console(level, values.map(textOf).join(' '));
  };
}

export const console = {
  log: logger('info'),
  info: logger('info'),
  warn: logger('warning'),
  error: logger('error'),
  debug: logger('debug'),
  trace: logger('debug'),
};
