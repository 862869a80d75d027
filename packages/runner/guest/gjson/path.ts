// A selector of GJSON's syntax, read into steps: https://github.com/tidwall/gjson/blob/master/SYNTAX.md
import { isModifier, type ModifierName } from './modifier-names.ts';

/** A selector that has no meaning in GJSON's documentation. */
export class SelectorFault extends Error {}

export type Operator = '==' | '!=' | '<' | '<=' | '>' | '>=' | '%' | '!%';

/** The condition of a query; without an operator: that there is something. */
export interface Condition {
  path: readonly Step[];
  operator: Operator | undefined;
  /** As the selector has it: without quotes if it had some. */
  operand: string;
}

export type Step = { isPiped: boolean } & (
  | {
      kind: 'name' /** Without escapes. */;
      name: string;
      pattern: string | undefined /** As it is written. */;
      text: string;
    }
  /** The length of an array, or what follows for each of its elements. */
  | { kind: 'each' }
  | { kind: 'query'; condition: Condition; isAll: boolean }
  | { kind: 'modifier'; name: ModifierName; argument: string; text: string }
  | {
      kind: 'many';
      isObject: boolean;
      isQuoted: boolean;
      members: readonly { name: string | undefined; path: readonly Step[] }[];
    }
  | { kind: 'literal'; json: string }
);

const CLOSING: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const OPERATORS: readonly string[] = ['==', '!=', '<=', '>=', '!%', '=', '<', '>', '%'];

/** The steps of a selector. Throws a SelectorFault. */
export function parsePath(selector: string): Step[] {
  const steps: Step[] = [];
  let at = 0;
  let isPiped = true;
  for (;;) {
    const [step, end] = stepAt(selector, at, isPiped);
    steps.push(step);
    if (end >= selector.length) return checked(steps);
    if (!'.|'.includes(selector[end] as string))
      throw new SelectorFault(`"${selector.slice(end)}" follows a part that is complete`);
    isPiped = selector[end] === '|';
    at = end + 1;
  }
}

/** Some pipes behind a `#` are for each element to GJSON, and for the whole to its documentation. */
function checked(steps: Step[]): Step[] {
  const first = steps.findIndex(isForEach);
  const pipe = steps.findIndex(({ isPiped }, at) => first >= 0 && at > first + 1 && isPiped);
  const before = steps[pipe - 1];
  if (
    before &&
    steps.slice(first + 1, pipe).every(({ isPiped }) => !isPiped) &&
    (isForEach(before) || isQuoted(before))
  )
    throw new SelectorFault(
      `a pipe behind #... does not go with ${before.kind === 'many' ? 'names in quotes' : 'another #'} before it`,
    );
  return steps;
}

function isQuoted(step: Step): boolean {
  return step.kind === 'many' && step.isQuoted;
}

/** Whether what follows is for each element. */
export function isForEach(step: Step): boolean {
  return step.kind === 'each' || (step.kind === 'query' && step.isAll);
}

function stepAt(text: string, at: number, isPiped: boolean): [step: Step, end: number] {
  const first = text[at];
  if (first === '#') return countAt(text, at, isPiped);
  if (first === '@') {
    const modifier = modifierAt(text, at, isPiped);
    if (modifier) return modifier;
  }
  if (first === '{' || first === '[') return manyAt(text, at, isPiped);
  if (first === '!') return literalAt(text, at, isPiped);
  return nameAt(text, at, isPiped);
}

/** An array or object may have more behind it, other literals go on to the end. */
function literalAt(text: string, at: number, isPiped: boolean): [step: Step, end: number] {
  const end = '[{'.includes(text[at + 1] ?? ' ') ? endOfGroup(text, at + 1) : text.length;
  return [
    {
      kind: 'literal',
      isPiped,
      json: checkedJson(text.slice(at + 1, end), '; a name that starts with ! is written \\!'),
    },
    end,
  ];
}

function nameAt(text: string, start: number, isPiped: boolean): [step: Step, end: number] {
  let [name, at, isPattern] = ['', start, false];
  for (; at < text.length && !'.|'.includes(text[at] as string); at++) {
    if (text[at] === '\\') {
      at += 1;
      if (at === text.length) throw new SelectorFault('nothing follows the last "\\"');
    } else if ('*?'.includes(text[at] as string)) isPattern = true;
    name += text[at];
  }
  const written = text.slice(start, at);
  return [{ kind: 'name', isPiped, name, pattern: isPattern ? written : undefined, text: written }, at];
}

