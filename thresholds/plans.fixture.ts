// For tests: runs as the rules see them, and limits as k6 reads them.
import { isSeriesMarker } from 'k6-format/expressions';
import { parseSelector } from 'k6-format/selectors';
import { type EndpointName, endpoints, type TestTypeName, testTypes } from './baselines.ts';
import type { PlannedWindow, RunPlan, Threshold, Thresholds } from './derive.ts';
import { measuredRow } from './tasks.ts';

export const TYPES = Object.keys(testTypes) as TestTypeName[];
/** Endpoints with a row: the others have no limits. */
export const ALL = (Object.keys(endpoints) as EndpointName[]).filter((name) => measuredRow(name) !== undefined);
export const SINGLES = ALL.map((name) => [name]);

/** The phases of the load scripts in tests/ that have others than a ramp and a hold. */
const PHASES: Partial<Record<TestTypeName, readonly string[]>> = {
  smoke: ['hold'],
  spike: ['hold', 'spike', 'recovery'],
  breakpoint: ['ramp'],
  'replay-shape': ['hold'],
};

/** A window with enough requests of every endpoint to be judged by its own p95. */
export function window(
  id: string,
  phase: string,
  rest: Partial<PlannedWindow> & { requests?: number } = {},
): PlannedWindow {
  const { requests = 5_000, ...given } = rest;
  return { id, phase, startS: 0, expectedRequests: Object.fromEntries(ALL.map((name) => [name, requests])), ...given };
}

/** A run of `type` at full length over all endpoints, with one window per phase. */
export function planOf(type: TestTypeName, rest: Partial<RunPlan> = {}): RunPlan {
  const phases = PHASES[type] ?? ['ramp', 'hold'];
  const windows = phases.map((phase, index) =>
    window(`w0${index + 1}`, phase, phase === 'recovery' ? { afterSpikeS: 20 } : {}),
  );
  return { type, tasks: ALL, phases, windows, timeScale: 1, limitScale: 1, isObserved: false, ...rest };
}

/** The expression of a threshold, whichever way it is written. */
export function expressionOf(threshold: Threshold): string {
  return typeof threshold === 'string' ? threshold : threshold.threshold;
}

/** The limits on one metric and its selector, without the expressions that only keep a series. */
export function limitsOn(thresholds: Thresholds, metric: string): string[] {
  return (thresholds[metric] ?? []).map(expressionOf).filter((expression) => !isSeriesMarker(expression));
}

/** A limit taken apart. */
export interface Limit {
  metric: string;
  tags: Record<string, string>;
  expression: string;
}

/** Every limit of a run, without the expressions that only keep a series. */
export function allLimits(thresholds: Thresholds): Limit[] {
  return Object.entries(thresholds).flatMap(([key, list]) =>
    list
      .map(expressionOf)
      .filter((expression) => !isSeriesMarker(expression))
      .map((expression) => ({ ...partsOf(key), expression })),
  );
}

/** `name{a:1,b:2}` as name and tags. */
export function partsOf(key: string): { metric: string; tags: Record<string, string> } {
  const { name, tags } = parseSelector(key);
  return { metric: name, tags: Object.fromEntries(tags) };
}
