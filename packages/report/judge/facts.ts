// The figures of a run that verdicts, findings and renderers share, each null where it was not measured.

import type { DeadTarget } from 'k6-format/dead-target';
import { FROM_PLAN, LOAD_TAG, OBSERVATIONS } from 'k6-format/load-names';
import type { PolicyRow } from 'k6-format/policy';
import { findMetric, findStat, type Metric, type Summary, statOf } from '../parse/model.ts';
import { findDeadTarget } from './dead-target.ts';
import { type Failure, gatherFailures } from './failures.ts';
import { isPageTest } from './pages.ts';
import { rateOfRequests } from './rates.ts';
import { missingSamples, requestsOf, sampleCount } from './samples.ts';

/** Latency of a set of requests. */
export interface Latency {
  samples: number | null;
  avgMs: number | null;
  minMs: number | null;
  p50Ms: number | null;
  p90Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  maxMs: number | null;
}

export interface EndpointFacts {
  name: string;
  /** Of the whole run. */
  requests: number | null;
  /** In `phase`. */
  requestsPerS: number | null;
  /** Share of failed requests, 0..1. */
  errorRatio: number | null;
  /** Failed requests of the whole run; null where they were not counted. */
  failed: number | null;
  latency: Latency | null;
  /** Response time from the moment that the request was due; null where nothing was paced. */
  fromPlan: Latency | null;
  /** The part of the run that the figures are from: `hold`, or null for the whole run. */
  phase: string | null;
  /** Share of requests over the endpoint's p95 limit, 0..1. */
  overLimitRatio: number | null;
  /** The endpoint's row in the policy; null where it has none. */
  baseline: PolicyRow | null;
}

/** Peaks and averages of the target's resources, from the observer's metrics. */
export interface ResourceFacts {
  cpuPct: Usage | null;
  memoryMb: Usage | null;
  networkInMbPerS: Usage | null;
  networkOutMbPerS: Usage | null;
  diskMbPerS: Usage | null;
  dbConnections: Usage | null;
}

export interface Usage {
  avg: number | null;
  peak: number;
}

export interface Facts {
  /** Of the whole run. */
  requests: number | null;
  requestsPerS: number | null;
  /** The phase that the rate is from: `phase`, or null where nothing tells how long that was. */
  ratePhase: string | null;
  errorRatio: number | null;
  /** From the hold phase where it was kept apart, else the whole run. */
  latency: Latency | null;
  phase: string | null;
  iterations: number | null;
  droppedIterations: number;
  vusPeak: number | null;
  endpoints: EndpointFacts[];
  failures: Failure[];
  /** Set where every request failed, or every one to some endpoint because access was missing. */
  dead: DeadTarget | null;
  resources: ResourceFacts;
}

export function gatherFacts(summary: Summary): Facts {
  const names = endpointNames(summary);
  const endpoints = names.map((name) => endpointFacts(summary, name));
  const held = phaseTags(summary, wholeLoad(summary));
  const requests = totalRequests(summary, endpoints);
  const failures = gatherFailures(summary, names);
  const rate = rateOfRequests(summary, held, requests);
  return {
    requests,
    requestsPerS: rate.perS,
    ratePhase: rate.phase,
    errorRatio: rateOf(summary, 'http_req_failed', held.tags) ?? rateOf(summary, 'http_req_failed', wholeLoad(summary)),
    latency: latencyOf(summary, held.tags),
    phase: held.phase,
    iterations: countOf(summary, 'iterations'),
    droppedIterations: countOf(summary, 'dropped_iterations') ?? 0,
    vusPeak: peakVus(summary),
    endpoints,
    failures,
    dead: findDeadTarget(summary, endpoints, failures),
    resources: {
      cpuPct: usageOf(summary, 'target_cpu_pct'),
      memoryMb: usageOf(summary, 'target_memory_mb'),
      networkInMbPerS: usageOf(summary, 'target_network_in_mb_per_s'),
      networkOutMbPerS: usageOf(summary, 'target_network_out_mb_per_s'),
      diskMbPerS: usageOf(summary, 'target_disk_mb_per_s'),
      dbConnections: usageOf(summary, 'target_db_connections'),
    },
  };
}

/** Endpoints of the run record first, then others that a tag names. */
function endpointNames(summary: Summary): string[] {
  const names = new Set(summary.run?.endpoints ?? []);
  for (const metric of summary.metrics) {
    const name = metric.tags.get('endpoint');
    if (name !== undefined) names.add(name);
  }
  return [...names];
}

