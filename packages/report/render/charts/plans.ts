// What can be shown of a run over time: load, response times, errors, throughput, endpoints, page loads, the target's resources.
import { p95LimitOf } from 'k6-format/policy';
import type { Judgement } from '../../judge/judge.ts';
import type { WindowFacts } from '../../judge/series.ts';
import { tightest } from '../../judge/tightest.ts';
import type { Stretch } from '../../points/timeline.ts';
import { clip } from '../../text/words.ts';
import { clock } from './line-chart.ts';
import { type ChartPlan, lineOf } from './plan.ts';

/** More endpoints than this make a chart nobody can read. */
const MAX_LINES = 6;

type Plan = (judgement: Judgement) => ChartPlan;

export const loadPlan: Plan = ({ summary: { run } }) => {
  const isOpen = run?.model === 'open';
  return {
    id: 'load',
    title: isOpen ? 'Planned iterations' : 'Planned users',
    how: 'The load that the test asked for; everything else is its consequence.',
    unit: isOpen ? 'per-second' : 'count',
    // As planned, with its steps; the middles of windows would make slopes of them.
    lines: [{ name: 'load', points: (run?.load ?? []).map(({ atS, target }) => [atS, target] as const) }],
  };
};

/** The run's own limit on p95 where it has one for all requests, else the scaling trigger. */
export const latencyPlan: Plan = ({ summary, verdicts, series }) => {
  const own = tightest(verdicts, ({ metric, stat, tags }) => {
    return metric === 'http_req_duration' && stat === 'p(95)' && !tags.has('endpoint') && !tags.has('window');
  });
  return {
    id: 'latency',
    title: 'Response times',
    how: percentilesHow(series),
    unit: 'ms',
    lines: [
      lineOf('p50', series, (window) => window.latency?.p50Ms),
      lineOf('p95', series, (window) => window.latency?.p95Ms),
      lineOf('p99', series, (window) => window.latency?.p99Ms),
    ],
    limit:
      own?.limit == null
        ? { value: summary.policy.triggers.p95Ms, name: 'scaling trigger', how: 'the scaling trigger for p95' }
        : { value: own.limit, name: 'p95 limit', how: 'the limit of p95' },
  };
};

