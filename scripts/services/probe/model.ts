// What a probe of a service returns: figures with the tool that measured them, verdicts on those that have a limit, and findings.

import type { Finding } from 'k6-verdict/judge/findings/finding';
import type { Outcome } from 'k6-verdict/judge/verdict';
import type { ServiceName as RowName } from '../../../thresholds/baselines.ts';
import type { Loaders } from '../../run/start-load.ts';

export type Unit = 'ms' | '/s' | '%' | 'MB' | 'count';

export interface Measurement {
  name: string;
  value: number;
  unit: Unit;
  /** The tool and how it was called, without addresses and secrets. */
  source: string;
}

/** A figure compared with its limit. */
export interface Judged {
  name: string;
  operator: '<' | '<=' | '>=';
  limit: number;
  /** Null where it was not measured. */
  actual: number | null;
  unit: Unit;
  outcome: Outcome;
}

export interface ProbeResult {
  service: RowName;
  measurements: Measurement[];
  judged: Judged[];
  findings: Finding[];
  /** Steps that could not be done, each with its reason. */
  skipped: string[];
}

/** What every probe is given. */
export interface ProbeRequest {
  /** Addresses of the services, as `perf services env` names them. */
  env: Readonly<Record<string, string>>;
  /** Folder for the tools' own files; removed by the caller. */
  workDir: string;
  /** 1 is the guide's size; smaller for a quick look. */
  scale: number;
  signal: AbortSignal | undefined;
  /** Runs a program that loads; lent for as long as the guard's permit lasts. */
  runTool: Loaders['runTool'];
  onStep(text: string): void;
}

export function emptyResult(service: RowName): ProbeResult {
  return { service, measurements: [], judged: [], findings: [], skipped: [] };
}

/** Holds a figure against a limit; null is not measured. */
export function judged(
  name: string,
  actual: number | null,
  operator: Judged['operator'],
  limit: number,
  unit: Unit,
): Judged {
  return {
    name,
    operator,
    limit,
    actual,
    unit,
    outcome: actual === null ? 'not-measured' : isInside(actual, operator, limit) ? 'passed' : 'failed',
  };
}

function isInside(actual: number, operator: Judged['operator'], limit: number): boolean {
  if (operator === '<') return actual < limit;
  return operator === '<=' ? actual <= limit : actual >= limit;
}

/** A count of the guide at this scale, at least `least`. */
export function scaled(count: number, scale: number, least: number): number {
  return Math.max(least, Math.round(count * scale));
}
