// Lines of `k6 run --out json`: the order that k6 writes is cut by position, any other is parsed as JSON.
import type { Declaration, PointReader, RawPoint } from './raw-point.ts';

const METRIC = '{"metric":"';
const TIME = '","type":"Point","data":{"time":"';
const VALUE = '","value":';
const TAGS = ',"tags":';

/** `onDeclared` gets what the file says of a metric, `onLost` is called for each line that cannot be read. */
export function jsonReader(onDeclared: (declaration: Declaration) => void, onLost: () => void): PointReader {
  const read = (line: string, point: RawPoint): boolean => {
    if (cut(line, point)) return true;
    const found = parsed(line);
    if (found === null) onLost();
    else if ('time' in found) Object.assign(point, found);
    else onDeclared(found);
    return found !== null && 'time' in found;
  };
  return { read, parseTags, parseTime: Date.parse, unfinished: () => 0 };
}

/** `{"metric":M,"type":"Point","data":{"time":T,"value":V,"tags":{...}}}` */
function cut(line: string, point: RawPoint): boolean {
  if (!line.startsWith(METRIC) || !line.endsWith('}}')) return false;
  const metricEnd = line.indexOf('"', METRIC.length);
  if (!line.startsWith(TIME, metricEnd)) return false;
  const timeStart = metricEnd + TIME.length;
  const timeEnd = line.indexOf('"', timeStart);
  if (!line.startsWith(VALUE, timeEnd)) return false;
  const valueStart = timeEnd + VALUE.length;
  const valueEnd = line.indexOf(',', valueStart);
  if (valueEnd === valueStart || !line.startsWith(TAGS, valueEnd)) return false;
  const value = Number(line.slice(valueStart, valueEnd));
  if (!Number.isFinite(value)) return false;
  point.metric = line.slice(METRIC.length, metricEnd);
  point.time = line.slice(timeStart, timeEnd);
  point.value = value;
  point.tags = line.slice(valueEnd + TAGS.length, -2);
  return true;
}

/** What follows the tags, such as `"metadata":{...}`, is a separate field. */
function parseTags(text: string): ReadonlyMap<string, string> | null {
  try {
    const { tags } = JSON.parse(`{"tags":${text}}`) as { tags?: unknown };
    if (tags === null) return new Map();
    if (!isObject(tags)) return null;
    return new Map(Object.entries(tags).map(([tag, value]) => [tag, String(value)]));
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parsed(line: string): RawPoint | Declaration | null {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return null;
  }
  if (!isObject(value) || typeof value.metric !== 'string' || !isObject(value.data)) return null;
  const { metric, type, data } = value;
  if (type === 'Metric') return declarationOf(metric, data);
  if (type !== 'Point' || typeof data.time !== 'string' || !Number.isFinite(data.value)) return null;
  return { metric, time: data.time, value: data.value as number, tags: JSON.stringify(data.tags ?? {}) };
}

function declarationOf(metric: string, { type, contains, thresholds }: Record<string, unknown>): Declaration | null {
  if (typeof type !== 'string') return null;
  const limits = Array.isArray(thresholds) ? thresholds.filter((one) => typeof one === 'string') : [];
  return { metric, type, contains: typeof contains === 'string' ? contains : null, thresholds: limits };
}
