// k6's threshold expressions, such as `p(95)<200` (https://grafana.com/docs/k6/latest/using-k6/thresholds/#threshold-expression-syntax).

/** Operators as functions, so that a text and its check cannot disagree. */
const OPERATORS = {
  '<=': (actual: number, limit: number) => actual <= limit,
  '>=': (actual: number, limit: number) => actual >= limit,
  '==': (actual: number, limit: number) => actual === limit,
  '!=': (actual: number, limit: number) => actual !== limit,
  '<': (actual: number, limit: number) => actual < limit,
  '>': (actual: number, limit: number) => actual > limit,
} as const;
export type Operator = keyof typeof OPERATORS;

export interface Expression {
  /** k6's name of the statistic: `avg`, `p(95)`, `rate`, `count`, `value`... */
  stat: string;
  operator: Operator;
  limit: number;
}

const FORM =
  /^\s*(?:(count|rate|value|avg|min|max|med)|p\(\s*([\d.]+)\s*\))\s*(===|!==|==|!=|>=|<=|>|<)\s*([-+]?[\d.]+(?:[eE][-+]?\d+)?)\s*$/;

/** Null when the text is not one of k6's expressions. */
export function parseExpression(text: string): Expression | null {
  const [, name, percent, operator = '', digits] = FORM.exec(text) ?? [];
  const [share, limit] = [Number(percent ?? 0), Number(digits)];
  if (!Number.isFinite(limit) || !(share <= 100)) return null;
  const stat = name ?? `p(${share})`;
  // `===` and `!==` are other spellings.
  return { stat, operator: (operator.length === 3 ? operator.slice(0, 2) : operator) as Operator, limit };
}

/** Whether a value keeps the limit. */
export function holds({ operator, limit }: Expression, actual: number): boolean {
  return OPERATORS[operator](actual, limit);
}

/**
 * Expressions that always hold. k6 keeps a sub-metric in its summary only when a threshold names it: these make it keep the
 * series. They are not limits.
 */
export const ALWAYS_TRUE = Object.freeze(['max>=0', 'rate>=0', 'count>=0', 'value>=0'] as const);

/** Whether an expression of a summary is one of those. */
export function isSeriesMarker(expression: string): boolean {
  return (ALWAYS_TRUE as readonly string[]).includes(expression.replaceAll(/\s/g, ''));
}
