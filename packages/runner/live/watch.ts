// The live figures of a run on this machine, from its metrics.
import { selector } from 'k6-format/selectors';
import type { Metric, Metrics, Submetric, Watched } from '../metrics.ts';
import type { RunContext } from '../run-context.ts';
import { aggregate } from '../thresholds.ts';
import { type LiveMoment, RESOURCES, type RowFigures } from './moment.ts';
import type { LivePlan } from './plan.ts';

/** What only grows. */
interface Totals {
  atMs: number;
  requests: number;
  failed: number;
  iterations: number;
  dropped: number;
}

export class LiveWatch {
  readonly plan: LivePlan;
  readonly #metrics: Metrics;
  readonly #counters: RunContext['counters'];
  readonly #rows: (Watched | undefined)[];
  readonly #resources: { key: keyof typeof RESOURCES; watched: Watched | undefined }[];
  readonly #judged: (Metric | Submetric | undefined)[];
  readonly #load: { requests: Metric | Submetric; failed: Metric | Submetric };
  #before: Totals = { atMs: 0, requests: 0, failed: 0, iterations: 0, dropped: 0 };

  /** Before the first sample, and once all thresholds are known. */
  constructor(plan: LivePlan, { metrics, counters }: Pick<RunContext, 'metrics' | 'counters'>) {
    this.plan = plan;
    this.#counters = counters;
    this.#metrics = metrics;
    this.#rows = plan.rows.map(({ metric, tags }) => metrics.watch(metric, tags));
    this.#resources = Object.entries(RESOURCES).map(([key, metric]) => ({
      ...{ key: key as keyof typeof RESOURCES, watched: metrics.watch(metric, {}) },
    }));
    this.#judged = plan.rows.map(({ limits: [first] }) => first && find(metrics, first.metric));
    const { http_reqs, http_req_failed } = metrics.builtIn;
    const part = (metric: Metric) => find(metrics, selector(metric.name, plan.loadTags)) ?? metric;
    this.#load = { requests: part(http_reqs), failed: part(http_req_failed) };
  }

  /** What there was since the last call. */
  moment(elapsedMs: number, done: number): LiveMoment {
    const { iterations, dropped_iterations } = this.#metrics.builtIn;
    const now: Totals = {
      atMs: elapsedMs,
      requests: amount(this.#load.requests),
      failed: amount(this.#load.failed),
      iterations: amount(iterations),
      dropped: amount(dropped_iterations),
    };
    const before = this.#before;
    this.#before = now;
    const resources = this.#resources.map(({ key, watched }) => [key, watched?.take()?.avg] as const);
    return {
      atMs: now.atMs,
      spanMs: now.atMs - before.atMs,
      done,
      vus: this.#counters.get('vusActive'),
      requests: now.requests - before.requests,
      failed: now.failed - before.failed,
      iterations: now.iterations - before.iterations,
      dropped: now.dropped - before.dropped,
      rows: this.#rows.map((watched) => figuresOf(watched)),
      judged: this.#judged.map((part, index) => {
        const stat = this.plan.rows[index]?.limits[0]?.stat;
        if (!part || !stat || part.sink.count === 0) return null;
        return aggregate(part.sink, stat, elapsedMs) ?? null;
      }),
      ...Object.fromEntries(resources.filter(([, value]) => value !== undefined)),
    };
  }
}

function figuresOf(watched: Watched | undefined): RowFigures | null {
  const trend = watched?.take();
  if (!trend) return null;
  return { count: trend.count, p50: trend.percentile(50), p95: trend.percentile(95), p99: trend.percentile(99) };
}

function find(metrics: Metrics, name: string): Metric | Submetric | undefined {
  for (const metric of metrics.all) {
    const found = metric.name === name ? metric : metric.submetrics.find((part) => part.name === name);
    if (found) return found;
  }
  return undefined;
}

function amount({ sink }: Metric | Submetric): number {
  return sink.type === 'counter' ? sink.sum : sink.type === 'rate' ? sink.trues : 0;
}
