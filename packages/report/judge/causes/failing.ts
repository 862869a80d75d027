// Which requests fail: of which endpoints, in which way, and when. One description, read by all rules about failures.
import type { EndpointFacts, Facts } from '../facts.ts';
import type { Failure } from '../failures.ts';
import type { WindowFacts } from '../series.ts';
import { locate, type Shape, shareOf as shareIn, sums } from './shape.ts';

export interface Failing {
  /** Endpoints whose requests fail, the most first. */
  scope: FailingEndpoint[];
  /** Whether no endpoint is known to be without failures. */
  isEverywhere: boolean;
  shape: Shape;
  /** Failed requests of the whole run. */
  count: number;
  /** Failed requests of the scope where and when they failed, 0..1. */
  ratio: number;
  /** The most frequent way to fail, where the run counted them: k6's error code before the status. */
  kind: Failure | null;
}

export interface FailingEndpoint {
  name: string;
  requests: number;
  failed: number;
}

/** An endpoint is without the failures of the others when so few would be chance in less than one of twenty cases. */
const CHANCE = 0.05;
/** Its own share has to be below this part of the worst one's. */
const QUIET_RATIO = 0.2;

/** Null where no request failed. */
export function findFailing(facts: Facts, series: readonly WindowFacts[]): Failing | null {
  const counted = facts.endpoints.map(countOf).sort((a, b) => shareOf(b) - shareOf(a));
  const requests = counted.reduce((sum, one) => sum + one.requests, 0);
  const failed = counted.reduce((sum, one) => sum + one.failed, 0);
  const [worst] = counted;
  if (!worst) return ofWhole(facts, series);
  if (failed < 0.5) return null;
  const isQuiet = (one: FailingEndpoint) =>
    shareOf(one) < QUIET_RATIO * shareOf(worst) && (1 - Math.min(0.99, shareOf(worst))) ** one.requests < CHANCE;
  const scope = counted.filter((one) => one.failed > 0 && !isQuiet(one));
  const isEverywhere = counted.length < 2 || !counted.some(isQuiet);
  const inScope = scope.reduce((sum, one) => sum + one.requests, 0);
  const names = scope.map(({ name }) => name);
  const located = locate(talliesOf(series, names, inScope / Math.max(1, requests)));
  const { shape } = located;
  return {
    ...{ scope, isEverywhere, shape },
    count: Math.round(failed),
    ratio: shape.kind === 'throughout' ? failed / Math.max(1, inScope) : shareIn(sums(located.inside)),
    kind: kindOf(facts.failures, scope),
  };
}

/** A summary that does not tell endpoints apart. */
function ofWhole(facts: Facts, series: readonly WindowFacts[]): Failing | null {
  const { errorRatio, requests } = facts;
  if (errorRatio === null || errorRatio <= 0 || requests === null) return null;
  return {
    scope: [],
    isEverywhere: true,
    shape: locate(talliesOf(series, [], 1)).shape,
    count: Math.round(errorRatio * requests),
    ratio: errorRatio,
    kind: null,
  };
}

/** The judged part's share, over all requests: what failed in a ramp is part of the same trouble. */
function countOf({ name, requests, errorRatio, failed }: EndpointFacts): FailingEndpoint {
  return { name, requests: requests ?? 0, failed: failed ?? (requests ?? 0) * (errorRatio ?? 0) };
}

function shareOf({ failed, requests }: FailingEndpoint): number {
  return requests === 0 ? 0 : failed / requests;
}

/** Windows count failures of all endpoints together; the quiet ones have no part in them. */
function talliesOf(series: readonly WindowFacts[], names: readonly string[], usualShare: number) {
  return series.flatMap(({ startS, endS, phase, load, requests, errorRatio, endpoints }) => {
    if (requests === null || errorRatio === null) return [];
    const samples = names.map((name) => endpoints.get(name)?.samples ?? null);
    const isKnown = names.length > 0 && samples.every((count) => count !== null);
    const total = isKnown ? samples.reduce((sum: number, count) => sum + (count ?? 0), 0) : requests * usualShare;
    const bad = Math.min(total, errorRatio * requests);
    return [{ startS, endS, phase, load, total, bad, size: total === 0 ? 0 : bad / total }];
  });
}

/** Codes tell more than a missing status does: refused, reset, timed out. */
function kindOf(failures: readonly Failure[], scope: readonly FailingEndpoint[]): Failure | null {
  const own = failures.filter(({ endpoint }) => scope.some(({ name }) => name === endpoint));
  const byKind = new Map<string, Failure>();
  for (const failure of own) {
    const before = byKind.get(failure.kind);
    byKind.set(failure.kind, before ? { ...before, count: before.count + failure.count } : failure);
  }
  const most = [...byKind.values()].sort((a, b) => b.count - a.count)[0] ?? null;
  const code = failures.find(({ endpoint }) => endpoint === null);
  return most?.kind === '0' && code ? code : (most ?? code ?? null);
}