function countAt(text: string, at: number, isPiped: boolean): [step: Step, end: number] {
  const next = text[at + 1];
  if (next !== '(' && next !== '[') {
    const [name, end] = nameAt(text, at, isPiped);
    return end === at + 1 ? [{ kind: 'each', isPiped }, end] : [name, end];
  }
  const close = endOfGroup(text, at + 1);
  const condition = parseCondition(text.slice(at + 2, close - 1));
  const isAll = text[close] === '#';
  return [{ kind: 'query', isPiped, condition, isAll }, isAll ? close + 1 : close];
}

function parseCondition(text: string): Condition {
  let at = 0;
  let operator: string | undefined;
  for (; at < text.length; at++) {
    const rest = text.slice(at, at + 2);
    operator = OPERATORS.find((one) => rest.startsWith(one));
    if (operator) break;
    if (text[at] === '\\') at += 1;
    else if (text[at] === '"' || Object.hasOwn(CLOSING, text[at] as string)) at = endOfGroup(text, at) - 1;
  }
  const left = text.slice(0, at).trim();
  if (operator === undefined && (left === '' || /[!~]/.test(left.replace(/\\./g, ''))))
    throw new SelectorFault(`(${text}) is not a condition`);
  const right = operator === undefined ? '' : text.slice(at + operator.length).trim();
  return {
    path: left === '' ? [] : parsePath(left),
    operator: (operator === '=' ? '==' : operator) as Operator | undefined,
    operand: right.startsWith('"') ? (JSON.parse(checkedJson(right)) as string) : right,
  };
}

/** Undefined where the name is none of a modifier: then it is the name of a member. */
function modifierAt(text: string, at: number, isPiped: boolean): [step: Step, end: number] | undefined {
  const [, name = ''] = /^@([^.|:]*)/.exec(text.slice(at)) ?? [];
  if (!isModifier(name)) return undefined;
  const end = at + 1 + name.length;
  const argumentEnd = text[end] === ':' ? endOfArgument(text, end + 1) : end;
  const argument = text.slice(end + 1, argumentEnd);
  if (name === 'dig') parsePath(argument);
  else if (argument.startsWith('{')) checkedJson(argument);
  return [{ kind: 'modifier', isPiped, name, argument, text: text.slice(at, argumentEnd) }, argumentEnd];
}

/** An argument is JSON, or plain characters up to a pipe. */
function endOfArgument(text: string, at: number): number {
  if ('"[{'.includes(text[at] ?? ' ')) return endOfGroup(text, at);
  const pipe = text.indexOf('|', at);
  return pipe < 0 ? text.length : pipe;
}

function manyAt(text: string, at: number, isPiped: boolean): [step: Step, end: number] {
  const end = endOfGroup(text, at);
  const members = partsOf(text.slice(at + 1, end - 1)).map((part) => {
    const [head = '', name] = /^([\w-]+):/.exec(part) ?? nameInQuotes(part);
    return { name, path: parsePath(part.slice(head.length)) };
  });
  const isQuoted = text.slice(at, end).includes('":');
  return [{ kind: 'many', isPiped, isObject: text[at] === '{', isQuoted, members }, end];
}

/** Like a match: the name with its colon, and what it says. */
function nameInQuotes(part: string): [string, string | undefined] {
  const end = part.startsWith('"') ? endOfGroup(part, 0) : 0;
  const colon = end > 0 ? (/^\s*:/.exec(part.slice(end))?.[0].length ?? 0) : 0;
  return colon === 0
    ? ['', undefined]
    : [part.slice(0, end + colon), JSON.parse(checkedJson(part.slice(0, end))) as string];
}

/** What stands between commas, groups left whole. */
function partsOf(text: string): string[] {
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at <= text.length; at++) {
    if (at === text.length || text[at] === ',') {
      parts.push(text.slice(from, at));
      from = at + 1;
    } else if (text[at] === '\\') at += 1;
    else if (text[at] === '"' || Object.hasOwn(CLOSING, text[at] as string)) at = endOfGroup(text, at) - 1;
  }
  return parts.filter((part) => part !== '');
}

/** Behind the bracket or quote that closes the one at `at`. */
function endOfGroup(text: string, at: number): number {
  const open = text[at] as string;
  const close = CLOSING[open] ?? open;
  for (let i = at + 1; i < text.length; i++) {
    const character = text[i] as string;
    if (character === close) return i + 1;
    if (character === '\\') i += 1;
    else if (open !== '"' && (character === '"' || Object.hasOwn(CLOSING, character))) i = endOfGroup(text, i) - 1;
  }
  throw new SelectorFault(`"${open}" is not closed by ${close}`);
}

function checkedJson(json: string, hint = ''): string {
  try {
    JSON.parse(json);
    return json;
  } catch {
    throw new SelectorFault(`${json} is not JSON${hint}`);
  }
}
