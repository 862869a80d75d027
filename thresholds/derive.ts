// The rules: from (test type, endpoints, windows) to k6 thresholds. Numbers are in baselines.md, strings are made here only.

import type { ALWAYS_TRUE } from 'k6-format/expressions';
import {
  ERROR_CODES,
  FAILURE_STATUSES,
  FROM_PLAN,
  JOURNEY_COMPLETED,
  JOURNEY_MS,
  LATE_TAG,
  LOAD_TAG,
  OBSERVATIONS,
  OVER_LIMIT,
  STEP_FAILED,
} from 'k6-format/load-names';
import { allowedOverLimit } from 'k6-format/over-limit';
import { selector } from 'k6-format/selectors';
import {
  type JourneyName,
  journeySteps,
  journeys,
  resources,
  type TestTypeName,
  targets,
  testTypes,
  tolerances,
} from './baselines.ts';
import type { JourneyCells, ResponseTimes } from './rows.ts';
import { isJourney, measuredRow, periodS, type RequestName, requestsOf, type TaskName, weightPct } from './tasks.ts';
import { knownTraits, traitsOf } from './traits.ts';

/** A threshold as k6 takes it. */
export type Threshold = string | { threshold: string; abortOnFail: boolean; delayAbortEval: string };

/** The `thresholds` option: metric with selector -> expressions. */
export type Thresholds = Record<string, Threshold[]>;

/** A window of the run as the rules see it. */
export interface PlannedWindow {
  id: string;
  phase: string;
  /** Seconds since the load started. */
  startS: number;
  /** Seconds since the spike ended; absent where there was none before. */
  afterSpikeS?: number;
  /** Requests under each name in it when the target keeps up. */
  expectedRequests: Partial<Record<RequestName, number>>;
}

/** What the rules need to know of a run. */
export interface RunPlan {
  type: TestTypeName;
  tasks: readonly TaskName[];
  windows: readonly PlannedWindow[];
  /** Phases that occur in the run. */
  phases: readonly string[];
  /** Factor on all durations. */
  timeScale: number;
  /** Factor on all limits of response times. */
  limitScale: number;
  /** Whether the observer measures the target's resources: a limit on what nobody measures would always hold. */
  isObserved: boolean;
}

/** Statistics of every Trend in the summary. `count` tells a sub-metric without samples (k6 fills it with 0) from a fast one. */
export const SUMMARY_TREND_STATS = Object.freeze(['count', 'avg', 'min', 'med', 'max', 'p(90)', 'p(95)', 'p(99)']);

/** Fewer expected requests in a window than this say nothing: such a window is shown, not judged. */
const FEWEST_JUDGED = 3;
/** Limit of the share of failed requests (`http_req_failed`) that ends a run in the middle; see addEmergencyStop. */
export const STOP_LIMIT = `rate<${decimal(tolerances.abortErrorShare.valueRatio)}`;
/** A window of fewer requests may have half of them failed by an accident: it ends no run. */
const FEWEST_STOPPING = 20;
/** From this many requests on, a window's own p95 is steady enough to be compared with the limit itself. */
const ENOUGH_FOR_P95 = 1000;

/** All limits of a run, and the series that the report draws. */
export function deriveThresholds(plan: RunPlan): Thresholds {
  const collected: Thresholds = {};
  const add: Add = (metric, tags, ...expressions) => {
    const key = selector(metric, tags);
    collected[key] = [...new Set([...(collected[key] ?? []), ...expressions])];
  };
  const keep: Keep = (metric, tags, expression) => {
    collected[selector(metric, tags)] ??= [expression];
  };
  addTypeLimits(plan, add);
  addEmergencyStop(plan, add);
  if (plan.isObserved) addResourceLimits(plan, add, keep);
  addRequestLimits(plan, add);
  for (const task of plan.tasks) if (isJourney(task)) addJourneyLimits(plan, task, add, keep);
  if (traitsOf(plan.type).windows === 'late') addRecovery(plan, add);
  for (const window of plan.windows) addWindow(plan, window, add, keep);
  keepSeries(plan, keep);
  return collected;
}

export type Tags = Record<string, string | undefined>;
/** Adds limits to a metric. */
type Add = (metric: string, tags: Tags, ...expressions: Threshold[]) => void;
/** Makes k6 keep a sub-metric in its summary, unless a limit does so already. */
type Keep = (metric: string, tags: Tags, expression: (typeof ALWAYS_TRUE)[number]) => void;

/**
 * The phase that a type's limits judge; undefined where the whole run counts, and for a type that the tables do not have. Limits never
 * judge a ramp to a hold.
 */
export function judgedPhase(type: string): 'hold' | undefined {
  return knownTraits(type)?.judged === 'hold' ? 'hold' : undefined;
}

