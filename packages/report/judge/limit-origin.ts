// Which rule a limit comes from, so that two limits on one figure say why they differ. Limits of other scripts come from none.
import { parseExpression } from 'k6-format/expressions';
import { JOURNEY_COMPLETED, JOURNEY_MS } from 'k6-format/load-names';
import type { Policy } from 'k6-format/policy';

export interface LimitText {
  metric: string;
  tags: ReadonlyMap<string, string>;
  /** k6's statistic, such as `p(95)`. */
  stat: string | null;
  limit: number | null;
  /** k6's own text. */
  expression: string;
}

const TEST_TYPE = 'test type';
/** The limit that ends a run in the middle. */
export const EMERGENCY_STOP = 'emergency stop';
/** Statistics that an endpoint's row has a limit for. */
const ROW_KEYS = { avg: 'avgMs', med: 'p50Ms', 'p(95)': 'p95Ms', 'p(99)': 'p99Ms' } as const;

/** `baseline + 10 %`, `API target`, `test type`, `emergency stop`, `resource table`; null if none of our rules makes this limit. */
export function limitOrigin(policy: Policy, text: LimitText): string | null {
  const { metric, tags, limit, expression } = text;
  if (isStopLimit(policy, expression)) return EMERGENCY_STOP;
  if (limit === null || tags.has('window') || tags.has('late')) return null;
  if (metric === 'http_req_duration') return tags.has('endpoint') ? originOfEndpoint(policy, text, limit) : TEST_TYPE;
  if (metric === JOURNEY_MS) return originOfJourney(policy, text, limit);
  if (metric === JOURNEY_COMPLETED) return limit === 1 ? TEST_TYPE : 'journey row';
  if (metric === 'http_req_failed' || metric === 'checks') return tags.has('endpoint') ? null : TEST_TYPE;
  if (metric === 'target_cpu_pct') return policy.test.cpuPct === limit ? TEST_TYPE : null;
  return metric === 'target_memory_mb' && limit === policy.resources.memoryMb.limit ? 'resource table' : null;
}

/** Whether a limit is the one that ends a run in the middle when most requests fail. */
export function isStopLimit({ abortErrorRatio }: Policy, expression: string): boolean {
  const rule = parseExpression(expression);
  return rule?.stat === 'rate' && rule.operator === '<' && isSame(rule.limit, abortErrorRatio);
}

function originOfEndpoint(policy: Policy, { tags, stat }: LimitText, limit: number): string | null {
  const endpoint = tags.get('endpoint') ?? '';
  const row = Object.hasOwn(policy.rows, endpoint) ? policy.rows[endpoint] : undefined;
  if (row && stat !== null && Object.hasOwn(ROW_KEYS, stat)) {
    const origin = originOfRow(policy, row[ROW_KEYS[stat as keyof typeof ROW_KEYS]], limit);
    if (origin !== null) return origin;
  }
  return stat === 'p(95)' && isSame(limit, policy.apiTargetMs) ? 'API target' : null;
}

function originOfJourney(policy: Policy, { tags, stat }: LimitText, limit: number): string | null {
  const row = policy.journeys?.[tags.get('journey') ?? ''];
  const rowMs = stat === 'avg' ? row?.avgMs : row?.p95Ms;
  return typeof rowMs === 'number' ? originOfRow(policy, rowMs, limit) : null;
}

function originOfRow({ rowToleranceRatio }: Policy, rowMs: number, limit: number): string | null {
  if (!isSame(limit, rowMs * (1 + rowToleranceRatio))) return null;
  return `baseline + ${Number((rowToleranceRatio * 100).toPrecision(6))} %`;
}

/** Limits are written with six digits. */
function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-5 * b;
}
