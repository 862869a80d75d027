// Summaries of the instances of any script's run, in any of k6's formats, as classic ones; and the limits that they record.
import { basename } from 'node:path';
import { parseExpression } from 'k6-format/expressions';
import type { RunRecord } from 'k6-format/run-record';
import { metricKey } from 'k6-format/selectors';
import type { SummaryGroup } from 'k6-format/summary';
import { UserError } from 'k6-kit/user-error';
import { readJsonFile } from 'k6-verdict/parse/json-text';
import type { CheckGroup, Metric } from 'k6-verdict/parse/model';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import type { AnyResult } from './instances.ts';
import type { Instance } from './record.ts';

/** Reads a summary; every failure is a UserError of one line. */
export async function readAnyResult(path: string): Promise<AnyResult> {
  const { value, warnings } = await readJsonFile(path);
  const summary = parseSummary(basename(path), value, warnings);
  const { run, state, options } = value as { run?: object; state?: object; options?: unknown };
  return {
    ...(summary.run && { run: { ...run, ...summary.run } as RunRecord }),
    root_group: groupOf(summary.checkTree, ''),
    options,
    state: { ...state, testRunDurationMs: summary.durationMs ?? 0 },
    metrics: Object.fromEntries(
      summary.metrics.map((metric) => [metricKey(metric.name, metric.tags), classic(metric)]),
    ),
  };
}

function classic({ type, contains, stats, thresholds }: Metric): AnyResult['metrics'][string] {
  const limits = thresholds.map(({ expression, passed }) => [expression, passed === null ? {} : { ok: passed }]);
  return {
    ...{ type, contains: contains ?? 'default', values: Object.fromEntries(stats) },
    ...(limits.length > 0 && { thresholds: Object.fromEntries(limits) }),
  };
}

/** Checks and groups are distinguished by their names. */
function groupOf({ name, groups, checks }: CheckGroup, outer: string): SummaryGroup {
  const path = name === '' ? outer : `${outer}::${name}`;
  return {
    ...{ name, path, id: path },
    groups: groups.map((group) => groupOf(group, path)),
    checks: checks.map((check) => ({
      ...{ name: check.name, path: `${path}::${check.name}`, id: `${path}::${check.name}` },
      ...{ passes: check.passes, fails: check.fails },
    })),
  };
}

/** k6's limits by metric. Instances of one run have the same; the machine-readable format keeps none. */
export function limitsOf(instances: readonly Instance<AnyResult>[]): Record<string, string[]> {
  const all = instances.map(({ name, result }) => ({ name, limits: recorded(result) }));
  const [first, ...others] = all.filter(({ limits }) => Object.keys(limits).length > 0);
  const other = others.find(({ limits }) => JSON.stringify(limits) !== JSON.stringify(first!.limits));
  if (other)
    throw new UserError(
      'E_MERGE',
      `${other.name} has other limits than ${first!.name}: expected instances of one run of one script`,
    );
  return first?.limits ?? {};
}

function recorded({ metrics }: AnyResult): Record<string, string[]> {
  const limits = Object.entries(metrics).flatMap(([key, { thresholds }]) =>
    thresholds ? [[key, Object.keys(thresholds).sort()] as const] : [],
  );
  return Object.fromEntries(limits.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Statistics of trends that an instance has or a limit names, in k6's words. */
export function trendStatsOf(instances: readonly Instance<AnyResult>[], limits: Record<string, string[]>): string[] {
  const metrics = instances.flatMap(({ result }) => Object.entries(result.metrics));
  const trends = metrics.filter(([, { type }]) => type === 'trend');
  const named = trends.flatMap(([key]) => (limits[key] ?? []).flatMap((limit) => parseExpression(limit)?.stat ?? []));
  return [...new Set([...trends.flatMap(([, { values }]) => Object.keys(values)), ...named])];
}
