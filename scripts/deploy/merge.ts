// Several instances' runs as one: counts added up, percentiles over all points, limits judged on the whole.
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { SummaryData, SummaryMetric } from '../../lib/result.ts';
import type { RunRecord } from '../../lib/run-record.ts';
import { SUMMARY_TREND_STATS } from '../../thresholds/derive.ts';
import { holds, parseExpression } from '../report/parse/expression.ts';
import { readJsonFile } from '../report/parse/json-text.ts';
import type { MetricType } from '../report/parse/model.ts';
import { parseSelector } from '../report/parse/selector.ts';
import { statisticsOf } from '../report/points/statistics.ts';
import { loadPoints, type PointsStore } from '../report/points/store.ts';
import { UserError } from '../user-error.ts';
import { mergeChecks } from './merge-checks.ts';

/** What one instance left behind. */
export interface Instance {
  /** Name of its files without their ending. */
  name: string;
  result: InstanceResult;
  /** Path of its raw points. */
  points: string;
}

export type InstanceResult = SummaryData & { run: RunRecord };

/** Endings of the two files of an instance. */
const [RESULT, POINTS] = ['.json', '.points.json.gz'];

/**
 * Instances in a folder that have both files, and the names of those that have one only. Throws a UserError for a result that is
 * not one.
 */
export async function findInstances(folder: string): Promise<{ whole: Instance[]; broken: string[] }> {
  const files = await readdir(folder).catch((cause: Error) => {
    throw new UserError(
      'E_MERGE',
      `${folder} cannot be read: wants the folder with the instances' files (${cause.message})`,
      { cause },
    );
  });
  const isResult = (file: string): boolean => file.endsWith(RESULT) && !/\.(report|guard|merged)\.json$/.test(file);
  const results = files.filter(isResult).map((file) => file.slice(0, -RESULT.length));
  const points = files.filter((file) => file.endsWith(POINTS)).map((file) => file.slice(0, -POINTS.length));
  const both = results.filter((name) => points.includes(name)).sort();
  const whole = await Promise.all(
    both.map(
      async (name): Promise<Instance> => ({
        ...{ name, points: join(folder, `${name}${POINTS}`) },
        result: await readInstance(join(folder, `${name}${RESULT}`)),
      }),
    ),
  );
  const broken = [...new Set([...results, ...points])].filter((name) => !both.includes(name)).sort();
  return { whole, broken };
}

async function readInstance(path: string): Promise<InstanceResult> {
  const { value } = await readJsonFile(path);
  const result = value as Partial<InstanceResult>;
  if (result.run?.schema === 1 && result.metrics && result.state) return result as InstanceResult;
  throw new UserError(
    'E_MERGE',
    `${basename(path)} is no result of this suite: wants a run record beside k6's classic summary`,
  );
}

export interface MergeRequest {
  instances: readonly Instance[];
  /** How many there should be. */
  expected: number;
  /** k6's thresholds of the whole, by metric. */
  thresholds: Readonly<Record<string, readonly unknown[]>>;
}

/** The result of the whole, in the shape that a run on one machine has. Throws a UserError when the instances do not belong together. */
export async function mergeInstances({ instances, expected, thresholds }: MergeRequest): Promise<InstanceResult> {
  const [first] = instances;
  if (!first)
    throw new UserError('E_MERGE', 'no instance has left both a result and its points: there is nothing to merge');
  for (const { name, result } of instances) requireSame(first.result.run, result.run, name);
  const durationMs = Math.max(...instances.map(({ result }) => result.state?.testRunDurationMs ?? 0));
  const tags = [...new Set(Object.keys(thresholds).flatMap((key) => [...parseSelector(key).tags.keys()]))];
  const store = await loadPoints(
    instances.map(({ points }) => points),
    tags,
  );
  try {
    const metrics: Record<string, SummaryMetric> = {};
    for (const [key, contains] of seriesOf(store, instances, thresholds)) {
      const metric = await mergeMetric(store, key, contains, durationMs, instances);
      if (metric) metrics[key] = { ...metric, ...judged(metric, thresholds[key]) };
    }
    return {
      run: mergeRuns(instances, expected),
      root_group: mergeChecks(instances.map(({ result }) => result.root_group)),
      options: first.result.options,
      state: { ...first.result.state, ...generatorOf(instances), testRunDurationMs: durationMs },
      metrics,
    };
  } finally {
    await store.close();
  }
}

/** Parts of one run share what makes it that run. */
function requireSame(run: RunRecord, other: RunRecord, name: string): void {
  for (const field of ['type', 'target', 'timeScale', 'engine'] as const) {
    if (run[field] === other[field]) continue;
    throw new UserError(
      'E_MERGE',
      `${name}: ${field} is ${JSON.stringify(other[field])}, the others have ${JSON.stringify(run[field])}: wants instances of one run, in a folder of their own`,
    );
  }
}

