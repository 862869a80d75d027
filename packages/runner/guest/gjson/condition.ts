// Whether a value fulfils the condition of a query.
import type { Condition, Operator } from './path.ts';
import { matches } from './pattern.ts';
import { isContainer, isText, type Raw, textIn } from './raw.ts';

/** `found`: what the path of the condition leads to. As in GJSON null, arrays and objects only meet a condition with `~`. */
export function fulfils(found: Raw | undefined, { path, operator, operand }: Condition): boolean {
  if (operator === undefined) return found !== undefined;
  // An array or object that is an element itself is not a value to compare.
  if (operand.startsWith('~'))
    return isAsTilde(path.length === 0 && isContainer(found) ? undefined : found, operator, operand.slice(1));
  if (found === undefined || found === 'null' || isContainer(found)) return false;
  if (isText(found)) return compareTexts(textIn(found), operator, operand);
  if (found === 'true' || found === 'false') return compareTruth(found === 'true', operator, operand);
  return holds(operator, Number(found) - numberIn(operand));
}

/** What is not a number counts as 0. */
function numberIn(operand: string): number {
  const isNumber = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(operand);
  if (/^[+-]?inf(inity)?$/i.test(operand)) return operand.startsWith('-') ? -Infinity : Infinity;
  return isNumber ? Number(operand) : 0;
}

function compareTexts(text: string, operator: Operator, operand: string): boolean {
  if (operator === '%') return matches(text, operand);
  if (operator === '!%') return !matches(text, operand);
  return holds(operator, orderOf(text, operand));
}

/** By code points, as their UTF-8 bytes would be. */
function orderOf(a: string, b: string): number {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < left.length && i < right.length; i++) {
    if (left[i] !== right[i]) return (left[i]?.codePointAt(0) ?? 0) - (right[i]?.codePointAt(0) ?? 0);
  }
  return left.length - right.length;
}

/** As in GJSON true is >= anything and false is <= anything. */
function compareTruth(found: boolean, operator: Operator, operand: string): boolean {
  if (operator === '==') return operand === String(found);
  if (operator === '!=') return operand !== String(found);
  if (found) return operator === '>=' || (operator === '>' && operand === 'false');
  return operator === '<=' || (operator === '<' && operand === 'true');
}

function holds(operator: Operator, difference: number): boolean {
  switch (operator) {
    case '==':
      return difference === 0;
    case '!=':
      return difference !== 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    case '>=':
      return difference >= 0;
    default:
      return false;
  }
}

/** `~true`, `~false`, `~null` and `~*` turn the value into whether it is so. */
function isAsTilde(found: Raw | undefined, operator: Operator, kind: string): boolean {
  const is =
    {
      true: isLike(found, 'true'),
      false: found === undefined || isLike(found, 'false'),
      null: found === undefined,
      '*': found !== undefined,
    }[kind] ?? false;
  const holdsForNull = found === 'null' && (kind === 'false' || kind === 'null');
  return compareTruth(is || holdsForNull, operator, 'true');
}

/** Whether a value is true-ish or false-ish: the value itself, a number, or one of the usual texts. */
function isLike(found: Raw | undefined, truth: 'true' | 'false'): boolean {
  if (found === undefined) return false;
  if (isText(found)) return [truth, truth[0], truth === 'true' ? '1' : '0'].includes(textIn(found).toLowerCase());
  return found === truth || (/^[-\d]/.test(found) && (Number(found) !== 0) === (truth === 'true'));
}
