// The chart that proves a finding, drawn next to it: what is slow, what fails, what is full, against its limit.
import { PAGE_FAILED } from 'k6-format/load-names';
import { p95LimitOf } from 'k6-format/policy';
import type { Finding } from '../../judge/findings/finding.ts';
import { placeOf } from '../../judge/findings/limit-crossed.ts';
import { visitOf } from '../../judge/findings/page-audit.ts';
import type { Judgement } from '../../judge/judge.ts';
import type { Verdict } from '../../judge/verdict.ts';
import { statisticText } from '../../text/limit-words.ts';
import { clip } from '../../text/words.ts';
import { type BarsSpec, barChart } from './bars.ts';
import type { Band } from './line-chart.ts';
import { axisOf, type Chart, type ChartPlan, drawPlan, lineOf } from './plan.ts';
import {
  connectionsPlan,
  cpuPlan,
  endpointsPlan,
  errorsPlan,
  latencyPlan,
  memoryPlan,
  pageLoadPlan,
  requestsPlan,
  trafficPlan,
} from './plans.ts';

/** What may prove a finding, the best first: over time, or place by place. */
type Candidate = ChartPlan | BarsSpec | null;
type Proof = (run: Judgement, finding: Finding) => Candidate[];

const LOOK = { plotPx: 110 } as const;
/** The share of requests over a limit that a p95 allows. */
const ALLOWED_RATIO = 0.05;

const slow: Proof = (run) => [scopePlan(run), p95Bars(run)];
const failing: Proof = (run) =>
  run.failing?.shape.kind === 'throughout' && !run.failing.isEverywhere
    ? [errorBars(run), errorsPlan(run)]
    : [errorsPlan(run), errorBars(run)];

const PROOFS: Readonly<Record<string, Proof>> = {
  'slow-endpoint': slow,
  'slow-everywhere': slow,
  'slow-for-a-time': slow,
  'slow-body': slow,
  saturation: slow,
  'slow-recovery': (run) => [endpointsPlan(run), latencyPlan(run)],
  'latency-drift': (run) => [latencyPlan(run)],
  'p95-over-trigger': (run) => [latencyPlan(run), p95Bars(run)],
  'tail-above-body': (run) => [overLimitPlan(run), tailBars(run)],
  'errors-on-one-endpoint': failing,
  'errors-everywhere': failing,
  'errors-over-trigger': failing,
  'journey-breaks': failing,
  'journey-slow': slow,
  'dead-target': failing,
  'operations-refused': failing,
  'fast-failures': failing,
  'checks-failed': (run) => [checkBars(run)],
  knee: (run) => [requestsPlan(run)],
  'generator-bottleneck': (run) => [requestsPlan(run)],
  'coordinated-omission': (run) => [planBars(run), latencyPlan(run)],
  'connection-pool': (run) => [connectionsPlan(run)],
  'memory-growth': (run) => [memoryPlan(run)],
  'memory-over-trigger': (run) => [memoryPlan(run)],
  'cpu-over-trigger': (run) => [cpuPlan(run)],
  'traffic-over-peak': (run) => [trafficPlan(run)],
  'page-over-target': (run) => [pageLoadPlan(run), vitalBars(run)],
  'page-slower-under-load': (run) => [pageLoadPlan(run), vitalBars(run)],
  'page-failed': (run) => [visitBars(run)],
  'limit-crossed': (run, finding) => {
    const crossed = crossedBy(run, finding);
    const endpoint = crossed[0]?.tags.get('endpoint');
    const isLatency = crossed[0]?.unit === 'ms' && !crossed[0].tags.has('window');
    return [isLatency && endpoint !== undefined ? endpointPlan(run, endpoint) : null, limitBars(crossed)];
  },
};