/** The limit of a p95, ms: the row of the endpoint or step with the tolerance (guide, Response Times); Infinity while it is not measured. */
export function p95LimitMs(name: RequestName): number {
  return baselineLimitMs(name, 'p95Ms');
}

/** A figure of a row with the tolerance, ms; Infinity while it is not measured. */
export function baselineLimitMs(name: RequestName, key: keyof ResponseTimes): number {
  return withTolerance(measuredRow(name)?.[key] ?? Number.POSITIVE_INFINITY);
}

/**
 * The limit of the run's average, ms, or undefined where the type has none (guide, Load Testing Procedures). The guide takes
 * it on one fast endpoint: where the chosen tasks' own baseline average is above it, that average with its tolerance holds.
 * What a request that is not measured adds to it nobody knows: no limit.
 */
export function averageLimitMs(type: TestTypeName, chosen: readonly TaskName[]): number | undefined {
  const { avgMs } = testTypes[type];
  if (avgMs === null) return undefined;
  // Each request counts by how often it is made, relative to the others.
  const shares = chosen.flatMap((task) =>
    requestsOf(task).map((name) => ({ share: weightPct(task) / periodS(task), avgMs: measuredRow(name)?.avgMs })),
  );
  const whole = shares.reduce((sum, { share }) => sum + share, 0);
  const ownMs = shares.reduce((sum, one) => sum + (one.avgMs ?? Number.NaN) * one.share, 0) / whole;
  if (Number.isNaN(ownMs)) return undefined;
  return ownMs < avgMs ? avgMs : withTolerance(ownMs);
}

/** All that the requests of these tasks are counted under. */
function namesOf(tasks: readonly TaskName[]): RequestName[] {
  return tasks.flatMap(requestsOf);
}

/** The samples that a type's limits judge. */
function judgedTags(type: TestTypeName): Tags {
  const phase = judgedPhase(type);
  return phase === undefined ? LOAD_TAG : { phase };
}

/** The type's row: average, p95 and errors over the judged phase. A wrong body is an error as much as a wrong status. */
function addTypeLimits(plan: RunPlan, add: Add): void {
  const { p95Ms, errorRatio } = testTypes[plan.type];
  const tags = judgedTags(plan.type);
  const { limitScale } = plan;
  const abort =
    traitsOf(plan.type).stops === 'limits' ? abortAfter(10 * plan.timeScale) : (threshold: string) => threshold;
  const averageMs = averageLimitMs(plan.type, plan.tasks);
  if (averageMs !== undefined) add('http_req_duration', tags, `avg<${decimal(averageMs * limitScale)}`);
  if (p95Ms !== null) add('http_req_duration', tags, abort(`p(95)<${decimal(p95Ms * limitScale)}`));
  if (errorRatio !== null) {
    const zero = errorRatio === 0;
    add('http_req_failed', tags, abort(zero ? 'rate<=0' : `rate<${decimal(errorRatio)}`));
    add('checks', tags, zero ? 'rate>=1' : `rate>${decimal(1 - errorRatio)}`);
  }
  add('http_reqs', tags, 'count>0');
}

/**
 * Ends the run by itself when most requests fail: load on a system that is down helps nobody. Ramps count as well. An hour of
 * good answers would outweigh many minutes of failed ones, so a test of that length asks each window of its hold besides. Smoke is over in seconds; breakpoint stops at its
 * own, stricter limits.
 */
function addEmergencyStop(plan: RunPlan, add: Add): void {
  const { stops } = traitsOf(plan.type);
  if (stops !== 'failing' && stops !== 'failing-window') return;
  const delayS = tolerances.abortDelay.valueS * plan.timeScale;
  add('http_reqs', LOAD_TAG, 'count>0');
  add('http_req_failed', LOAD_TAG, abortAfter(delayS)(STOP_LIMIT));
  if (stops !== 'failing-window') return;
  for (const { id, phase, startS, expectedRequests } of plan.windows) {
    const expected = Object.values(expectedRequests).reduce((sum, count) => sum + count, 0);
    if (phase !== 'hold' || expected < FEWEST_STOPPING) continue;
    add('http_reqs', { window: id }, 'count>0');
    add('http_req_failed', { window: id }, abortAfter(startS + delayS)(STOP_LIMIT));
  }
}

/**
 * CPU against the type's row, memory against the resource table (guide, Resource Utilization). Each figure has a guard of its
 * own: a source may know one and not the other.
 */
