// Reads k6's threshold expressions, such as `p(95) < 500`, into their parts.

import { ALWAYS_TRUE } from '../../../thresholds/derive.ts';

export type Operator = '<' | '<=' | '>' | '>=' | '==' | '!=';

export interface Expression {
  /** k6's name of the statistic: `avg`, `p(95)`, `rate`, `count`, `value`... */
  stat: string;
  operator: Operator;
  limit: number;
}

const FORM = /^\s*([a-z]+|p\(\s*[0-9.]+\s*\))\s*(<=|>=|===|!==|==|!=|<|>)\s*([-+]?[0-9.]+(?:e[-+]?[0-9]+)?)\s*$/i;

/** Null when the text is none of k6's expressions. */
export function parseExpression(text: string): Expression | null {
  const match = FORM.exec(text);
  if (!match) return null;
  const limit = Number(match[3]);
  if (!Number.isFinite(limit)) return null;
  const operator = match[2] === '===' ? '==' : match[2] === '!==' ? '!=' : (match[2] as Operator);
  return { stat: match[1]!.replaceAll(/\s/g, '').toLowerCase(), operator, limit };
}

/** Operators as functions, so that a text and its check cannot disagree. */
const HOLDS: Record<Operator, (actual: number, limit: number) => boolean> = {
  '<': (actual, limit) => actual < limit,
  '<=': (actual, limit) => actual <= limit,
  '>': (actual, limit) => actual > limit,
  '>=': (actual, limit) => actual >= limit,
  '==': (actual, limit) => actual === limit,
  '!=': (actual, limit) => actual !== limit,
};

/** Whether a value keeps the limit. */
export function holds(expression: Expression, actual: number): boolean {
  return HOLDS[expression.operator](actual, expression.limit);
}

const SERIES_MARKERS: ReadonlySet<string> = new Set(ALWAYS_TRUE);

/** Whether a recorded expression only keeps a series. */
export function isSeriesMarker(expression: string): boolean {
  return SERIES_MARKERS.has(expression.replaceAll(/\s/g, ''));
}
