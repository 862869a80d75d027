// The end-of-test summary in k6's classic shapes: what handleSummary(data) gets, and what --summary-export writes.

import type { SummaryCheck, SummaryGroup, SummaryMetric } from 'k6-format/summary';
import type { CheckTree, Group } from './checks.ts';
import type { GeneratorRecord, Summary } from './generator-record.ts';
import type { Metrics, Sink } from './metrics.ts';
import type { Settings } from './options.ts';
import { aggregate, type ThresholdGroup } from './thresholds.ts';

export interface SummaryInput {
  metrics: Metrics;
  checks: CheckTree;
  thresholds: readonly ThresholdGroup[];
  settings: Settings;
  durationMs: number;
  /** Undefined when there was no load. */
  generator: GeneratorRecord | undefined;
  isTty: boolean;
  noColor: boolean;
  /** JSON of what setup() returned. */
  setupData: string | undefined;
}

export function summarize(input: SummaryInput): Summary {
  const { settings, durationMs, generator, isTty, noColor, setupData } = input;
  const { summaryTrendStats, summaryTimeUnit } = settings;
  return {
    root_group: groupOf(input.checks.root),
    options: { summaryTrendStats, summaryTimeUnit, noColor },
    state: { isStdOutTTY: isTty, isStdErrTTY: isTty, testRunDurationMs: durationMs, ...(generator && { generator }) },
    metrics: metricsOf(input),
    ...(setupData !== undefined && { setup_data: JSON.parse(setupData) as unknown }),
  };
}

function groupOf(group: Group): SummaryGroup {
  const { name, path, id } = group;
  return { name, path, id, groups: [...group.groups.values()].map(groupOf), checks: [...group.checks.values()] };
}

function metricsOf({ metrics, thresholds, settings, durationMs }: SummaryInput): Record<string, SummaryMetric> {
  const judged = new Map(thresholds.map((group) => [group.name, group]));
  const result: Record<string, SummaryMetric> = {};
  for (const metric of metrics.all) {
    for (const { name, sink } of [metric, ...metric.submetrics]) {
      const group = judged.get(name);
      if (sink.count === 0 && !group) continue;
      const verdicts = group?.thresholds.map(({ text, isOk }) => [text, { ok: isOk }] as const);
      result[name] = {
        type: metric.type,
        contains: metric.contains,
        values: valuesOf(sink, settings.summaryTrendStats, durationMs),
        ...(verdicts && { thresholds: Object.fromEntries(verdicts) }),
      };
    }
  }
  return result;
}

/** A sink's figures by the names of k6's summary. */
export function valuesOf(sink: Sink, trendStats: readonly string[], durationMs: number): Record<string, number> {
  const figure = (name: string): number => aggregate(sink, name, durationMs) ?? 0;
  switch (sink.type) {
    case 'counter':
      return { count: figure('count'), rate: figure('rate') };
    case 'gauge':
      return sink.count === 0 ? { value: 0, min: 0, max: 0 } : { value: sink.value, min: sink.min, max: sink.max };
    case 'rate':
      return { rate: figure('rate'), passes: sink.trues, fails: sink.count - sink.trues };
    case 'trend':
      return Object.fromEntries(trendStats.map((stat) => [stat, figure(stat)]));
  }
}

interface ExportGroup extends Omit<SummaryGroup, 'groups' | 'checks'> {
  groups: Record<string, ExportGroup>;
  checks: Record<string, SummaryCheck>;
}

/** The shape of --summary-export. Mind that a threshold's boolean says here whether it was crossed. */
export function exportShape({ root_group, metrics }: Summary): unknown {
  const flat = Object.entries(metrics).map(([name, { values, type, thresholds }]) => {
    const { rate, ...rest } = values;
    const figures = type === 'rate' ? { value: rate, ...rest } : values;
    const crossed = thresholds && Object.fromEntries(Object.entries(thresholds).map(([text, { ok }]) => [text, !ok]));
    return [name, { ...figures, ...(crossed && { thresholds: crossed }) }];
  });
  return { root_group: exportGroup(root_group), metrics: Object.fromEntries(flat) };
}

function exportGroup({ groups, checks, ...rest }: SummaryGroup): ExportGroup {
  return {
    ...rest,
    groups: Object.fromEntries(groups.map((group) => [group.name, exportGroup(group)])),
    checks: Object.fromEntries(checks.map((check) => [check.name, check])),
  };
}