function addResourceLimits(plan: RunPlan, add: Add, keep: Keep): void {
  const { cpuPct } = testTypes[plan.type];
  const phase = judgedPhase(plan.type);
  if (cpuPct !== null) {
    add(OBSERVATIONS, { figure: 'target_cpu_pct', phase }, 'count>0');
    add('target_cpu_pct', { phase }, `avg<${decimal(cpuPct)}`);
  }
  add(OBSERVATIONS, { figure: 'target_memory_mb' }, 'count>0');
  add('target_memory_mb', {}, `max<${decimal(resources.memory.limitMb)}`);
  for (const { id } of plan.windows) {
    for (const figure of [
      'target_cpu_pct',
      'target_memory_mb',
      'target_network_in_mb_per_s',
      'target_network_out_mb_per_s',
      'target_disk_mb_per_s',
      'target_db_connections',
    ]) {
      keep(figure, { window: id }, 'max>=0');
    }
  }
}

/** Rows of endpoints and steps, and the API target, where the type's row says so, each with the guard that keeps an empty percentile from passing. */
function addRequestLimits(plan: RunPlan, add: Add): void {
  const { endpointRows, apiTarget } = traitsOf(plan.type);
  const limit = (limitMs: number) => decimal(limitMs * plan.limitScale);
  for (const endpoint of namesOf(plan.tasks)) {
    const tags = { endpoint, phase: holdOf(plan) };
    add('http_reqs', tags, 'count>0');
    if (measuredRow(endpoint) === undefined) continue;
    if (endpointRows === 'yes') {
      add('http_req_duration', tags, `avg<${limit(baselineLimitMs(endpoint, 'avgMs'))}`);
      add('http_req_duration', tags, `med<${limit(baselineLimitMs(endpoint, 'p50Ms'))}`);
      add('http_req_duration', tags, `p(95)<${limit(p95LimitMs(endpoint))}`);
      add('http_req_duration', tags, `p(99)<${limit(baselineLimitMs(endpoint, 'p99Ms'))}`);
    }
    // The guide's target is for 100-500 users: no limit of a test that looks for the edge.
    if (apiTarget === 'yes' && !isAboveTarget(endpoint)) {
      add('http_req_duration', tags, `p(95)<${limit(targets.apiResponseTime.limitMs)}`);
    }
  }
}

function holdOf({ phases }: RunPlan): 'hold' | undefined {
  return phases.includes('hold') ? 'hold' : undefined;
}

/**
 * How many journeys complete, and where rows are limits how long they take. Journeys that did not complete have no duration: that there
 * were some is what the first limit asks, since a share of none is 0. What is not measured is kept for the report, and limits nothing.
 */
function addJourneyLimits(plan: RunPlan, journey: JourneyName, add: Add, keep: Keep): void {
  const { avgMs, p95Ms, completedRatio }: JourneyCells = journeys[journey];
  const tags = { journey, phase: holdOf(plan) };
  const isPerfect = testTypes[plan.type].errorRatio === 0 || completedRatio === 1;
  if (isPerfect) add(JOURNEY_COMPLETED, tags, 'rate>=1');
  else if (completedRatio !== null) add(JOURNEY_COMPLETED, tags, `rate>${decimal(completedRatio)}`);
  if (avgMs !== null && p95Ms !== null && traitsOf(plan.type).endpointRows === 'yes') {
    add(JOURNEY_MS, tags, `avg<${decimal(withTolerance(avgMs) * plan.limitScale)}`);
    add(JOURNEY_MS, tags, `p(95)<${decimal(withTolerance(p95Ms) * plan.limitScale)}`);
  }
  for (const endpoint of requestsOf(journey)) keep(STEP_FAILED, { endpoint }, 'rate>=0');
  for (const kept of [tags, { journey }, ...plan.windows.map(({ id }) => ({ journey, window: id }))]) {
    keep(JOURNEY_MS, kept, 'max>=0');
    keep(JOURNEY_COMPLETED, kept, 'rate>=0');
  }
}

/** Whether the measured p95 misses the API target already: then the report lists it instead of failing every run. */
export function isAboveTarget(name: RequestName): boolean {
  const row = measuredRow(name);
  return row !== undefined && row.p95Ms >= targets.apiResponseTime.limitMs;
}

/** Everything later than the allowed recovery, per endpoint and as a whole; a compressed run leaves enough for the whole at least. */
function addRecovery(plan: RunPlan, add: Add): void {
  const late = plan.windows.filter((window) => isLate(window, plan.timeScale));
  const expectedOf = (name: RequestName) => late.reduce((sum, window) => sum + (window.expectedRequests[name] ?? 0), 0);
  const names = namesOf(plan.tasks);
  for (const endpoint of names) {
    const expected = expectedOf(endpoint);
    if (expected < FEWEST_JUDGED || measuredRow(endpoint) === undefined) continue;
    add('http_reqs', { endpoint, ...LATE_TAG }, 'count>0');
    add(OVER_LIMIT, { endpoint, ...LATE_TAG }, `rate<${decimal(allowedOverLimit(expected))}`);
  }
  const whole = names.reduce((sum, name) => sum + expectedOf(name), 0);
  add('http_reqs', LATE_TAG, 'count>0');
  add(OVER_LIMIT, LATE_TAG, `rate<${decimal(allowedOverLimit(Math.max(FEWEST_JUDGED, whole)))}`);
}

