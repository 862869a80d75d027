// Which charts a run gets: one per layer that was measured, all on one time axis, phases and recovery marked.
import { type Policy, p95LimitOf } from 'k6-format/policy';
import type { Judgement } from '../../judge/judge.ts';
import type { PageFacts } from '../../judge/pages.ts';
import type { WindowFacts } from '../../judge/series.ts';
import type { Unit } from '../../judge/units.ts';
import { digits, formatValue } from '../../text/format.ts';
import { clip } from '../../text/words.ts';
import { type Band, type ChartSpec, clock, isLimitDrawn, type Line, lineChart } from './line-chart.ts';

export interface Chart {
  id: string;
  title: string;
  /** How to read it. */
  how: string;
  svg: string;
}

/** More endpoints than this make a chart nobody can read. */
const MAX_LINES = 6;

interface ChartPlan {
  id: string;
  title: string;
  how: string;
  unit: Unit;
  lines: Line[];
  /** `how` says what the broken line is; where it is not near enough to be drawn, the caption does not speak of it. */
  limit?: { value: number; name: string; how: string };
}

export function timeCharts(judgement: Judgement): Chart[] {
  const { series, pages } = judgement;
  const plans = [
    ...((pages?.windows.length ?? 0) < 2 ? [] : pagePlans(pages!, judgement.summary.policy)),
    ...(series.length < 2 ? [] : [...trafficPlans(judgement), ...resourcePlans(series, judgement.summary.policy)]),
  ];
  if (plans.length === 0) return [];
  const shared = {
    phases: phasesOf(judgement),
    marks: marksOf(judgement),
    endS: Math.max(...[...series, ...(pages?.windows ?? [])].map((window) => window.endS)),
  };
  return plans
    .filter(({ lines }) => lines.some((line) => line.points.some(([, value]) => value !== null)))
    .map(({ id, title, how, unit, lines, limit }) => {
      const measured = lines.filter((line) => line.points.some(([, value]) => value !== null));
      const spec: ChartSpec = {
        ...shared,
        id,
        title,
        unit,
        lines: measured,
        limit: limit ?? null,
        description: describe(measured, unit),
      };
      const lineHow = limit && isLimitDrawn(spec) ? ` The broken line is ${limit.how}.` : '';
      return { id, title, how: `${how}${lineHow}`, svg: lineChart(spec) };
    });
}

function pagePlans({ windows }: PageFacts, policy: Policy): ChartPlan[] {
  const line = (name: string, valueIn: (window: PageFacts['windows'][number]) => number | null): Line => ({
    name,
    points: windows.map((window) => [(window.startS + window.endS) / 2, valueIn(window)] as const),
  });
  return [
    {
      id: 'chart-page-load',
      title: 'Load time of the page',
      how: 'The middle one of the visits that started in each window.',
      unit: 'ms',
      lines: [line('cold', (window) => window.coldMs), line('warm', (window) => window.warmMs)],
      limit: { value: policy.pageTargetMs, name: 'target', how: 'the target for p95' },
    },
  ];
}

function trafficPlans({ summary, series }: Judgement): ChartPlan[] {
  const isOpen = summary.run?.model === 'open';
  const { policy } = summary;
  return [
    {
      id: 'chart-latency',
      title: 'Response times',
      how: percentilesHow(series),
      unit: 'ms',
      lines: [
        lineOf('p50', series, (window) => window.latency?.p50Ms),
        lineOf('p95', series, (window) => window.latency?.p95Ms),
        lineOf('p99', series, (window) => window.latency?.p99Ms),
      ],
      limit: { value: policy.triggers.p95Ms, name: 'trigger', how: 'the scaling trigger for p95' },
    },
    {
      id: 'chart-endpoints',
      title: 'p95 of each endpoint, in multiples of its limit',
      how: 'Windows with few requests swing more.',
      unit: 'none',
      lines: (summary.run?.endpoints ?? []).slice(0, MAX_LINES).flatMap((name) => endpointLine(name, series, policy)),
      limit: { value: 1, name: 'limit', how: 'the limit of each row in the baselines' },
    },
    {
      id: 'chart-load',
      title: isOpen ? 'Planned iterations per second' : 'Planned users',
      how: 'The load that the test asked for; every other chart is its consequence.',
      unit: isOpen ? 'per-second' : 'count',
      // As planned, with its steps; the middles of windows would make slopes of them.
      lines: [{ name: 'load', points: (summary.run?.load ?? []).map(({ atS, target }) => [atS, target] as const) }],
    },
    {
      id: 'chart-requests',
      title: 'Requests per second',
      how: 'What the system answered. Where the load rises and this line does not, the system is at its end.',
      unit: 'per-second',
      lines: [lineOf('requests', series, (window) => window.requestsPerS)],
    },
    {
      id: 'chart-errors',
      title: 'Share of failed requests',
      how: 'By window, over all endpoints.',
      unit: 'ratio',
      lines: [lineOf('errors', series, (window) => window.errorRatio)],
      limit: { value: policy.triggers.errorRatio, name: 'trigger', how: 'the scaling trigger' },
    },
  ];
}

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

