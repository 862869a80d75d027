// Lines of `k6 run --out csv`: metric, time and value are the first three columns, tags the others.
import type { PointReader, RawPoint } from './raw-point.ts';

/** A quoted text with line breaks, such as an error's, is put together of at most this many lines. */
const MOST_LINES = 50;

/** `columns` as in the file's head; `onLost` is called for each line that cannot be read. */
export function csvReader(columns: readonly string[], onLost: () => void): PointReader {
  const tagColumns = columns.slice(3);
  let isHead = true;
  let pending: string[] = [];
  const readWhole = (line: string, point: RawPoint): boolean => {
    const isPoint = cut(line, point, tagColumns.length > 0);
    if (!isPoint) onLost();
    return isPoint;
  };
  const read = (line: string, point: RawPoint): boolean => {
    if (isHead) {
      isHead = false;
      return false;
    }
    if (pending.length === 0 && !line.includes('"')) return readWhole(line, point);
    pending.push(line);
    const whole = pending.join('\n');
    const isOpen = whole.split('"').length % 2 === 0;
    if (isOpen && pending.length < MOST_LINES) return false;
    pending = [];
    if (!isOpen) return readWhole(whole, point);
    onLost();
    return false;
  };
  const parseTags = (text: string) => tagsOf(text, tagColumns);
  return { read, parseTags, parseTime, unfinished: () => (pending.length > 0 ? 1 : 0) };
}

function cut(line: string, point: RawPoint, hasTags: boolean): boolean {
  const metricEnd = line.indexOf(',');
  const timeEnd = line.indexOf(',', metricEnd + 1);
  const valueEnd = line.indexOf(',', timeEnd + 1);
  const isWhole = metricEnd > 0 && timeEnd > 0 && valueEnd >= 0 === hasTags;
  const text = line.slice(timeEnd + 1, hasTags ? valueEnd : undefined);
  const value = Number(text);
  if (!isWhole || text === '' || !Number.isFinite(value)) return false;
  point.metric = line.slice(0, metricEnd);
  point.time = line.slice(metricEnd + 1, timeEnd);
  point.value = value;
  point.tags = hasTags ? line.slice(valueEnd + 1) : '';
  return true;
}

/** Own tags of the script are pairs in one column. */
function tagsOf(text: string, columns: readonly string[]): ReadonlyMap<string, string> | null {
  const fields = columns.length === 0 ? [] : fieldsOf(text);
  if (fields.length !== columns.length) return null;
  const tags = new Map<string, string>();
  for (const [index, column] of columns.entries()) {
    const field = fields[index]!;
    if (field === '') continue;
    if (column === 'extra_tags') for (const [tag, value] of new URLSearchParams(field)) tags.set(tag, value);
    else if (column !== 'metadata') tags.set(column, field);
  }
  return tags;
}

/** A row's fields as RFC 4180 has them. */
function fieldsOf(text: string): string[] {
  if (!text.includes('"')) return text.split(',');
  return [...`,${text}`.matchAll(/,(?:"((?:[^"]|"")*)"(?=,|$)|([^,]*))/gs)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? '',
  );
}

/** Whole seconds unless K6_CSV_TIME_FORMAT says otherwise: the size of the number shows which. */
function parseTime(text: string): number {
  const number = Number(text);
  if (text === '' || Number.isNaN(number)) return Date.parse(text);
  if (number < 1e11) return number * 1000;
  if (number < 1e14) return number;
  return number < 1e17 ? number / 1e3 : number / 1e6;
}
