// Finds out which kind of summary a JSON value is, by its shape alone, and reads it into the one model.

import { NO_POLICY } from 'k6-format/policy';
import { metricKey } from 'k6-format/selectors';
import { UserError } from 'k6-kit/user-error';
import { readChecks } from './checks.ts';
import { readClassicMetrics } from './classic.ts';
import { isRecord, type MetricReader, type ReadMetrics } from './entries.ts';
import { readExportMetrics } from './export.ts';
import { readGenerator } from './generator.ts';
import { printable } from './json-text.ts';
import { readMachine } from './machine.ts';
import type { Metric, Summary, SummaryShape } from './model.ts';
import { readPolicy } from './policy.ts';
import { readRunRecord } from './run.ts';
import { operationsAsRequests } from './service-series.ts';

/** Reads a parsed JSON value; `fileName` is only for messages. `setup_data` is never looked at: it can hold tokens. */
export function parseSummary(fileName: string, value: unknown, warnings: readonly string[] = []): Summary {
  if (!isRecord(value)) throw foreign(fileName, `JSON, but ${describe(value)} instead of an object`);
  if (isMachine(value)) return finish(fileName, 'machine-readable', readMachine(fileName, value), value, warnings);
  const metrics = value.metrics;
  if (!isRecord(metrics)) {
    if (value.type === 'Metric' || value.type === 'Point') {
      throw foreign(fileName, 'a single raw point of k6 (--out json)');
    }
    const keys =
      Object.keys(value)
        .slice(0, 5)
        .map((key) => printable(key).slice(0, 40))
        .join(', ') || 'none';
    throw foreign(fileName, `JSON without an object "metrics" (its keys: ${keys})`);
  }
  const shape = sniff(value, metrics);
  if (shape === null) throw foreign(fileName, describeMetrics(metrics));
  const read: MetricReader = shape === 'handle-summary' ? readClassicMetrics : readExportMetrics;
  return finish(
    fileName,
    shape,
    { ...read(metrics), durationMs: recordedDurationMs(value), k6Version: null, writtenAt: null, saysPassed: null },
    value,
    warnings,
  );
}

function foreign(fileName: string, what: string): UserError {
  const wanted =
    'a k6 summary has "metrics" with k6\'s statistics (handleSummary, --summary-export or machine-readable)';
  const next = 'return JSON.stringify(data) from handleSummary unchanged';
  return new UserError('E_SUMMARY_FOREIGN', `${fileName}: ${what}; ${wanted}; ${next}`);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  return value === null ? 'null' : `a ${typeof value}`;
}

function describeMetrics(metrics: Record<string, unknown>): string {
  const [name, first] = Object.entries(metrics)[0] ?? ['', undefined];
  return `"metrics" is not k6's ("${printable(name).slice(0, 40)}" is ${isRecord(first) ? 'an object without statistics' : describe(first)})`;
}

function isMachine(value: Record<string, unknown>): boolean {
  const results = value.results;
  return isRecord(results) && (Array.isArray(results.metrics) || isRecord(results.metrics)) && !isRecord(value.metrics);
}

/** Classic metrics nest their numbers under `values`, exported ones do not. Null when no entry is a metric of either kind. */
function sniff(value: Record<string, unknown>, metrics: Record<string, unknown>): SummaryShape | null {
  const entries = Object.values(metrics);
  if (entries.length === 0) {
    const hasGroupArray = isRecord(value.root_group) && Array.isArray(value.root_group.groups);
    if (isRecord(value.state) || isRecord(value.options) || hasGroupArray) return 'handle-summary';
    return isRecord(value.root_group) ? 'summary-export' : null;
  }
  const records = entries.filter(isRecord);
  if (records.some((entry) => isRecord(entry.values))) return 'handle-summary';
  const hasNumbers = (entry: Record<string, unknown>) => Object.values(entry).some((stat) => typeof stat === 'number');
  return records.some(hasNumbers) ? 'summary-export' : null;
}

function recordedDurationMs(value: Record<string, unknown>): number | null {
  const duration = isRecord(value.state) ? value.state.testRunDurationMs : undefined;
  return typeof duration === 'number' && Number.isFinite(duration) && duration > 0 ? duration : null;
}

interface ShapeResult extends ReadMetrics {
  durationMs: number | null;
  k6Version: string | null;
  writtenAt: string | null;
  saysPassed: boolean | null;
}

function finish(
  fileName: string,
  shape: SummaryShape,
  result: ShapeResult,
  value: Record<string, unknown>,
  earlier: readonly string[],
): Summary {
  const run = readRunRecord(value.run);
  const { policy, warnings } = readPolicy(run.run && isRecord(value.run) ? value.run.policy : undefined);
  const known =
    run.run?.service === undefined ? result.metrics : [...result.metrics, ...operationsAsRequests(result.metrics)];
  const estimate = result.durationMs === null ? estimateDurationMs(result.metrics) : null;
  return {
    fileName,
    shape,
    metrics: result.metrics,
    byKey: new Map(known.map((metric) => [metricKey(metric.name, metric.tags), metric])),
    durationMs: result.durationMs ?? estimate,
    durationSource: result.durationMs !== null ? 'recorded' : estimate !== null ? 'estimated' : null,
    ...readChecks(shape === 'machine-readable' ? value.results : value.root_group),
    run: run.run,
    policy: policy ?? NO_POLICY,
    policyFrom: policy && 'result',
    generator: readGenerator(value.state),
    k6Version: result.k6Version,
    writtenAt: result.writtenAt,
    warnings: [...earlier, ...result.warnings, ...run.warnings, ...warnings],
    isLimitUnreadable: result.isLimitUnreadable,
    saysPassed: result.saysPassed,
  };
}

/** A counter's total divided by its rate is the run's length. */
function estimateDurationMs(metrics: readonly Metric[]): number | null {
  const preferred = ['iterations', 'http_reqs', 'data_received', 'data_sent'];
  const counters = metrics.filter((metric) => metric.type === 'counter' && metric.tags.size === 0);
  counters.sort((a, b) => rank(preferred, a.name) - rank(preferred, b.name));
  for (const counter of counters) {
    const milliseconds = ((counter.stats.get('count') ?? 0) / (counter.stats.get('rate') ?? 0)) * 1000;
    if (Number.isFinite(milliseconds) && milliseconds > 0) return milliseconds;
  }
  return null;
}

function rank(preferred: readonly string[], name: string): number {
  const index = preferred.indexOf(name);
  return index < 0 ? preferred.length : index;
}
