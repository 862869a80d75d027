// One line of an access log: nginx's and Apache's combined format, or JSON.

export interface AccessLine {
  method: string;
  /** Path and query as they were asked for. */
  target: string;
  status: number;
  /** `2026-11-28` and hour of the day as the log writes them; undefined where it does not. */
  date: string | undefined;
  hour: number | undefined;
  /** How long the answer took, ms; undefined where the log does not tell. */
  tookMs: number | undefined;
}

export const TIME_UNITS = { s: 1000, ms: 1, us: 0.001 } as const;
export type TimeUnit = keyof typeof TIME_UNITS;

const COMBINED =
  /^\S+ \S+ (?:\S+|"[^"]*") \[(\d{2})\/(\w{3})\/(\d{4}):(\d{2})[^\]]*\] "([A-Z]+) (\S+)(?: HTTP\/[\d.]+)?" (\d{3}) (?:\d+|-)(.*)$/;
/** nginx's `$request_time`, named or as the last number: seconds with three digits. */
const NAMED_TIME = /\b(?:rt|request_time)[=:]"?(\d+(?:\.\d+)?)/;
const LAST_NUMBER = /\s"?(\d+(?:\.\d+)?)"?$/;
const THREE_DIGITS = /^\d+\.\d{3}$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const KEYS = {
  method: ['request_method', 'method', 'http_method', 'verb'],
  target: ['request_uri', 'uri', 'path', 'url', 'request_path'],
  status: ['status', 'status_code', 'code'],
  time: ['time_iso8601', 'time_local', '@timestamp', 'timestamp', 'time', 'ts', 'msec'],
  took: ['request_time', 'duration', 'response_time', 'latency', 'upstream_response_time'],
} as const;

/** Undefined for a line of neither format. `unit`: of the last number or the JSON field; without it seconds, where they look so. */
export function readLine(line: string, unit?: TimeUnit): AccessLine | undefined {
  return line.startsWith('{') ? readJson(line, unit) : readCombined(line, unit);
}

function readCombined(line: string, unit: TimeUnit | undefined): AccessLine | undefined {
  const found = COMBINED.exec(line);
  if (found === null) return undefined;
  const [, day, month, year, hour, method = '', target = '', status, rest = ''] = found;
  const time = { date: dateOf(year, month, day), hour: Number(hour) };
  return { method, target, status: Number(status), ...time, tookMs: tookOf(rest, unit) };
}

function dateOf(year = '', month = '', day = ''): string {
  return `${year}-${String(MONTHS.indexOf(month) + 1).padStart(2, '0')}-${day}`;
}

function tookOf(rest: string, unit: TimeUnit | undefined): number | undefined {
  const named = NAMED_TIME.exec(rest)?.[1];
  if (named !== undefined) return Number(named) * TIME_UNITS[unit ?? 's'];
  const last = LAST_NUMBER.exec(rest)?.[1];
  if (last === undefined || (unit === undefined && !THREE_DIGITS.test(last))) return undefined;
  return Number(last) * TIME_UNITS[unit ?? 's'];
}

function readJson(line: string, unit: TimeUnit | undefined): AccessLine | undefined {
  let record: Record<string, unknown>;
  try {
    record = JSON.parse(line) as Record<string, unknown>;
  } catch {
    return undefined;
  }
  const [requestMethod, requestTarget] = typeof record.request === 'string' ? record.request.split(' ') : [];
  const method = textOf(record, 'method') ?? requestMethod;
  const target = textOf(record, 'target') ?? requestTarget;
  const status = Number(textOf(record, 'status'));
  if (method === undefined || target === undefined || !Number.isInteger(status)) return undefined;
  const took = Number(textOf(record, 'took') ?? Number.NaN);
  const time = timeOf(textOf(record, 'time'));
  return {
    ...{ method: method.toUpperCase(), target: pathOf(target), status, ...time },
    tookMs: Number.isFinite(took) ? took * TIME_UNITS[unit ?? 's'] : undefined,
  };
}

function textOf(record: Record<string, unknown>, key: keyof typeof KEYS): string | undefined {
  for (const name of KEYS[key]) {
    const value = record[name];
    if (typeof value === 'string' || typeof value === 'number') return String(value);
  }
  return undefined;
}

/** A full URL has its path behind the host. */
function pathOf(target: string): string {
  return target.replace(/^https?:\/\/[^/?#]*/i, '') || '/';
}

function timeOf(text: string | undefined): Pick<AccessLine, 'date' | 'hour'> {
  const iso = /^(\d{4}-\d{2}-\d{2})[T ](\d{2})/.exec(text ?? '');
  if (iso) return { date: iso[1], hour: Number(iso[2]) };
  const local = /^(\d{2})\/(\w{3})\/(\d{4}):(\d{2})/.exec(text ?? '');
  if (local) return { date: dateOf(local[3], local[2], local[1]), hour: Number(local[4]) };
  const seconds = Number(text);
  if (text === undefined || text === '' || !Number.isFinite(seconds)) return { date: undefined, hour: undefined };
  const at = new Date(seconds > 1e11 ? seconds : seconds * 1000).toISOString();
  return { date: at.slice(0, 10), hour: Number(at.slice(11, 13)) };
}
