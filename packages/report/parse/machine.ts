// Reads k6's machine-readable summary, version 1 (opt-in since k6 1.5), in both spellings that are about.

import { UserError } from 'k6-kit/user-error';
import * as v from 'valibot';
import {
  collect,
  isRecord,
  metricTypeSchema,
  numbersOf,
  type ReadMetrics,
  readThresholds,
  withComputedRate,
} from './entries.ts';
import { inferType } from './infer-type.ts';
import { printable } from './json-text.ts';
import { makeMetric } from './model.ts';

const metricSchema = v.object({
  name: v.string(),
  type: v.optional(metricTypeSchema),
  contains: v.optional(v.string()),
  values: v.record(v.string(), v.unknown()),
  thresholds: v.nullish(v.record(v.string(), v.unknown())),
});

const envelopeSchema = v.object({
  version: v.optional(v.union([v.string(), v.number()])),
  metadata: v.fallback(
    v.optional(
      v.object({
        k6Version: v.optional(v.string()),
        k6_version: v.optional(v.string()),
        generatedAt: v.optional(v.string()),
        generated_at: v.optional(v.string()),
      }),
    ),
    undefined,
  ),
  config: v.fallback(v.optional(v.object({ duration: v.fallback(v.optional(v.number()), undefined) })), undefined),
});

/**
 * This format keeps no limits as far as its schema says, only whether all of them held (`results.passed`); where `thresholds`
 * are there in the classic form they count.
 */
export function readMachine(
  fileName: string,
  value: Record<string, unknown>,
): ReadMetrics & {
  durationMs: number | null;
  k6Version: string | null;
  writtenAt: string | null;
  saysPassed: boolean | null;
} {
  const parsed = v.safeParse(envelopeSchema, value);
  const envelope: Partial<v.InferOutput<typeof envelopeSchema>> = parsed.success ? parsed.output : {};
  const version = String(envelope.version ?? '1');
  if (!/^v?1(?:\.|$)/.test(version)) {
    const read = `machine-readable summary of version ${printable(version).slice(0, 20)}`;
    throw new UserError(
      'E_SUMMARY_VERSION',
      `${fileName}: ${read}; this report reads version 1; make it with --new-machine-readable-summary=false`,
    );
  }
  const results = isRecord(value.results) ? value.results : {};
  const entries = listMetrics(results.metrics);
  const seconds = envelope.config?.duration ?? 0;
  return {
    ...collect(entries, (_, raw) => readMetric(raw), 'means nothing'),
    durationMs: Number.isFinite(seconds) && seconds > 0 ? seconds * 1000 : null,
    k6Version: envelope.metadata?.k6Version ?? envelope.metadata?.k6_version ?? null,
    writtenAt: envelope.metadata?.generatedAt ?? envelope.metadata?.generated_at ?? null,
    saysPassed: typeof results.passed === 'boolean' ? results.passed : null,
  };
}

/** An array, or in an early draft an object of metrics by category. */
function listMetrics(metrics: unknown): [string, unknown][] {
  if (Array.isArray(metrics)) return metrics.map((raw, index) => [nameOf(raw) ?? `#${index + 1}`, raw]);
  if (!isRecord(metrics)) return [];
  return Object.entries(metrics).flatMap(([key, raw]): [string, unknown][] => {
    if (Array.isArray(raw)) return raw.map((metric) => [nameOf(metric) ?? key, metric]);
    if (isRecord(raw) && raw.values === undefined)
      return Object.entries(raw).map(([name, metric]) => [name, withName(metric, name)]);
    return [[key, withName(raw, key)]];
  });
}

function nameOf(raw: unknown): string | null {
  return isRecord(raw) && typeof raw.name === 'string' ? raw.name : null;
}

function withName(raw: unknown, name: string): unknown {
  return isRecord(raw) ? { name, ...raw } : raw;
}

function readMetric(raw: unknown) {
  const parsed = v.safeParse(metricSchema, raw);
  if (!parsed.success) return 'expected {name, type, contains, values}';
  const { name, contains, values, thresholds } = parsed.output;
  const stats = new Map([...numbersOf(values)].map(([stat, number]) => [classicStat(stat), number]));
  const type = parsed.output.type ?? inferType(name, stats);
  if (type === 'rate') fillRateCounts(stats);
  return makeMetric(
    name,
    type,
    contains ?? null,
    type === 'rate' ? withComputedRate(stats) : stats,
    readThresholds(thresholds, 'means nothing'),
  );
}

/** `p95` and `p99_9` are `p(95)` and `p(99.9)` elsewhere. */
function classicStat(stat: string): string {
  const match = /^p(\d+(?:[._]\d+)?)$/.exec(stat);
  return match ? `p(${match[1]!.replace('_', '.')})` : stat;
}

/** `{matches, total}` is `{passes, fails}` in the other spelling. */
function fillRateCounts(stats: Map<string, number>): void {
  const matches = stats.get('matches');
  const total = stats.get('total');
  if (matches === undefined || total === undefined || stats.has('passes')) return;
  stats.set('passes', matches);
  stats.set('fails', Math.max(0, total - matches));
}
