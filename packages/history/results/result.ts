// A k6 summary as one run among others: when it was, what it shows of its script and load, and its figures.
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import { metricKey } from 'k6-format/selectors';
import { shaped } from 'k6-kit/shapes';
import { judge } from 'k6-verdict/judge/judge';
import { groupOf } from 'k6-verdict/judge/metric-groups';
import { readJsonFile } from 'k6-verdict/parse/json-text';
import { findMetric, type Metric, type Summary } from 'k6-verdict/parse/model';
import { parseSummary } from 'k6-verdict/parse/parse-summary';
import * as v from 'valibot';
import { targetName } from '../read-run.ts';
import { seriesOf } from '../summaries/series.ts';
import { seriesKind } from '../trend/trend.ts';
import { isTime, ownStart, type Start, startOf } from './start.ts';

/** What `history add` puts next to the metrics of a summary that it keeps. */
const noteSchema = v.object({
  file: v.string(),
  startedAt: v.pipe(v.string(), v.check(isTime)),
  timeFrom: v.picklist(['file', 'option', 'file date']),
  series: v.nullable(v.pipe(v.string(), v.maxLength(80))),
});
export type Note = v.InferOutput<typeof noteSchema>;

export interface Result extends Start {
  /** As it was named: what the run is called in texts. */
  file: string;
  /** The name that the user gave to runs of one script and load; null: the summaries decide. */
  series: string | null;
  /** Equal figures have equal digests. */
  digest: string;
  /** By k6's name with the tags in order; a check is `checks{check:GROUP > NAME}`. */
  figures: ReadonlyMap<string, Metric>;
  script: Script;
  engine: string | null;
  commit: string | null;
  /** `passed`, `failed`, `not-judged` or `discarded`. */
  outcome: string;
  /** The file as JSON. */
  value: Record<string, unknown>;
}

/** What a summary shows of its script and load. */
export interface Script {
  /** Of results with a run record: type, target, scale, endpoints. */
  kind: string | null;
  /** Protocols, checks, metrics with tags, and trends of the script's own. */
  names: string[];
  peakVus: number | null;
  durationMs: number | null;
}

/** Reads and parses a summary file; every failure is a UserError of one line. `at`: when the run started, if the file does not say so. */
export async function readResult(file: string, cwd: string, at?: string): Promise<Result> {
  const path = resolve(cwd, file);
  const { value, warnings } = await readJsonFile(path);
  return resultOf(file, value as Record<string, unknown>, await startOf(path, at), warnings);
}

/** The run of a summary's JSON. `start` counts where the summary does not say when it was. */
export function resultOf(
  file: string,
  value: Record<string, unknown>,
  start: Start,
  warnings: readonly string[] = [],
): Result {
  const summary = parseSummary(file, value, warnings);
  const note = shaped(noteSchema, value.history);
  const figures = seriesOf(summary);
  const own = ownStart(summary, value);
  const { startedAt, timeFrom } = note ?? own ?? start;
  return {
    ...{ file, startedAt, timeFrom, series: note?.series ?? null },
    ...{ digest: digestOf(figures, own), figures, script: scriptOf(summary), value },
    engine: summary.run?.engine ?? (summary.k6Version === null ? null : `k6 ${summary.k6Version}`),
    commit: summary.run?.commit ?? null,
    outcome: judge(summary).outcome,
  };
}

function digestOf(figures: ReadonlyMap<string, Metric>, start: Start | null): string {
  const facts = [...figures].map(([key, { stats }]) => [key, [...stats].sort()]).sort();
  const hash = createHash('sha256').update(JSON.stringify([start?.startedAt, facts]));
  return hash.digest('hex').slice(0, 12);
}

function scriptOf(summary: Summary): Script {
  const { run, metrics, checks } = summary;
  const isOwn = (metric: Metric) => {
    if (metric.tags.has('expected_response') || (run && metric.tags.has('window'))) return false;
    return metric.tags.size > 0 || (metric.type === 'trend' && groupOf(metric) === 'custom');
  };
  const protocols = metrics.map(groupOf).filter((group) => group !== 'custom' && group !== 'execution');
  const own = metrics.filter(isOwn).map(({ name, tags }) => metricKey(name, tags));
  const ready = findMetric(summary, 'vus_max')?.stats;
  return {
    kind: run && seriesKind({ ...run, target: targetName(run) }),
    names: [...new Set([...protocols, ...checks.map(({ path }) => `check ${path}`), ...own])].sort(),
    peakVus: ready?.get('max') ?? ready?.get('value') ?? null,
    durationMs: summary.durationMs,
  };
}
