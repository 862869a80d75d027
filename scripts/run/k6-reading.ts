// The live figures of a run from what k6 reports of itself: sums and percentiles of the run so far, and of the test's windows.
import { LOAD_TAG } from 'k6-format/load-names';
import { selector } from 'k6-format/selectors';
import { type LiveMoment, type LivePlan, RESOURCES, type RowFigures } from 'k6-local/live';

/** By the names that metrics have in the summary. */
export type K6Figures = Readonly<Record<string, Readonly<Record<string, number>>>>;

type Totals = Pick<LiveMoment, 'atMs' | 'requests' | 'failed' | 'iterations' | 'dropped'>;

export class K6Reading {
  readonly #plan: LivePlan;
  /** The first figures come a second after the load began; before that k6 makes its VUs. */
  #startMs: number | undefined;
  #before: Totals = { atMs: 0, requests: 0, failed: 0, iterations: 0, dropped: 0 };

  constructor(plan: LivePlan) {
    this.#plan = plan;
  }

  /** What there was since the last call. `nowMs`: on any clock. */
  moment(figures: K6Figures, nowMs: number): LiveMoment {
    const { rows, loadTags } = this.#plan;
    this.#startMs ??= nowMs - 1000;
    const load = (metric: string) => figures[selector(metric, loadTags)] ?? figures[metric];
    const now: Totals = {
      atMs: nowMs - this.#startMs,
      requests: load('http_reqs')?.count ?? 0,
      failed: load('http_req_failed')?.passes ?? 0,
      iterations: figures.iterations?.count ?? 0,
      dropped: figures.dropped_iterations?.count ?? 0,
    };
    const before = this.#before;
    this.#before = now;
    const resources = Object.entries(RESOURCES).map(
      ([key, metric]) => [key, newest(figures, metric, {})?.avg] as const,
    );
    return {
      ...{ atMs: now.atMs, spanMs: now.atMs - before.atMs, done: null, vus: figures.vus?.value ?? 0 },
      requests: now.requests - before.requests,
      failed: now.failed - before.failed,
      iterations: now.iterations - before.iterations,
      dropped: now.dropped - before.dropped,
      rows: rows.map(({ metric, tags }) => rowOf(newest(figures, metric, tags) ?? figures[selector(metric, tags)])),
      judged: rows.map(({ limits: [first] }) => {
        const values = first && figures[first.metric];
        return values && values.count !== 0 ? (values[first.stat] ?? null) : null;
      }),
      ...Object.fromEntries(resources.filter(([, value]) => value !== undefined)),
    };
  }
}

/** How many samples are of a second is not among k6's figures. */
function rowOf(values: K6Figures[string] | undefined): RowFigures | null {
  const { count, med, 'p(95)': p95, 'p(99)': p99 } = values ?? {};
  if (count === 0 || p95 === undefined) return null;
  return { count: null, p50: med ?? null, p95, p99: p99 ?? null };
}

/** Figures of the latest window that has any. */
function newest(
  figures: K6Figures,
  metric: string,
  tags: Readonly<Record<string, string>>,
): K6Figures[string] | undefined {
  const whose = Object.entries(tags).filter(([tag]) => !(tag in LOAD_TAG));
  const start = selector(metric, { ...Object.fromEntries(whose), window: 'w' }).slice(0, -1);
  const names = Object.keys(figures).filter((name) => name.startsWith(start) && (figures[name]?.count ?? 1) > 0);
  return figures[names.sort().at(-1) ?? ''];
}
