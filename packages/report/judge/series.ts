// The run over time: what each window of the run record measured, read from the sub-metrics by window.
import type { PhaseName } from 'k6-format/run-record';
import { findMetric, type Summary, statOf } from '../parse/model.ts';
import { type Latency, latencyOf, rateOf, usageFrom } from './facts.ts';
import { missingSamples, sampleCount } from './samples.ts';

/** One endpoint in one window. */
export interface EndpointWindow {
  samples: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  /** Share of requests over the endpoint's p95 limit, or failed. */
  overLimitRatio: number | null;
}

export interface WindowFacts {
  id: string;
  phase: PhaseName;
  startS: number;
  endS: number;
  /** Planned load in the window's middle: VUs in a closed model, iterations per second in an open one. */
  load: number | null;
  requests: number | null;
  requestsPerS: number | null;
  errorRatio: number | null;
  latency: Latency | null;
  endpoints: ReadonlyMap<string, EndpointWindow>;
  /** Averages of the observer's samples by metric name, such as `target_cpu_pct`. */
  resources: ReadonlyMap<string, number>;
}

/** What the observer may record, in the order of charts and tables. */
const RESOURCE_METRICS = [
  'target_cpu_pct',
  'target_memory_mb',
  'target_memory_pct',
  'target_network_in_mb_per_s',
  'target_network_out_mb_per_s',
  'target_disk_mb_per_s',
  'target_db_connections',
] as const;

/**
 * All windows in order that the run came to; empty where the summary has no run record or no series. A run that stopped itself
 * ends in the middle of a window: its rate is that of the part.
 */
export function gatherSeries(summary: Summary): WindowFacts[] {
  const runS = (summary.durationMs ?? Number.POSITIVE_INFINITY) / 1000;
  const windows = (summary.run?.windows ?? [])
    .filter(({ startS }) => startS < runS)
    .map((window) => ({ ...window, endS: Math.min(window.endS, runS) }));
  const series = windows.map((window) => {
    const tags = { window: window.id };
    const latency = latencyOf(summary, tags);
    const requests = sampleCount(findMetric(summary, 'http_req_duration', tags));
    const lengthS = window.endS - window.startS;
    return {
      ...window,
      load: levelAt(summary.run?.load ?? [], (window.startS + window.endS) / 2),
      requests,
      requestsPerS: requests !== null && lengthS > 0 ? requests / lengthS : null,
      errorRatio: rateOf(summary, 'http_req_failed', tags),
      latency,
      endpoints: new Map(
        (summary.run?.endpoints ?? []).map((name) => [name, endpointWindow(summary, name, window.id)]),
      ),
      resources: resourcesIn(summary, window.id),
    };
  });
  return series.some((window) => window.requests !== null) ? series : [];
}

function endpointWindow(summary: Summary, endpoint: string, window: string): EndpointWindow {
  const tags = { endpoint, window };
  const over = findMetric(summary, 'over_limit', tags);
  const latency = latencyOf(summary, tags);
  return {
    samples: sampleCount(findMetric(summary, 'http_req_duration', tags)),
    p50Ms: latency?.p50Ms ?? null,
    p95Ms: latency?.p95Ms ?? null,
    overLimitRatio: over && missingSamples(summary, over) === null ? statOf(over, 'rate') : null,
  };
}

function resourcesIn(summary: Summary, window: string): Map<string, number> {
  const found = new Map<string, number>();
  for (const name of RESOURCE_METRICS) {
    const metric = findMetric(summary, name, { window });
    const usage = metric ? usageFrom(summary, metric) : null;
    if (usage) found.set(name, usage.avg ?? usage.peak);
  }
  return found;
}

/** The planned load at a moment: straight lines between the record's points; the later of two points at the same moment. */
function levelAt(load: readonly { atS: number; target: number }[], atS: number): number | null {
  const after = load.findIndex((point) => point.atS > atS);
  if (load.length === 0) return null;
  if (after < 0) return load.at(-1)!.target;
  if (after === 0) return load[0]!.target;
  const [from, to] = [load[after - 1]!, load[after]!];
  return from.target + ((to.target - from.target) * (atS - from.atS)) / (to.atS - from.atS);
}
