// Which way a figure gets worse: as its own limits say, else as k6's metrics mean it. Of all others nobody can tell.
import { parseExpression } from 'k6-format/expressions';
import type { Unit } from 'k6-format/units';
import type { Metric, RecordedThreshold } from 'k6-verdict/parse/model';

export type WorseWhen = 'higher' | 'lower' | null;

/** Parts of a request, which its duration sums up or which happen once a connection; how long a session stays open is the script's. */
export const PART_OF_REQUEST =
  /^http_req_(?:blocked|connecting|tls_handshaking|sending|waiting|receiving)$|^ws_session_duration$/;
const HIGHER: ReadonlySet<string> = new Set(['http_req_failed', 'dropped_iterations']);
/** One sample decides the first two, and how many there were is the load. */
const NOT_TYPICAL: ReadonlySet<string> = new Set(['min', 'max', 'count']);

export function worseWhen(
  { name, type }: Metric,
  stat: string,
  unit: Unit,
  thresholds: readonly RecordedThreshold[],
): WorseWhen {
  const limits = thresholds.flatMap(({ expression }) => parseExpression(expression) ?? []).filter(isNoGuard);
  const named = limits.filter((limit) => limit.stat === stat);
  if (named.length > 0) return sideOf(named);
  if (type === 'gauge' || (type === 'trend' && NOT_TYPICAL.has(stat))) return null;
  const typical = limits.filter((limit) => !NOT_TYPICAL.has(limit.stat));
  if (type === 'trend' && typical.length > 0) return sideOf(typical);
  if (name === 'checks') return 'lower';
  if (HIGHER.has(name)) return type === 'counter' && stat !== 'count' ? null : 'higher';
  return type === 'trend' && unit === 'ms' && !PART_OF_REQUEST.test(name) ? 'higher' : null;
}

/** `count>0` and `max>=0` say that there has to be something, not how much is good. */
function isNoGuard({ operator, limit }: { operator: string; limit: number }): boolean {
  return !(limit === 0 && operator.startsWith('>'));
}

function sideOf(limits: readonly { operator: string }[]): WorseWhen {
  if (limits.every(({ operator }) => operator.startsWith('<'))) return 'higher';
  return limits.every(({ operator }) => operator.startsWith('>')) ? 'lower' : null;
}
