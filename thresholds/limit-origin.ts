// Which rule a limit comes from, so that two limits on one figure say why they differ. Limits of other scripts come from none.
import { type EndpointName, endpoints, resources, targets, testTypes, tolerances } from './baselines.ts';
import { baselineLimitMs, STOP_LIMIT } from './derive.ts';

export interface LimitText {
  metric: string;
  tags: ReadonlyMap<string, string>;
  /** k6's statistic, such as `p(95)`. */
  stat: string | null;
  limit: number | null;
  /** k6's own text. */
  expression: string;
}

const BASELINE = `baseline + ${tolerances.baselineRow.valueRatio * 100} %`;
const TEST_TYPE = 'test type';
/** Statistics that an endpoint's row has a limit for. */
const ROW_KEYS = { avg: 'avgMs', med: 'p50Ms', 'p(95)': 'p95Ms', 'p(99)': 'p99Ms' } as const;

/** `baseline + 10 %`, `API target`, `test type`, `emergency stop`, `resource table`; null where no rule of ours gives this limit. */
export function limitOrigin(text: LimitText): string | null {
  const { metric, tags, limit, expression } = text;
  if (expression === STOP_LIMIT) return 'emergency stop';
  if (limit === null || tags.has('window') || tags.has('late')) return null;
  if (metric === 'http_req_duration') return tags.has('endpoint') ? originOfEndpoint(text, limit) : TEST_TYPE;
  if (metric === 'http_req_failed' || metric === 'checks') return tags.has('endpoint') ? null : TEST_TYPE;
  if (metric === 'target_cpu_pct')
    return Object.values(testTypes).some(({ cpuPct }) => cpuPct === limit) ? TEST_TYPE : null;
  return metric === 'target_memory_mb' && limit === resources.memory.limitMb ? 'resource table' : null;
}

function originOfEndpoint({ tags, stat }: LimitText, limit: number): string | null {
  const endpoint = tags.get('endpoint') ?? '';
  const isRow = stat !== null && Object.hasOwn(ROW_KEYS, stat) && Object.hasOwn(endpoints, endpoint);
  if (isRow && isSame(limit, baselineLimitMs(endpoint as EndpointName, ROW_KEYS[stat as keyof typeof ROW_KEYS]))) {
    return BASELINE;
  }
  return stat === 'p(95)' && isSame(limit, targets.apiResponseTime.limitMs) ? 'API target' : null;
}

/** Limits are written with six digits. */
function isSame(a: number, b: number): boolean {
  return Math.abs(a - b) <= 1e-5 * b;
}