/** Every metric that an instance has, and every series that a limit names; with k6's hint for the unit. */
function seriesOf(
  store: PointsStore,
  instances: readonly Instance[],
  thresholds: MergeRequest['thresholds'],
): Map<string, string> {
  const series = new Map<string, string>();
  for (const { result } of instances)
    for (const [key, { contains }] of Object.entries(result.metrics)) series.set(key, contains);
  for (const key of Object.keys(thresholds)) {
    const { name } = parseSelector(key);
    if (store.types.has(name)) series.set(key, series.get(name) ?? 'default');
  }
  return series;
}

/** What the local runner notes about itself; a run's figures are as good as those of its worst instance. */
interface Generator {
  reliable: boolean;
  reasons: string[];
  eventLoopDelayP99Ms: number;
}

function generatorOf(instances: readonly Instance[]): { generator?: Generator } {
  const all = instances.flatMap(({ result }) => (result.state as { generator?: Generator }).generator ?? []);
  const [first] = all;
  if (!first) return {};
  const eventLoopDelayP99Ms = Math.max(...all.map((one) => one.eventLoopDelayP99Ms));
  const reasons = [...new Set(all.flatMap((one) => one.reasons))];
  return { generator: { ...first, reliable: all.every((one) => one.reliable), reasons, eventLoopDelayP99Ms } };
}

/** Gauges that count what each instance has of its own; of others the largest stands. */
const ADDED_GAUGES: readonly string[] = ['vus', 'vus_max'];

async function mergeMetric(
  store: PointsStore,
  key: string,
  contains: string,
  durationMs: number,
  instances: readonly Instance[],
): Promise<SummaryMetric | undefined> {
  const { name, tags } = parseSelector(key);
  const type = store.types.get(name) as MetricType | undefined;
  if (type === undefined) return undefined;
  if (type === 'gauge') return { type, contains, values: mergeGauge(key, instances) };
  const found = await statisticsOf(store, name, type, tags, WANTED[type]);
  const values = Object.fromEntries(found.size > 0 ? found : EMPTY[type]);
  if (type === 'counter') values.rate = (values.count ?? 0) / (durationMs / 1000);
  return { type, contains, values };
}

const WANTED = { trend: SUMMARY_TREND_STATS, rate: ['rate', 'passes', 'fails'], counter: ['count'] } as const;
const EMPTY = {
  trend: SUMMARY_TREND_STATS.map((stat) => [stat, 0] as const),
  rate: [
    ['rate', 0],
    ['passes', 0],
    ['fails', 0],
  ] as const,
  counter: [['count', 0]] as const,
};

function mergeGauge(key: string, instances: readonly Instance[]): Record<string, number> {
  const all = instances.map(({ result }) => result.metrics[key]?.values ?? {});
  const of = (stat: string): number[] => all.map((values) => values[stat] ?? 0);
  if (ADDED_GAUGES.includes(key))
    return Object.fromEntries(['value', 'min', 'max'].map((stat) => [stat, of(stat).reduce((a, b) => a + b, 0)]));
  return { value: Math.max(...of('value')), min: Math.min(...of('min')), max: Math.max(...of('max')) };
}

/** k6's record of each limit: whether it held. */
function judged({ values }: SummaryMetric, limits: readonly unknown[] = []): Pick<SummaryMetric, 'thresholds'> {
  const entries = limits.map((limit) => {
    const text = typeof limit === 'string' ? limit : (limit as { threshold: string }).threshold;
    const expression = parseExpression(text);
    const actual = expression ? values[expression.stat] : undefined;
    return [text, { ok: expression !== null && actual !== undefined && holds(expression, actual) }] as const;
  });
  return entries.length > 0 ? { thresholds: Object.fromEntries(entries) } : {};
}

/** The run of the whole. Planned load is that of the instances that are there: the lost ones' is not theirs to make up. */
function mergeRuns(instances: readonly Instance[], expected: number): RunRecord {
  const runs = instances.map(({ result }) => result.run);
  const [first] = runs as [RunRecord];
  const share = instances.length / expected;
  const lost = expected - instances.length;
  return {
    ...first,
    startedAt: runs.map((run) => run.startedAt).sort()[0] as string,
    endedAt: runs
      .map((run) => run.endedAt)
      .sort()
      .at(-1) as string,
    load: first.load.map(({ atS, target }) => ({ atS, target: target * share })),
    instances: { expected, lost },
    notes: runs.flatMap((run) => run.notes ?? []),
  };
}