/** Whether a window begins later after the spike than the system may take to recover. */
export function isLate(window: Pick<PlannedWindow, 'afterSpikeS'>, timeScale: number): boolean {
  return window.afterSpikeS !== undefined && window.afterSpikeS >= tolerances.spikeRecovery.valueS * timeScale - 1e-9;
}

/** A window's limit where the type judges windows, and its series for the time charts. */
function addWindow(plan: RunPlan, window: PlannedWindow, add: Add, keep: Keep): void {
  keep('http_req_duration', { window: window.id }, 'max>=0');
  keep('http_req_failed', { window: window.id }, 'rate>=0');
  for (const endpoint of namesOf(plan.tasks)) {
    const tags = { endpoint, window: window.id };
    const expected = window.expectedRequests[endpoint] ?? 0;
    if (isJudged(plan, window) && expected >= FEWEST_JUDGED && measuredRow(endpoint) !== undefined) {
      add('http_reqs', tags, 'count>0');
      if (expected >= ENOUGH_FOR_P95)
        add('http_req_duration', tags, `p(95)<${decimal(p95LimitMs(endpoint) * plan.limitScale)}`);
      else add(OVER_LIMIT, tags, `rate<${decimal(allowedOverLimit(expected))}`);
    }
    keep('http_req_duration', tags, 'max>=0');
    keep(OVER_LIMIT, tags, 'rate>=0');
  }
}

/** Every window of the hold (drift), or those later than the allowed recovery, or none. */
function isJudged(plan: RunPlan, window: PlannedWindow): boolean {
  const { windows } = traitsOf(plan.type);
  if (windows === 'hold' || windows === 'each') return window.phase === 'hold';
  return windows === 'late' && isLate(window, plan.timeScale);
}

/** Figures that no limit asks for and that the report shows all the same. */
function keepSeries(plan: RunPlan, keep: Keep): void {
  for (const phase of plan.phases) {
    keep('http_req_duration', { phase }, 'max>=0');
    keep('http_req_failed', { phase }, 'rate>=0');
    keep('http_reqs', { phase }, 'count>=0');
  }
  keep('http_req_duration', LOAD_TAG, 'max>=0');
  keep('http_req_failed', LOAD_TAG, 'rate>=0');
  keep('http_reqs', LOAD_TAG, 'count>=0');
  for (const code of ERROR_CODES) keep('http_reqs', { ...LOAD_TAG, error_code: code }, 'count>=0');
  const phase = holdOf(plan);
  for (const endpoint of namesOf(plan.tasks)) {
    for (const tags of [{ endpoint }, { endpoint, phase }]) {
      keep('http_req_duration', tags, 'max>=0');
      keep('http_req_failed', tags, 'rate>=0');
      keep('http_reqs', tags, 'count>=0');
      // Tells a body that trickles from an answer that begins late.
      keep('http_req_receiving', tags, 'max>=0');
    }
    keep(OVER_LIMIT, { endpoint, phase }, 'rate>=0');
    // A user on a journey thinks after the answer: no turn is due.
    if (isPaced(plan.type) && !Object.hasOwn(journeySteps, endpoint)) keep(FROM_PLAN, { endpoint, phase }, 'max>=0');
    for (const status of FAILURE_STATUSES) keep('http_reqs', { endpoint, status }, 'count>=0');
  }
}

/** Whether a VU of this type has turns that can be due: a single pass has none, and in an open model k6 plans the starts. */
export function isPaced(type: TestTypeName): boolean {
  return traitsOf(type).paced === 'yes';
}

/** Turns a threshold into one that ends the run when it is crossed, asked from `delayS` seconds on. */
export function abortAfter(delayS: number): (threshold: string) => Threshold {
  return (threshold) => ({ threshold, abortOnFail: true, delayAbortEval: `${decimal(delayS)}s` });
}

function withTolerance(valueMs: number): number {
  return valueMs * (1 + tolerances.baselineRow.valueRatio);
}

/** A number as k6 reads it: without the noise of binary fractions (45 x 1.1 is 49.5, not 49.50000000000001). */
export function decimal(value: number): string {
  return String(Number(value.toPrecision(6)));
}