function endpointFacts(summary: Summary, name: string): EndpointFacts {
  const held = phaseTags(summary, { endpoint: name });
  const whole = { endpoint: name };
  const overLimit = findMetric(summary, 'over_limit', held.tags);
  const requests = requestsOf(summary, whole) ?? requestsOf(summary, held.tags);
  return {
    name,
    requests,
    requestsPerS: rateOfRequests(summary, held, requests).perS,
    errorRatio: rateOf(summary, 'http_req_failed', held.tags) ?? rateOf(summary, 'http_req_failed', whole),
    failed: findStat(summary, 'http_req_failed', whole, 'passes'),
    latency: latencyOf(summary, held.tags),
    fromPlan: latencyOf(summary, held.tags, FROM_PLAN),
    phase: held.phase,
    overLimitRatio: overLimit && missingSamples(summary, overLimit) === null ? statOf(overLimit, 'rate') : null,
    baseline: Object.hasOwn(summary.policy.rows, name) ? summary.policy.rows[name]! : null,
  };
}

/**
 * Tags of the load as a whole: requests that the suite made for itself (reading resources) are separate. What a page
 * load test asks for in addition to its load is its audit.
 */
export function wholeLoad(summary: Summary): Record<string, string> {
  if (isPageTest(summary)) return { ...LOAD_TAG };
  return findMetric(summary, 'http_req_duration', LOAD_TAG) ? { ...LOAD_TAG } : {};
}

/** The tags of the judged phase where its latencies were measured, else the same tags without a phase. */
function phaseTags(
  summary: Summary,
  tags: Record<string, string>,
): { tags: Record<string, string>; phase: string | null } {
  const phase = summary.policy.test.judgedPhase;
  if (phase === null || summary.run?.service !== undefined) return { tags, phase: null };
  const { traffic: _, ...rest } = tags;
  const held = { ...rest, phase };
  const metric = findMetric(summary, 'http_req_duration', held);
  const isMeasured = metric !== undefined && missingSamples(summary, metric) === null;
  return isMeasured ? { tags: held, phase } : { tags, phase: null };
}

/** Latency statistics of the requests with exactly these tags; null without samples. */
export function latencyOf(summary: Summary, tags: Record<string, string>, name = 'http_req_duration'): Latency | null {
  const metric = findMetric(summary, name, tags);
  if (!metric || missingSamples(summary, metric) !== null) return null;
  const stat = (name: string) => statOf(metric, name);
  return {
    samples: sampleCount(metric),
    avgMs: stat('avg'),
    minMs: stat('min'),
    p50Ms: stat('med'),
    p90Ms: stat('p(90)'),
    p95Ms: stat('p(95)'),
    p99Ms: stat('p(99)'),
    maxMs: stat('max'),
  };
}

/** Requests to the endpoints; requests that the suite makes for itself (reading resources) do not count. */
function totalRequests(summary: Summary, endpoints: readonly EndpointFacts[]): number | null {
  const expected = summary.run?.endpoints ?? [];
  const counts = expected.map((name) => requestsOf(summary, { endpoint: name }));
  const isComplete =
    counts.length > 0 && counts.every((count) => count !== null) && endpoints.length === expected.length;
  return isComplete
    ? counts.reduce((sum: number, count) => sum + (count ?? 0), 0)
    : requestsOf(summary, wholeLoad(summary));
}

/** A rate with exactly these tags; null without samples. */
export function rateOf(summary: Summary, name: string, tags: Record<string, string>): number | null {
  const metric = findMetric(summary, name, tags);
  return metric && missingSamples(summary, metric) === null ? statOf(metric, 'rate') : null;
}

function countOf(summary: Summary, name: string): number | null {
  const metric = findMetric(summary, name);
  return metric ? (metric.stats.get('count') ?? null) : null;
}

/** k6 samples VUs once a second: a short run has none, then the plan is the best knowledge. */
function peakVus(summary: Summary): number | null {
  const used = findMetric(summary, 'vus');
  const ready = findMetric(summary, 'vus_max');
  const candidates = [
    used?.stats.get('max'),
    used?.stats.get('value'),
    ready?.stats.get('max'),
    ready?.stats.get('value'),
  ];
  const most = candidates.find((value) => value !== undefined && value > 0) ?? null;
  // The observer is a VU in addition to the load.
  const observers = findMetric(summary, OBSERVATIONS) ? 1 : 0;
  return most === null ? null : Math.max(1, most - observers);
}

function usageOf(summary: Summary, name: string): Usage | null {
  const metric = findMetric(summary, name);
  return metric ? usageFrom(summary, metric) : null;
}

/** Average and peak of a trend or gauge; null without samples. */
export function usageFrom(summary: Summary, metric: Metric): Usage | null {
  if (missingSamples(summary, metric) !== null) return null;
  const peak = metric.stats.get('max') ?? metric.stats.get('p(99)') ?? metric.stats.get('value');
  return peak === undefined ? null : { avg: metric.stats.get('avg') ?? null, peak };
}