/** What each percentile is, of those that the run kept. */
function percentilesHow(series: readonly WindowFacts[]): string {
  const has = (key: 'p50Ms' | 'p95Ms' | 'p99Ms') => series.some(({ latency }) => (latency?.[key] ?? null) !== null);
  const parts = [
    ...(has('p50Ms') ? ['half of the requests are under p50'] : []),
    ...(has('p95Ms') ? ['one in 20 is over p95'] : []),
    ...(has('p99Ms') ? ['one in 100 is over p99'] : []),
  ];
  const text = parts.join(', ');
  return text === '' ? 'By window.' : `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

export const errorsPlan: Plan = ({ summary, verdicts, series }) => {
  const own = tightest(verdicts, ({ metric, tags }) => metric === 'http_req_failed' && !tags.has('endpoint'));
  return {
    id: 'errors',
    title: 'Failed requests',
    how: 'By window, over all endpoints.',
    unit: 'ratio',
    lines: [lineOf('errors', series, (window) => window.errorRatio)],
    limit:
      own?.limit == null
        ? { value: summary.policy.triggers.errorRatio, name: 'scaling trigger', how: 'the scaling trigger' }
        : { value: own.limit, name: 'limit', how: 'the limit of the error rate' },
  };
};

export const requestsPlan: Plan = ({ series }) => ({
  id: 'requests',
  title: 'Throughput',
  how: 'What the system answered. Where the load rises and this line does not, the system is at its end.',
  unit: 'per-second',
  lines: [lineOf('requests', series, (window) => window.requestsPerS)],
});

/** p95 of endpoints in multiples of their limits, so that a slow one and a fast one can be in one picture. */
export const endpointsPlan = ({ summary, series }: Judgement, names?: readonly string[]): ChartPlan => ({
  id: 'endpoints',
  title: 'p95 of each endpoint, in multiples of its limit',
  how: 'Windows with few requests swing more.',
  unit: 'none',
  lines: (names ?? summary.run?.endpoints ?? []).slice(0, MAX_LINES).flatMap((name) => {
    const limitMs = p95LimitOf(summary.policy, name);
    if (!Number.isFinite(limitMs)) return [];
    return lineOf(clip(name, 24), series, (window) => {
      const p95Ms = window.endpoints.get(name)?.p95Ms ?? null;
      return p95Ms === null ? null : p95Ms / limitMs;
    });
  }),
  limit: { value: 1, name: 'limit', how: 'the limit of each row in the baselines' },
});

export const pageLoadPlan: Plan = ({ pages, summary }) => ({
  id: 'page-load',
  title: 'Load time of the page',
  how: 'The middle one of the visits that started in each window.',
  unit: 'ms',
  lines: [
    lineOf('cold', pages?.windows ?? [], (window) => window.coldMs),
    lineOf('warm', pages?.windows ?? [], (window) => window.warmMs),
  ],
  limit: { value: summary.policy.pageTargetMs, name: 'target', how: 'the target for p95' },
});

/** The run over time by its raw points, in stretches as wide as it needs: of a result without windows. */
export function pointsPlans(timeline: readonly Stretch[]): {
  load: ChartPlan;
  latency: ChartPlan;
  errors: ChartPlan;
  requests: ChartPlan;
} {
  const [first] = timeline;
  const width = first ? clock(first.endS - first.startS) : '';
  return {
    load: {
      ...{ id: 'load', title: 'Users', how: `The most in each ${width}.`, unit: 'count' },
      lines: [lineOf('VUs', timeline, ({ vus }) => vus)],
    },
    latency: {
      ...{ id: 'latency', title: 'Response times', how: `Percentiles of each ${width}.`, unit: 'ms' },
      lines: [
        lineOf('p50', timeline, ({ p50Ms }) => p50Ms),
        lineOf('p95', timeline, ({ p95Ms }) => p95Ms),
        lineOf('p99', timeline, ({ p99Ms }) => p99Ms),
      ],
    },
    errors: {
      ...{ id: 'errors', title: 'Failed requests', how: `By ${width}.`, unit: 'ratio' },
      lines: [lineOf('errors', timeline, ({ errorRatio }) => errorRatio)],
    },
    requests: {
      ...{ id: 'requests', title: 'Throughput', how: `Averages of ${width}.`, unit: 'per-second' },
      lines: [
        lineOf('requests', timeline, ({ requests, startS, endS }) =>
          endS > startS ? requests / (endS - startS) : null,
        ),
      ],
    },
  };
}

const resource = (name: string, metric: string, series: readonly WindowFacts[]) =>
  lineOf(name, series, (window) => window.resources.get(metric));

export const cpuPlan: Plan = ({ series, summary: { policy } }) => ({
  id: 'cpu',
  title: 'CPU of the target',
  how: 'Averages by window.',
  unit: 'percent',
  lines: [resource('CPU', 'target_cpu_pct', series)],
  limit: { value: policy.triggers.cpuPct, name: 'scaling trigger', how: 'the scaling trigger' },
});

export const memoryPlan: Plan = ({ series, summary: { policy } }) => ({
  id: 'memory',
  title: 'Memory of the target',
  how: 'A line that only climbs is a leak; one that flattens is a warm-up.',
  unit: 'megabytes',
  lines: [resource('memory', 'target_memory_mb', series)],
  limit: {
    value: (policy.resources.memoryMb.limit * policy.triggers.memoryPct) / 100,
    name: 'scaling trigger',
    how: 'the scaling trigger',
  },
});

export const trafficPlan: Plan = ({ series }) => ({
  id: 'traffic',
  title: 'Network and disk of the target',
  how: 'Averages by window.',
  unit: 'megabytes-per-second',
  lines: [
    resource('network in', 'target_network_in_mb_per_s', series),
    resource('network out', 'target_network_out_mb_per_s', series),
    resource('disk', 'target_disk_mb_per_s', series),
  ],
});

export const connectionsPlan: Plan = ({ series, summary: { policy } }) => ({
  id: 'connections',
  title: 'Database connections',
  how: 'The pool is full where the line is flat at its top.',
  unit: 'count',
  lines: [resource('connections', 'target_db_connections', series)],
  limit: {
    value: policy.resources.dbConnections.normal,
    name: 'pool',
    how: 'what the pool has by the capacity table',
  },
});
