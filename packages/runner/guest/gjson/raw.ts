// Values as the text of their JSON: nothing is parsed that nobody asks for, and order and spelling stay the server's.
//
// All functions take the text of one valid value without space before it.

/** The text of one value. */
export type Raw = string;

const QUOTE = 34;
const COMMA = 44;
const BACKSLASH = 92;
const opens = (code: number): boolean => code === 123 || code === 91;
const closes = (code: number): boolean => code === 125 || code === 93;

export const isArray = (raw: Raw): boolean => raw.startsWith('[');
export const isObject = (raw: Raw): boolean => raw.startsWith('{');
export const isContainer = (raw: Raw | undefined): boolean => raw !== undefined && (isArray(raw) || isObject(raw));
export const isText = (raw: Raw): boolean => raw.startsWith('"');

/** Where the text literal ends that starts at `at`: at its closing quote. */
function endOfText(raw: Raw, at: number): number {
  for (let quote = raw.indexOf('"', at + 1); quote >= 0; quote = raw.indexOf('"', quote + 1)) {
    let escapes = 0;
    while (raw.charCodeAt(quote - 1 - escapes) === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return quote;
  }
  return raw.length;
}

/** Calls `visit` with each part of an array or object between two commas until it answers true. */
function eachPart(raw: Raw, visit: (from: number, to: number) => boolean | undefined): void {
  const end = raw.trimEnd().length - 1;
  let depth = 0;
  let from = 1;
  for (let at = 1; at < end; at++) {
    const code = raw.charCodeAt(at);
    if (code === QUOTE) at = endOfText(raw, at);
    else if (opens(code)) depth += 1;
    else if (closes(code)) depth -= 1;
    else if (code === COMMA && depth === 0) {
      if (visit(from, at)) return;
      from = at + 1;
    }
  }
  if (raw.slice(from, end).trim() !== '') visit(from, end);
}

/** Calls `visit` with the elements of an array until it answers true; never where it is none. */
export function eachElement(raw: Raw, visit: (element: Raw, index: number) => boolean | undefined): void {
  if (!isArray(raw)) return;
  let index = 0;
  eachPart(raw, (from, to) => visit(raw.slice(from, to).trim(), index++));
}

/** Calls `visit` with the members of an object until it answers true; never where it is none. `name` is a text literal. */
export function eachMember(raw: Raw, visit: (name: Raw, value: Raw) => boolean | undefined): void {
  if (!isObject(raw)) return;
  eachPart(raw, (from, to) => {
    const start = raw.indexOf('"', from);
    const end = endOfText(raw, start);
    const colon = raw.indexOf(':', end);
    return visit(raw.slice(start, end + 1), raw.slice(colon + 1, to).trim());
  });
}

export function elementsOf(raw: Raw): Raw[] {
  const elements: Raw[] = [];
  eachElement(raw, (element) => {
    elements.push(element);
    return false;
  });
  return elements;
}

export function membersOf(raw: Raw): [name: Raw, value: Raw][] {
  const members: [Raw, Raw][] = [];
  eachMember(raw, (name, value) => {
    members.push([name, value]);
    return false;
  });
  return members;
}

/** What a text literal says. */
export function textIn(raw: Raw): string {
  return raw.includes('\\') ? (JSON.parse(raw) as string) : raw.slice(1, -1);
}

/** The value itself; of members with the same name the first one counts. */
export function parsed(raw: Raw): unknown {
  if (isArray(raw)) return elementsOf(raw).map(parsed);
  if (!isObject(raw)) return JSON.parse(raw);
  return Object.fromEntries(
    membersOf(raw)
      .reverse()
      .map(([name, value]) => [textIn(name), parsed(value)]),
  );
}

export function arrayOf(elements: readonly Raw[]): Raw {
  return `[${elements.join(',')}]`;
}

export function objectOf(members: readonly (readonly [name: Raw, value: Raw])[]): Raw {
  return `{${members.map(([name, value]) => `${name}:${value}`).join(',')}}`;
}

/** Values that follow each other, such as lines, as an array; undefined when one of them is not valid. */
export function linesOf(text: string): Raw | undefined {
  const values: Raw[] = [];
  let depth = 0;
  let from = 0;
  const end = (at: number): void => {
    const value = text.slice(from, at).trim();
    if (value !== '') values.push(value);
    from = at;
  };
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfText(text, at);
      if (depth === 0) end(at + 1);
    } else if (opens(code)) {
      if (depth === 0) end(at);
      depth += 1;
    } else if (closes(code)) {
      depth -= 1;
      if (depth === 0) end(at + 1);
    } else if (depth === 0 && /\s/.test(text[at] as string)) end(at);
  }
  end(text.length);
  return values.every(isValid) ? arrayOf(values) : undefined;
}

/** Whether a text is JSON. */
export function isValid(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
