// What is known of a run before its load: how long, which phases, and whose response times have which limits.
import { isSeriesMarker, parseExpression } from 'k6-format/expressions';
import { LOAD_TAG, OPERATION_MS } from 'k6-format/load-names';
import { BUILT_IN_METRICS } from 'k6-format/metrics';
import { parseSelector } from 'k6-format/selectors';
import { type Scenario, scenarioLength } from '../scenarios.ts';
import type { Tags } from '../tag-sets.ts';
import { isTimed, type PlannedLoad, plannedLoad } from './phases.ts';

export interface LiveLimit {
  /** k6's name of the figure: `p(95)`. */
  stat: string;
  ms: number;
  /** As the summary spells it: `http_req_duration{name:basket,phase:hold}`. */
  metric: string;
}

/** One kind of requests whose response times are shown. */
export interface LiveRow {
  label: string;
  /** The trend and the tags of its samples. */
  metric: string;
  tags: Tags;
  /** The strictest of each figure, the one to look at first in front. */
  limits: LiveLimit[];
}

export interface LivePlan extends PlannedLoad {
  title: string;
  /** Planned length; null: the run ends with its last iteration. */
  lengthMs: number | null;
  /** Tags of what counts as load, for requests and errors. */
  loadTags: Tags;
  /** The first one is of all requests. */
  rows: LiveRow[];
  /** Most failed requests that a limit allows, as a share; null: no limit. */
  errorLimit: number | null;
  /** What the figures lack, in a sentence; empty: nothing. */
  note: string;
}

/** Tags that say when a sample was taken, or that it is of the load: not whose it is. */
const NOT_WHOSE: ReadonlySet<string> = new Set(['phase', 'window', 'late', ...Object.keys(LOAD_TAG)]);
const STATS = ['p(95)', 'p(99)', 'p(90)', 'med', 'p(50)', 'avg'];
const MOST_ROWS = 30;
export const ALL_REQUESTS = 'all requests';
const DURATION = 'http_req_duration';
const KNOWN_TIMES: ReadonlySet<string> = new Set([
  ...BUILT_IN_METRICS.filter(([, type, contains]) => type === 'trend' && contains === 'time').map(([name]) => name),
  OPERATION_MS,
]);

/** `thresholds`: the option; `isTime`: whether a metric is a trend of times. Nothing in it is wrong any more: see thresholds.ts. */
export function livePlan(
  title: string,
  scenarios: readonly Scenario[],
  thresholds: unknown,
  isTime: (metric: string) => boolean = (metric) => KNOWN_TIMES.has(metric),
): LivePlan {
  const limits = Object.entries((thresholds ?? {}) as Record<string, unknown>).map(([key, list]) => ({
    key,
    ...parseSelector(key),
    texts: (Array.isArray(list) ? list : []).map(textOf),
  }));
  const [loadTag, load] = Object.entries(LOAD_TAG)[0]!;
  const loadTags: Tags = limits.some(({ tags }) => tags.get(loadTag) === load) ? LOAD_TAG : {};
  const rows = new Map<string, LiveRow>();
  rows.set(`${DURATION} `, { label: ALL_REQUESTS, metric: DURATION, tags: loadTags, limits: [] });
  for (const { key, name: metric, tags, texts } of limits) {
    const found = limitsIn(key, texts);
    // A series without limits says only that somebody looks at this endpoint.
    if (!isTime(metric) || (found.length === 0 && metric !== DURATION)) continue;
    const whose = [...tags].filter(([tag]) => !NOT_WHOSE.has(tag));
    const id = `${metric} ${whose.map((pair) => pair.join(':')).join(',')}`;
    const label = whose.map(([, value]) => value).join(' ') || metric;
    const row = rows.get(id) ?? { label, metric, tags: Object.fromEntries(whose), limits: [] };
    rows.set(id, { ...row, limits: strictest([...row.limits, ...found]) });
  }
  return {
    ...{ title, ...plannedLoad(scenarios), lengthMs: lengthOf(scenarios), loadTags },
    ...{ rows: told([...rows.values()]).slice(0, MOST_ROWS), errorLimit: errorLimit(limits), note: '' },
  };
}

const textOf = (item: unknown): string =>
  typeof item === 'string' ? item : String((item as { threshold?: unknown } | null)?.threshold ?? '');

/** Upper limits of figures that can be shown. */
function limitsIn(metric: string, texts: readonly string[]): LiveLimit[] {
  return texts.flatMap((text) => {
    const expression = isSeriesMarker(text) ? null : parseExpression(text);
    if (!expression || !STATS.includes(expression.stat) || !expression.operator.startsWith('<')) return [];
    return [{ stat: expression.stat, ms: expression.limit, metric }];
  });
}

function strictest(limits: readonly LiveLimit[]): LiveLimit[] {
  return STATS.flatMap((stat) => limits.filter((limit) => limit.stat === stat).sort((a, b) => a.ms - b.ms)[0] ?? []);
}

/** Two rows of one label get their metric in front. */
function told(rows: readonly LiveRow[]): LiveRow[] {
  return rows.map((row) => {
    const isAlone = rows.filter(({ label }) => label === row.label).length === 1;
    return isAlone ? row : { ...row, label: `${row.metric} ${row.label}` };
  });
}

/** Of the whole load: the strictest `rate<...` on http_req_failed without an endpoint. */
function errorLimit(limits: readonly { name: string; tags: Map<string, string>; texts: string[] }[]): number | null {
  const rates = limits
    .filter(({ name, tags }) => name === 'http_req_failed' && [...tags.keys()].every((tag) => NOT_WHOSE.has(tag)))
    .flatMap(({ texts }) => texts.map(parseExpression))
    .flatMap((expression) =>
      expression?.operator.startsWith('<') && expression.stat === 'rate' ? expression.limit : [],
    );
  return rates.length === 0 ? null : Math.min(...rates);
}

/** Null where no scenario has a length: they end with their last iteration. */
function lengthOf(scenarios: readonly Scenario[]): number | null {
  const ends = scenarios.filter(isTimed).map((scenario) => scenario.startTimeMs + scenarioLength(scenario));
  return ends.length === 0 ? null : Math.max(...ends);
}