/** Null where the finding is about something that no figure of the run can show. */
export function proofOf(run: Judgement, finding: Finding, id: string): Chart | null {
  const axis = axisOf(run);
  const make = Object.hasOwn(PROOFS, finding.rule) ? PROOFS[finding.rule]! : auditProof;
  for (const candidate of make(run, finding)) {
    if (candidate === null) continue;
    const chart =
      'bars' in candidate
        ? barChart({ ...candidate, id })
        : axis && drawPlan({ ...candidate, id }, { ...axis, marks: [...axis.marks, ...marksOf(run, finding)] }, LOOK);
    if (chart) return chart;
  }
  return null;
}

/** The stretch of time that a finding speaks of. */
function marksOf({ slowness, failing: failed, series }: Judgement, { rule }: Finding): Band[] {
  const shape = rule === 'slow-for-a-time' ? slowness?.shape : rule.startsWith('errors-') ? failed?.shape : undefined;
  if (shape?.kind !== 'stretch') return [];
  const name = rule === 'slow-for-a-time' ? 'slow' : 'failing';
  return [{ name, startS: shape.fromS ?? 0, endS: shape.untilS ?? series.at(-1)?.endS ?? 0 }];
}

/** One endpoint against its limit in ms; several in multiples of theirs. */
function scopePlan(run: Judgement): ChartPlan {
  const names = run.slowness?.scope.map(({ name }) => name) ?? [];
  const [only] = names;
  return names.length === 1 && only !== undefined ? endpointPlan(run, only) : endpointsPlan(run, names);
}

function endpointPlan({ summary, series }: Judgement, name: string): ChartPlan {
  return {
    id: '',
    title: `${clip(name, 40)}: response times`,
    how: 'By window.',
    unit: 'ms',
    lines: [
      lineOf('p50', series, ({ endpoints }) => endpoints.get(name)?.p50Ms),
      lineOf('p95', series, ({ endpoints }) => endpoints.get(name)?.p95Ms),
    ],
    limit: { value: p95LimitOf(summary.policy, name), name: 'p95 limit', how: 'the limit of p95' },
  };
}

function overLimitPlan({ series, slowness, summary }: Judgement): ChartPlan {
  const names = slowness?.scope.map(({ name }) => name) ?? summary.run?.endpoints ?? [];
  return {
    id: '',
    title: 'Share of requests over the p95 limit',
    how: 'A p95 allows one in 20.',
    unit: 'ratio',
    lines: names.slice(0, 6).map((name) => {
      return lineOf(clip(name, 24), series, ({ endpoints }) => endpoints.get(name)?.overLimitRatio);
    }),
    limit: { value: ALLOWED_RATIO, name: 'p95 limit allows', how: 'what a p95 allows' },
  };
}

const p95Bars = ({ facts, summary }: Judgement): BarsSpec => ({
  id: '',
  title: 'p95 of each endpoint against its limit',
  how: '',
  unit: 'ms',
  bars: facts.endpoints.map(({ name, latency }) => {
    return { name: clip(name, 40), value: latency?.p95Ms ?? null, limit: finite(p95LimitOf(summary.policy, name)) };
  }),
});

const tailBars = ({ facts, summary }: Judgement): BarsSpec => ({
  id: '',
  title: 'p99 of each endpoint against its baseline',
  how: '',
  unit: 'ms',
  bars: facts.endpoints.map(({ name, latency, baseline }) => {
    const limit = baseline ? finite(baseline.p99Ms * (1 + summary.policy.rowToleranceRatio)) : null;
    return { name: clip(name, 40), value: latency?.p99Ms ?? null, limit };
  }),
});

const errorBars = ({ facts, verdicts, summary }: Judgement): BarsSpec => {
  const own = verdicts.find(({ metric, tags, limit }) => {
    return metric === 'http_req_failed' && !tags.has('endpoint') && limit !== null;
  });
  const limit = own?.limit ?? finite(summary.policy.triggers.errorRatio);
  return {
    id: '',
    title: 'Failed requests of each endpoint',
    how: '',
    unit: 'ratio',
    bars: facts.endpoints.map(({ name, errorRatio }) => ({ name: clip(name, 40), value: errorRatio, limit })),
  };
};

