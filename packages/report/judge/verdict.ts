// Turns the limits of a summary into verdicts: what was limited, what was measured, how far apart the two are.

import { type Expression, holds, isSeriesMarker, type Operator, parseExpression } from 'k6-format/expressions';
import { type Unit, unitOf } from 'k6-format/units';
import { type Metric, type RecordedThreshold, type Summary, statOf } from '../parse/model.ts';
import { clip } from '../text/words.ts';
import { limitOrigin } from './limit-origin.ts';
import { missingSamples } from './samples.ts';

export type Outcome = 'passed' | 'failed' | 'not-measured';

/** How far a value is inside (positive) or outside (negative) of its limit. */
export interface Margin {
  /** In the metric's unit. */
  absolute: number;
  /** As a share of the limit; null where the limit is 0. */
  ratio: number | null;
}

export interface Verdict {
  /** What was limited, in words: `basket`, `basket in hold`, `whole run`. */
  subject: string;
  /** The metric's tags, for grouping by endpoint, phase or window. */
  tags: ReadonlyMap<string, string>;
  metric: string;
  stat: string | null;
  operator: Operator | null;
  limit: number | null;
  /** Null where the summary does not hold this statistic. */
  actual: number | null;
  /** Which of our rules makes this limit: two limits on one figure differ by it. Null for limits of other scripts. */
  origin: string | null;
  unit: Unit;
  margin: Margin | null;
  outcome: Outcome;
  /** Why it was not measured, or what is odd about the record. */
  note: string | null;
  /** k6's own text for it: metric key and expression. */
  source: { key: string; expression: string };
}

/** All limits of a summary in the file's order, without the expressions that only keep a series. */
export function judgeLimits(summary: Summary): { verdicts: Verdict[]; warnings: string[] } {
  const verdicts: Verdict[] = [];
  const warnings: string[] = [];
  for (const metric of summary.metrics) {
    for (const threshold of metric.thresholds) {
      if (isSeriesMarker(threshold.expression)) continue;
      const verdict = judgeOne(summary, metric, threshold);
      verdicts.push(verdict);
      const warning = disagreement(verdict, threshold);
      if (warning !== null) warnings.push(warning);
    }
  }
  return { verdicts, warnings };
}

function judgeOne(summary: Summary, metric: Metric, threshold: RecordedThreshold): Verdict {
  const rule = parseExpression(threshold.expression);
  const missing = missingSamples(summary, metric);
  const actual = rule && missing === null ? statOf(metric, rule.stat) : null;
  const { outcome, note } = decide(rule, threshold.passed, actual, missing);
  return {
    subject: subjectOf(metric.tags),
    tags: metric.tags,
    metric: metric.name,
    stat: rule?.stat ?? null,
    operator: rule?.operator ?? null,
    limit: rule?.limit ?? null,
    actual,
    origin: originOf(summary, metric, rule, threshold),
    unit: unitOf(metric, rule?.stat ?? null),
    margin: rule && actual !== null ? marginOf(rule, actual) : null,
    outcome,
    note,
    source: { key: metric.key, expression: threshold.expression },
  };
}

function originOf(
  { policy, policyFrom }: Summary,
  { name, tags }: Metric,
  rule: Expression | null,
  { expression }: RecordedThreshold,
): string | null {
  if (policyFrom === null) return null;
  return limitOrigin(policy, { metric: name, tags, stat: rule?.stat ?? null, limit: rule?.limit ?? null, expression });
}

const NO_DECISION = ' and no decision';

/** Samples are there, but nothing says on which side of the limit they are. */
export function isUndecided({ outcome, note }: Verdict): boolean {
  return outcome === 'not-measured' && note !== null && note.endsWith(NO_DECISION);
}

/** The recorded decision stands, except that a pass without samples is not a pass. */
function decide(
  rule: Expression | null,
  recorded: boolean | null,
  actual: number | null,
  missing: string | null,
): { outcome: Outcome; note: string | null } {
  const noValue = rule ? `the summary keeps no ${rule.stat}` : 'the expression is not one of k6';
  if (recorded === false) return { outcome: 'failed', note: missing ?? (actual === null ? noValue : null) };
  if (missing !== null) return { outcome: 'not-measured', note: missing };
  if (recorded === true) return { outcome: 'passed', note: actual === null ? noValue : null };
  if (rule === null || actual === null) return { outcome: 'not-measured', note: `${noValue}${NO_DECISION}` };
  return { outcome: holds(rule, actual) ? 'passed' : 'failed', note: 'no decision recorded: judged by the value' };
}

function marginOf(rule: Expression, actual: number): Margin {
  const isUpper = rule.operator === '<' || rule.operator === '<=';
  const isLower = rule.operator === '>' || rule.operator === '>=';
  const distance = isUpper ? rule.limit - actual : isLower ? actual - rule.limit : -Math.abs(rule.limit - actual);
  const absolute = distance === 0 ? 0 : distance;
  return { absolute, ratio: rule.limit === 0 ? null : absolute / Math.abs(rule.limit) };
}

function disagreement(verdict: Verdict, threshold: RecordedThreshold): string | null {
  const rule = parseExpression(threshold.expression);
  if (rule === null || verdict.actual === null || threshold.passed === null) return null;
  if (holds(rule, verdict.actual) === threshold.passed) return null;
  const said = threshold.passed ? 'passed' : 'failed';
  return `${clip(verdict.source.key)}: ${clip(threshold.expression)} is recorded as ${said}, yet the recorded value is ${verdict.actual}; the recorded verdict is kept`;
}

/** `basket in hold`, `basket in window w07`, `whole run`; unknown tags with their names. */
function subjectOf(tags: ReadonlyMap<string, string>): string {
  const rest = [...tags].filter(([tag]) => !TOLD_APART.has(tag));
  const endpoint = tags.get('endpoint') ?? tags.get('op');
  const visit = tags.get('visit');
  const parts = [
    ...(endpoint === undefined ? [] : [endpoint]),
    ...(visit === undefined ? [] : [`${visit} visit`]),
    ...rest.map(([tag, value]) => `${tag} ${value}`),
  ];
  const phase = tags.get('phase');
  const window = tags.get('window');
  return [
    parts.length === 0 ? 'whole run' : clip(parts.join(', ')),
    ...(phase === undefined ? [] : [`in ${phase}`]),
    ...(window === undefined ? [] : [`in window ${window}`]),
    ...(tags.has('late') ? ['after the allowed recovery'] : []),
  ].join(' ');
}

/** Tags with words of their own; `traffic` only keeps the suite's own requests out. */
const TOLD_APART: ReadonlySet<string> = new Set(['endpoint', 'op', 'visit', 'phase', 'window', 'traffic', 'late']);
