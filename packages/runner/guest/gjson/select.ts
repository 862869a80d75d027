// What a selector of GJSON's syntax finds in a JSON document.
import { fulfils } from './condition.ts';
import { modify } from './modifiers.ts';
import { type Condition, isForEach, parsePath, SelectorFault, type Step } from './path.ts';
import { matches } from './pattern.ts';
import {
  arrayOf,
  eachElement,
  eachMember,
  elementsOf,
  isArray,
  isContainer,
  isObject,
  isValid,
  linesOf,
  objectOf,
  parsed,
  type Raw,
  textIn,
} from './raw.ts';

type Named = Pick<Extract<Step, { kind: 'name' }>, 'name' | 'pattern'>;

const LINES = '..';
/** What a modifier gets for a member or an element that is not there. */
const NOTHING = '';
/** Selectors that were used last; a script has few. */
const known = new Map<string, readonly Step[]>();
const MOST_KNOWN = 200;

function stepsOf(selector: string): readonly Step[] {
  let steps = known.get(selector);
  if (!steps) {
    if (known.size >= MOST_KNOWN) known.clear();
    known.set(selector, (steps = selector.startsWith(LINES) ? linePath(selector) : parsePath(selector)));
  }
  return steps;
}

function linePath(selector: string): Step[] {
  const steps = parsePath(selector.slice(LINES.length));
  const kind = steps[0]?.kind;
  if (kind === 'modifier' || kind === 'many' || kind === 'literal')
    throw new SelectorFault('".." needs an index, # or a query behind it');
  return steps;
}

/** What GJSON's documentation says against a selector; undefined when it has a meaning. */
export function faultOf(selector: string): string | undefined {
  try {
    stepsOf(selector);
    return undefined;
  } catch (error) {
    if (error instanceof SelectorFault) return error.message;
    throw error;
  }
}

/** The document that was asked last, without space around it, so that several selectors check it once. */
let last: { text: string; root: Raw | undefined } = { text: '', root: undefined };

function rootOf(text: string): Raw | undefined {
  if (last.text !== text) last = { text, root: isValid(text) ? text.trim() : undefined };
  return last.root;
}

/** The value in `text` that a selector finds; undefined when there is none or the text is not JSON. Throws a SelectorFault. */
export function select(text: string, selector: string): unknown {
  const steps = stepsOf(selector);
  const root = selector.startsWith(LINES) ? linesOf(text) : rootOf(text);
  const found = root === undefined ? undefined : walk(root, steps);
  if (found === undefined) return undefined;
  const mayRepeat = steps.some(({ kind }) => kind === 'many' || kind === 'modifier');
  return mayRepeat ? parsed(found) : JSON.parse(found);
}

/** The value that steps lead to. */
export function walk(root: Raw, steps: readonly Step[]): Raw | undefined {
  let value = root;
  for (let from = 0; from < steps.length; ) {
    let end = endOfRun(steps, from);
    const run = steps.slice(from, end);
    let found = follow(value, run);
    const next = steps[end];
    if (found === undefined && next && isOnWhole(next) && isContainer(follow(value, run.slice(0, -1)))) {
      found = taken(NOTHING, next) || undefined;
      end += 1;
    }
    if (found === undefined) return undefined;
    value = found;
    from = end;
  }
  return value;
}

function isOnWhole({ kind }: Step): boolean {
  return kind === 'modifier' || kind === 'many' || kind === 'literal';
}

/** Where the steps end that are one search: at a pipe, or at a step that works on the value as a whole. */
function endOfRun(steps: readonly Step[], from: number): number {
  let isInEach = false;
  for (let at = from; at < steps.length; at++) {
    const step = steps[at] as Step;
    if (at > from && (step.isPiped || (isOnWhole(step) && !isInEach))) return at;
    isInEach ||= isForEach(step);
  }
  return steps.length;
}

/** Of the members that a name fits the first one counts from which the rest leads on. */
function follow(value: Raw, [step, ...rest]: readonly Step[]): Raw | undefined {
  if (step === undefined) return value;
  if (step.kind === 'name' && isObject(value)) return member(value, step, rest);
  if (isForEach(step) && isArray(value) && rest.length > 0)
    return arrayOf(collected(value, step).flatMap((element) => walk(element, rest) ?? []));
  const found = taken(value, step);
  return found === undefined ? undefined : follow(found, rest);
}

function member(raw: Raw, { name, pattern }: Named, rest: readonly Step[]): Raw | undefined {
  let found: Raw | undefined;
  eachMember(raw, (key, value) => {
    const text = textIn(key);
    if (pattern === undefined ? text !== name : !matches(text, pattern)) return false;
    found = follow(value, rest);
    return found !== undefined;
  });
  return found;
}

/** The elements that `#` or `#(...)#` stands for. */
function collected(raw: Raw, step: Step): Raw[] {
  const elements = elementsOf(raw);
  if (step.kind !== 'query') return elements;
  return elements.filter((element) => isMatch(element, step.condition));
}

/** A path in a condition needs an element with something in it. */
function isMatch(element: Raw, condition: Condition): boolean {
  if (condition.path.length > 0 && !isContainer(element)) return false;
  return fulfils(walk(element, condition.path), condition);
}

function taken(value: Raw, step: Step): Raw | undefined {
  switch (step.kind) {
    case 'name':
      return isObject(value) ? member(value, step, []) : elementAt(value, step);
    case 'each':
      return isArray(value) ? String(elementsOf(value).length) : member(value, { name: '#', pattern: undefined }, []);
    case 'query':
      if (!isArray(value)) return undefined;
      return step.isAll ? arrayOf(collected(value, step)) : firstOf(value, step);
    case 'modifier':
      return modify(step.name, step.argument, value);
    case 'many':
      return many(value, step);
    case 'literal':
      return step.json;
  }
}

function firstOf(raw: Raw, { condition }: Extract<Step, { kind: 'query' }>): Raw | undefined {
  let found: Raw | undefined;
  eachElement(raw, (element) => {
    if (!isMatch(element, condition)) return false;
    found = element;
    return true;
  });
  return found;
}

function elementAt(raw: Raw, { name, pattern }: Named): Raw | undefined {
  if (!/^\d+$/.test(name) || pattern !== undefined) return undefined;
  let found: Raw | undefined;
  eachElement(raw, (element, index) => {
    if (index === Number(name)) found = element;
    return found !== undefined;
  });
  return found;
}

/** A new object or array of what several paths find. */
function many(raw: Raw, { isObject: makesObject, members }: Extract<Step, { kind: 'many' }>): Raw {
  const found = members.flatMap(({ name, path }): [Raw, Raw][] => {
    const value = walk(raw, path);
    return value === undefined ? [] : [[JSON.stringify(name ?? nameOf(path)), value]];
  });
  return makesObject ? objectOf(found) : arrayOf(found.map(([, value]) => value));
}

/** The last part of a path, as it is written. */
function nameOf(path: readonly Step[]): string {
  const last = path.at(-1);
  return last && 'text' in last && /^[^"{}[\]()]*$/.test(last.text) ? last.text : '_';
}
