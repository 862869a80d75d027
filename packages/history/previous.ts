// The last run in the history that is like a judged one: its figures for the report, and whether a change is more than noise.
import { JOURNEY_MS, PAGE_VITALS } from 'k6-format/load-names';
import { wholeLoad } from 'k6-verdict/judge/facts';
import type { Judgement } from 'k6-verdict/judge/judge';
import { limitName, type Previous, type PreviousFigure, type RunFigure } from 'k6-verdict/judge/previous';
import type { Verdict } from 'k6-verdict/judge/verdict';
import { differences, kindOf } from './compare/comparable.ts';
import { compareRuns } from './compare/compare.ts';
import { judgedRun } from './read-run.ts';
import { type HistoryRun, type MetricName, WHOLE_RUN } from './run.ts';
import type { HistoryStore } from './store/store.ts';

/** Null where the run says nothing of itself, or the history has none like it that began earlier. */
export async function previousIn(
  store: HistoryStore,
  judgement: Judgement,
  practicalSize: number,
): Promise<Previous | null> {
  const { run } = judgement.summary;
  if (!run) return null;
  const now = judgedRun(judgement, run);
  const kept = await store.list({ type: now.type, target: now.target });
  const last = kept.findLast((one) => one.startedAt < now.startedAt && differences(one, now).length === 0);
  if (!last) return null;
  const before = await store.get(last.id);
  const noise = await store.noise(kindOf(now));
  // Without calibration its word would be about a noise that nobody has measured.
  const { metrics } = noise ? compareRuns(before, [now], { practicalSize, noise, allowed: [] }) : { metrics: [] };
  const figures = new Map<string, PreviousFigure>();
  for (const { name, endpoint, metric } of placesOf(judgement)) {
    const value = keptValue(before, endpoint, metric);
    const word = metrics.find((one) => one.endpoint === endpoint && one.metric === metric)?.word ?? null;
    if (value !== null) figures.set(name, { value, word });
  }
  return { name: before.id, startedAt: before.startedAt, figures };
}

type Statistic = MetricName | 'avg' | 'peak';

/** A figure of the report, and where the history keeps it. */
interface Place {
  name: string;
  /** Of a resource: its metric. */
  endpoint: string;
  metric: Statistic;
}

const RUN_FIGURES: Record<RunFigure, [string, Statistic]> = {
  p95Ms: [WHOLE_RUN, 'p95Ms'],
  avgMs: [WHOLE_RUN, 'avgMs'],
  errorRatio: [WHOLE_RUN, 'errorRatio'],
  requestsPerS: [WHOLE_RUN, 'requestsPerS'],
  cpuPct: ['target_cpu_pct', 'peak'],
  memoryMb: ['target_memory_mb', 'peak'],
};

const STATISTICS: Readonly<Record<string, Statistic>> = {
  ...{ avg: 'avgMs', med: 'p50Ms', 'p(50)': 'p50Ms', 'p(95)': 'p95Ms', 'p(99)': 'p99Ms', rate: 'errorRatio' },
};

function placesOf(judgement: Judgement): Place[] {
  const own = Object.entries(RUN_FIGURES).map(([name, [endpoint, metric]]) => ({ name, endpoint, metric }));
  const limits = judgement.verdicts.flatMap((verdict): Place[] => {
    const place = placeOf(verdict, judgement);
    return place ? [{ name: limitName(verdict), ...place }] : [];
  });
  return [...own, ...limits];
}

/** The history has the figures of the judged phase alone. */
function placeOf(verdict: Verdict, { facts, summary }: Judgement): Omit<Place, 'name'> | null {
  const { metric: name, tags, stat } = verdict;
  if (stat === null) return null;
  if (name.startsWith('target_') && tags.size === 0) {
    const metric = stat === 'avg' ? 'avg' : stat === 'max' ? 'peak' : null;
    return metric && { endpoint: name, metric };
  }
  const metric = STATISTICS[stat];
  if (metric === undefined) return null;
  const [visit, endpoint] = [tags.get('visit'), tags.get('endpoint')];
  if (name === PAGE_VITALS.load.metric && visit !== undefined && tags.size === 1)
    return { endpoint: `page-${visit}`, metric };
  const journey = tags.get('journey');
  if (name === JOURNEY_MS && journey !== undefined) return { endpoint: journey, metric };
  if (name !== (metric === 'errorRatio' ? 'http_req_failed' : 'http_req_duration')) return null;
  const series = endpoint === undefined ? facts : facts.endpoints.find((one) => one.name === endpoint);
  if (!series) return null;
  const phase = series.phase === null ? {} : { phase: series.phase };
  const expected = endpoint === undefined && series.phase === null ? wholeLoad(summary) : { endpoint, ...phase };
  const isSame = limitName(verdict) === limitName({ metric: name, stat, tags: new Map(definedOf(expected)) });
  return isSame ? { endpoint: endpoint ?? WHOLE_RUN, metric } : null;
}

function definedOf(tags: Record<string, string | undefined>): [string, string][] {
  return Object.entries(tags).filter((pair): pair is [string, string] => pair[1] !== undefined);
}

function keptValue({ figures, resources }: HistoryRun, place: string, metric: Statistic): number | null {
  if (metric !== 'avg' && metric !== 'peak')
    return figures.find((one) => one.endpoint === place && one.metric === metric)?.value ?? null;
  return resources.find((one) => one.window === '' && one.metric === place)?.[metric] ?? null;
}
