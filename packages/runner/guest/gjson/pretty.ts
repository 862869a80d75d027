// JSON with or without space, as GJSON's modifiers @pretty and @ugly write it.
import { elementsOf, isArray, isObject, membersOf, type Raw, textIn } from './raw.ts';

/** Characters of a line that an array may stand on. */
const WIDTH = 80;

/** What @pretty takes. */
export interface PrettySettings {
  sortKeys?: unknown;
  indent?: unknown;
  prefix?: unknown;
  width?: unknown;
}

/** Without space. */
export function ugly(raw: Raw): Raw {
  if (isArray(raw)) return `[${elementsOf(raw).map(ugly).join(',')}]`;
  if (isObject(raw))
    return `{${membersOf(raw)
      .map(([name, value]) => `${name}:${ugly(value)}`)
      .join(',')}}`;
  return raw;
}

/** A member or an element a line; arrays that fit into a line stay on it. Ends with a line end. */
export function pretty(raw: Raw, { sortKeys, width = WIDTH, ...settings }: PrettySettings): Raw {
  const [indent, prefix] = [spaceIn(settings.indent ?? '  '), spaceIn(settings.prefix ?? '')];
  const most = Number(width);
  const write = (value: Raw, depth: number, column: number): string => {
    if (isArray(value)) {
      const line = oneLine(value);
      if (line !== undefined && column + line.length <= most) return line;
      return block(
        '[',
        elementsOf(value).map((element) => write(element, depth + 1, lineStart(depth + 1).length)),
        ']',
        depth,
      );
    }
    if (!isObject(value)) return value;
    const members = membersOf(value);
    if (sortKeys === true) members.sort(([a], [b]) => (textIn(a) < textIn(b) ? -1 : 1));
    const lines = members.map(
      ([name, member]) => `${name}: ${write(member, depth + 1, lineStart(depth + 1).length + name.length + 2)}`,
    );
    return block('{', lines, '}', depth);
  };
  const lineStart = (depth: number): string => prefix + indent.repeat(depth);
  const block = (open: string, lines: readonly string[], close: string, depth: number): string =>
    lines.length === 0
      ? open + close
      : `${open}\n${lines.map((line) => lineStart(depth + 1) + line).join(',\n')}\n${lineStart(depth)}${close}`;
  return raw && `${prefix}${write(raw, 0, 0)}\n`;
}

/** GJSON drops all but space, so that the result stays JSON. */
function spaceIn(text: unknown): string {
  return String(text).replace(/[^ \t\r\n]/g, '');
}

function oneLine(raw: Raw): string | undefined {
  const parts = elementsOf(raw).map((element) =>
    isArray(element) ? oneLine(element) : isObject(element) ? objectLine(element) : element,
  );
  return parts.includes(undefined) ? undefined : `[${parts.join(', ')}]`;
}

function objectLine(raw: Raw): string {
  return `{${membersOf(raw)
    .map(([name, value]) => `${name}: ${isObject(value) ? objectLine(value) : isArray(value) ? oneLine(value) : value}`)
    .join(', ')}}`;
}
