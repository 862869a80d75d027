// What GJSON's modifiers make of a value.
import type { ModifierName } from './modifier-names.ts';
import { parsePath } from './path.ts';
import { pretty, ugly } from './pretty.ts';
import {
  arrayOf,
  eachElement,
  elementsOf,
  isArray,
  isObject,
  isText,
  isValid,
  membersOf,
  objectOf,
  type Raw,
  textIn,
} from './raw.ts';
import { walk } from './select.ts';

/** Undefined where the value is none that the modifier could work on. */
export function modify(name: ModifierName, argument: string, raw: Raw): Raw | undefined {
  return MODIFIERS[name](raw, argument);
}

const MODIFIERS: Readonly<Record<ModifierName, (raw: Raw, argument: string) => Raw | undefined>> = {
  this: (raw) => raw,
  valid: (raw) => raw,
  ugly,
  pretty: (raw, argument) => pretty(raw, settingsIn(argument)),
  reverse: (raw) => {
    if (isArray(raw)) return arrayOf(elementsOf(raw).reverse());
    return isObject(raw) ? objectOf(membersOf(raw).reverse()) : raw;
  },
  flatten: (raw, argument) => (isArray(raw) ? arrayOf(flatten(raw, settingsIn(argument).deep === true)) : raw),
  join: (raw, argument) => (isArray(raw) ? join(raw, settingsIn(argument).preserve === true) : raw),
  // What has no names has null for each.
  keys: (raw) => arrayOf(isObject(raw) ? membersOf(raw).map(([name]) => name) : valuesOf(raw).map(() => 'null')),
  values: (raw) => arrayOf(valuesOf(raw)),
  tostr: (raw) => JSON.stringify(raw),
  fromstr: (raw) => {
    const text = isText(raw) ? textIn(raw).trim() : raw;
    return isValid(text) ? text : undefined;
  },
  group: (raw) => (isObject(raw) ? group(raw) : undefined),
  dig: (raw, argument) => {
    const found: Raw[] = [];
    dig(raw, parsePath(argument), found);
    return arrayOf(found);
  },
};

function valuesOf(raw: Raw): Raw[] {
  if (isObject(raw)) return membersOf(raw).map(([, value]) => value);
  if (isArray(raw)) return elementsOf(raw);
  return raw === '' ? [] : [raw];
}

function settingsIn(argument: string): Record<string, unknown> {
  if (!argument.startsWith('{')) return {};
  return JSON.parse(argument) as Record<string, unknown>;
}

function flatten(raw: Raw, isDeep: boolean): Raw[] {
  return elementsOf(raw).flatMap((element) => {
    if (!isArray(element)) return [element];
    return isDeep ? flatten(element, true) : elementsOf(element);
  });
}

/** One object of several; of members with the same name the last one's value counts, unless all are kept. */
function join(raw: Raw, keepsAll: boolean): Raw {
  const members = elementsOf(raw).flatMap(membersOf);
  if (keepsAll) return objectOf(members);
  return objectOf([...new Map(members.map(([name, value]) => [textIn(name), value]))].map(named));
}

function named([name, value]: [string, Raw]): [Raw, Raw] {
  return [JSON.stringify(name), value];
}

/** An object of arrays as an array of objects. */
function group(raw: Raw): Raw {
  const rows: [Raw, Raw][][] = [];
  for (const [name, values] of membersOf(raw)) {
    eachElement(values, (value, index) => {
      (rows[index] ??= []).push([name, value]);
      return false;
    });
  }
  return arrayOf(rows.map(objectOf));
}

/** What a path leads to from a value and from everything in it. */
function dig(raw: Raw, path: ReturnType<typeof parsePath>, found: Raw[]): void {
  const value = walk(raw, path);
  if (value !== undefined) found.push(value);
  if (isObject(raw) || isArray(raw)) for (const inner of valuesOf(raw)) dig(inner, path, found);
}
