// What the history keeps of a run: its context, its figures, its windows and the target's resources.

import { FROM_PLAN, OPERATION_MS } from 'k6-format/load-names';
import type { Factors } from 'k6-format/scale';

/** Stands for all endpoints together. */
export const WHOLE_RUN = '*';

/** Figures per endpoint; the unit is in the name. */
export const METRICS = ['avgMs', 'p50Ms', 'p95Ms', 'p99Ms', 'errorRatio', 'requestsPerS'] as const;
export type MetricName = (typeof METRICS)[number];

export interface Figure {
  endpoint: string;
  metric: MetricName;
  value: number;
  samples: number;
}

/** One endpoint (or the whole run) in one window. A latency is null where there was no request. */
export interface WindowRow {
  window: string;
  phase: string;
  startS: number;
  endS: number;
  /** Planned load in its middle: VUs (closed model) or iterations per second (open model). */
  load: number | null;
  endpoint: string;
  requests: number;
  avgMs: number | null;
  p50Ms: number | null;
  p95Ms: number | null;
  p99Ms: number | null;
  errorRatio: number | null;
}

/** Average of one of the observer's metrics, in a window or (empty window) over the run. */
export interface ResourceRow {
  window: string;
  metric: string;
  avg: number;
  peak: number | null;
}

export interface RunContext {
  id: string;
  type: string;
  engine: string;
  target: string;
  commit: string | null;
  startedAt: string;
  durationS: number | null;
  timeScale: number;
  /** Factors on users, rates and limits, where the environment was scaled. */
  scale?: Factors;
  model: 'closed' | 'open';
  peakVus: number;
  endpoints: string[];
  /** VALID, WARN or DISCARDED, as the report judges it. */
  validity: string;
  validityReasons: string[];
  /** `passed`, `failed`, `not-judged` or `discarded`. */
  outcome: string;
  /** Limits that did not hold, each in words with its figure. */
  brokenLimits: string[];
}

export interface HistoryRun extends RunContext {
  figures: Figure[];
  windows: WindowRow[];
  resources: ResourceRow[];
  /** Response times as a histogram file in base64, where the engine left them: see kept-histograms.ts. */
  histograms?: string | undefined;
}

/** Trends whose histograms are kept, ms: of requests, of requests from when they were due, of operations of a service. */
export const KEPT_METRICS = ['http_req_duration', FROM_PLAN, OPERATION_MS] as const;
