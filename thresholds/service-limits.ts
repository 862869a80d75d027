// The rules of the service tests: from a test and its windows to k6 thresholds. Numbers are in baselines.md.
import { OPERATION_FAILED, OPERATION_MS, OPERATIONS_DONE } from 'k6-format/load-names';
import { selector } from 'k6-format/selectors';
import { type ServiceTestName, serviceLimits, services, serviceTests, targets, tolerances } from './baselines.ts';
import { abortAfter, decimal, p95LimitMs, STOP_LIMIT, type Tags, type Threshold, type Thresholds } from './derive.ts';
import { ROLES } from './system.ts';

/** Custom Rates of one test each: keys that were there, ... */
export const CACHE_HITS = 'cache_hits';
/** ... nearest neighbours that the index found, ... */
export const VECTOR_RECALL = 'vector_recall';
/** ... and requests that found a connection open, besides the first of each VU. */
export const CONNECTION_REUSED = 'connection_reused';

/** The operations of each test, by the tag `op`, with the limit of their p95, ms. */
export const OPERATIONS = {
  // Guide, Database Performance Testing: its three queries, and its target for each of them.
  database: {
    'memories-by-agent': targets.databaseQueryTime.limitMs,
    'count-events': targets.databaseQueryTime.limitMs,
    'recent-biometrics': targets.databaseQueryTime.limitMs,
  },
  cache: { get: serviceLimits.cachedOperationP95.valueMs, set: serviceLimits.cachedOperationP95.valueMs },
  // The guide says nothing of ChromaDB's latency. What an API answer may take is the most that a search within one may.
  vector: { query: targets.apiResponseTime.limitMs, add: targets.apiResponseTime.limitMs },
  // Clients measured the endpoints through the proxy: their rows hold for it.
  proxy: { home: p95LimitMs(ROLES.page), api: p95LimitMs(ROLES.health) },
} as const satisfies Record<ServiceTestName, Readonly<Record<string, number>>>;

export type OperationOf<T extends ServiceTestName> = keyof (typeof OPERATIONS)[T] & string;

/** What a test asks besides latency and errors: a share that must be above its limit. */
const SHARES: Readonly<Partial<Record<ServiceTestName, readonly [metric: string, aboveRatio: number]>>> = {
  cache: [CACHE_HITS, serviceLimits.cacheHitRatio.valueRatio],
  vector: [VECTOR_RECALL, serviceLimits.vectorRecall.valueRatio],
  proxy: [CONNECTION_REUSED, serviceLimits.connectionReuse.valueRatio],
};

/** What the rules need to know of a run. */
export interface ServicePlan {
  test: ServiceTestName;
  /** Ids of the windows, for the report's charts. */
  windows: readonly string[];
  phases: readonly string[];
  /** Operations that the load starts, all together. */
  plannedOperations: number;
  /** Factor on all durations. */
  timeScale: number;
  /** Factor on all limits of response times. */
  limitScale: number;
}

/** The service that a test puts load on: its row in the table "Services". */
export function serviceOf(test: ServiceTestName): (typeof services)[keyof typeof services] {
  const { service } = serviceTests[test];
  // The document's reader has checked that there is one.
  return Object.values(services).find(({ label }) => label === service)!;
}

/** All limits of a service test, and the series that the report draws. */
export function deriveServiceThresholds(plan: ServicePlan): Thresholds {
  const { test, windows, phases, plannedOperations, timeScale, limitScale } = plan;
  const collected: Thresholds = {};
  const add = (metric: string, tags: Tags, ...expressions: Threshold[]) => {
    (collected[selector(metric, tags)] ??= []).push(...expressions);
  };
  const { errorRatio } = serviceTests[test];
  add(OPERATION_FAILED, {}, `rate<${decimal(errorRatio)}`);
  add(OPERATION_FAILED, {}, abortAfter(tolerances.abortDelay.valueS * timeScale)(STOP_LIMIT));
  add(OPERATIONS_DONE, {}, 'count>0');
  add(OPERATION_MS, {}, 'max>=0');
  for (const [op, p95Ms] of Object.entries(OPERATIONS[test])) {
    // A row that is not measured yet limits nothing.
    if (Number.isFinite(p95Ms)) add(OPERATION_MS, { op }, `p(95)<${decimal(p95Ms * limitScale)}`);
    add(OPERATIONS_DONE, { op }, 'count>0');
    add(OPERATION_FAILED, { op }, 'rate>=0');
    for (const window of windows) add(OPERATION_MS, { op, window }, 'max>=0');
  }
  for (const tags of [...windows.map((window) => ({ window })), ...phases.map((phase) => ({ phase }))]) {
    add(OPERATION_MS, tags, 'max>=0');
    add(OPERATION_FAILED, tags, 'rate>=0');
  }
  const [metric, aboveRatio] = SHARES[test] ?? [];
  if (metric !== undefined) add(metric, {}, `rate>${aboveRatio}`);
  // A run so short that one of its operations is more than the share may still miss that one.
  const droppedBelow = Math.max(2, Math.ceil(plannedOperations * serviceLimits.droppedShare.valueRatio));
  add('dropped_iterations', {}, `count<${droppedBelow}`);
  return collected;
}