const planBars = ({ facts }: Judgement): BarsSpec => ({
  id: '',
  title: 'p99 as measured, and from the planned start',
  how: '',
  unit: 'ms',
  bars: facts.endpoints.flatMap(({ name, latency, fromPlan }) =>
    fromPlan === null
      ? []
      : [
          { name: clip(name, 40), value: latency?.p99Ms ?? null, limit: null },
          { name: `${clip(name, 40)}, from plan`, value: fromPlan.p99Ms, limit: null },
        ],
  ),
});

const checkBars = ({ summary }: Judgement): BarsSpec => ({
  id: '',
  title: 'Share of each check that failed',
  how: '',
  unit: 'ratio',
  bars: [...summary.checks]
    .filter(({ fails }) => fails > 0)
    .sort((a, b) => b.fails - a.fails)
    .map(({ name, passes, fails }) => ({ name: clip(name, 60), value: fails / (passes + fails), limit: null })),
});

const vitalBars = ({ pages }: Judgement): BarsSpec => ({
  id: '',
  title: 'Page load by visit',
  how: '',
  unit: 'ms',
  bars: (pages?.vitals ?? [])
    .filter(({ name }) => name === 'load')
    .map(({ visit, p95, limit }) => ({ name: `${visit}, p95`, value: p95, limit })),
});

const visitBars = ({ pages, verdicts }: Judgement): BarsSpec => {
  const own = verdicts.find(({ metric, limit }) => metric === PAGE_FAILED && limit !== null);
  return {
    id: '',
    title: 'Visits that failed',
    how: '',
    unit: 'ratio',
    bars: [{ name: 'all visits', value: pages?.failed?.ratio ?? null, limit: own?.limit ?? null }],
  };
};

/** What a visit weighs or takes, and what it would without what the audit found. A weight has no limit. */
const auditProof: Proof = ({ pages }, { rule }) => {
  const audit = pages?.audit.find(({ finding }) => rule === `page-${finding}`);
  if (!pages || !audit) return [];
  const costly = visitOf(audit.finding);
  const weight = pages.visits.find(({ visit }) => visit === costly)?.bytesP50 ?? null;
  const load = pages.vitals.find(({ name, visit }) => name === 'load' && visit === costly);
  const pair = (what: string, unit: 'bytes' | 'ms', now: number | null, saved: number | null, limit: number | null) =>
    now === null || saved === null || saved <= 0
      ? null
      : {
          ...{ id: '', title: `${what} of a ${costly} visit`, unit, how: '' },
          bars: [
            { name: 'now', value: now, limit },
            { name: 'without it', value: Math.max(0, now - saved), limit },
          ],
        };
  return [
    pair('Weight', 'bytes', weight, audit.savedBytes, null),
    pair('p95 load time', 'ms', load?.p95 ?? null, audit.savedMs, load?.limit ?? null),
  ];
};

/** The crossed limits that a finding of crossed limits is about. */
function crossedBy({ verdicts }: Judgement, { title }: Finding): Verdict[] {
  return verdicts.filter((one) => one.outcome === 'failed' && title.startsWith(`${placeOf(one)}: `));
}

/** Limits of one unit can be next to each other: those of the first one's. */
function limitBars(crossed: readonly Verdict[]): BarsSpec | null {
  const [first] = crossed;
  if (!first) return null;
  const bars = crossed
    .filter(({ unit }) => unit === first.unit)
    .map((one) => {
      const place = one.tags.has('window') ? `${one.subject}, ` : '';
      return { name: clip(`${place}${statisticText(one)}`, 60), value: one.actual, limit: one.limit };
    });
  return { id: '', title: `${placeOf(first)}: crossed limits`, how: '', unit: first.unit, bars };
}

function finite(limit: number): number | null {
  return Number.isFinite(limit) ? limit : null;
}