function endpointLine(name: string, series: readonly WindowFacts[], policy: Policy): Line[] {
  const limitMs = p95LimitOf(policy, name);
  if (!Number.isFinite(limitMs)) return [];
  return [
    lineOf(clip(name, 24), series, (window) => {
      const p95Ms = window.endpoints.get(name)?.p95Ms ?? null;
      return p95Ms === null ? null : p95Ms / limitMs;
    }),
  ];
}

function resourcePlans(series: readonly WindowFacts[], { triggers, resources }: Policy): ChartPlan[] {
  const resource = (name: string, metric: string) => lineOf(name, series, (window) => window.resources.get(metric));
  return [
    {
      id: 'chart-cpu',
      title: 'CPU of the target',
      how: 'Averages by window.',
      unit: 'percent',
      lines: [resource('CPU', 'target_cpu_pct')],
      limit: { value: triggers.cpuPct, name: 'trigger', how: 'the scaling trigger' },
    },
    {
      id: 'chart-memory',
      title: 'Memory of the target',
      how: 'A line that only climbs is a leak; one that flattens is a warm-up.',
      unit: 'megabytes',
      lines: [resource('memory', 'target_memory_mb')],
      limit: {
        value: (resources.memoryMb.limit * triggers.memoryPct) / 100,
        name: 'trigger',
        how: 'the scaling trigger',
      },
    },
    {
      id: 'chart-traffic',
      title: 'Network and disk of the target',
      how: 'Averages by window.',
      unit: 'megabytes-per-second',
      lines: [
        resource('network in', 'target_network_in_mb_per_s'),
        resource('network out', 'target_network_out_mb_per_s'),
        resource('disk', 'target_disk_mb_per_s'),
      ],
    },
    {
      id: 'chart-connections',
      title: 'Database connections',
      how: 'The pool is full where the line is flat at its top.',
      unit: 'count',
      lines: [resource('connections', 'target_db_connections')],
      limit: {
        value: resources.dbConnections.normal,
        name: 'pool',
        how: 'what the pool has by the capacity table',
      },
    },
  ];
}

function lineOf(
  name: string,
  series: readonly WindowFacts[],
  valueIn: (window: WindowFacts) => number | null | undefined,
): Line {
  return {
    name,
    points: series.map((window) => [(window.startS + window.endS) / 2, valueIn(window) ?? null] as const),
  };
}

function phasesOf({ summary }: Judgement): Band[] {
  return summary.run?.phases ?? [];
}

/** From the end of the spike until everything is back inside its limits. */
function marksOf({ recovery, series }: Judgement): Band[] {
  if (!recovery || recovery.recoveredAfterS === 0) return [];
  const endS = recovery.recoveredAfterS === null ? series.at(-1)!.endS : recovery.spikeEndS + recovery.recoveredAfterS;
  const name = recovery.recoveredAfterS === null ? 'not recovered' : `back after ${digits(recovery.recoveredAfterS)} s`;
  return [{ name, startS: recovery.spikeEndS, endS }];
}

/** Where each line starts, ends and peaks: the chart in words. */
export function describe(lines: readonly Line[], unit: Unit): string {
  return lines
    .map(({ name, points }) => {
      const measured = points.filter((point): point is readonly [number, number] => point[1] !== null);
      const peak = measured.reduce((a, b) => (b[1] > a[1] ? b : a));
      const [first, last] = [measured[0]!, measured.at(-1)!];
      return `${name}: ${formatValue(first[1], unit)} at the start, ${formatValue(last[1], unit)} at the end, highest ${formatValue(peak[1], unit)} at ${clock(peak[0])}.`;
    })
    .join(' ');
}
