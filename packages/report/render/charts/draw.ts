// All that a page shows in pictures: the time line of its first screen, charts over time and of resources, and a proof next to each finding.
import type { Judgement } from '../../judge/judge.ts';
import type { PointsFacts } from '../../points/points.ts';
import type { PageMedia } from '../page-media.ts';
import { type EndpointPictures, endpointPictures } from './endpoint-pictures.ts';
import { type Axis, axisOf, type Chart, type ChartPlan, drawPlan } from './plan.ts';
import {
  connectionsPlan,
  cpuPlan,
  endpointsPlan,
  errorsPlan,
  latencyPlan,
  loadPlan,
  memoryPlan,
  pageLoadPlan,
  pointsPlans,
  requestsPlan,
  trafficPlan,
} from './plans.ts';
import { pointsCharts } from './points-charts.ts';
import { proofOf } from './proof.ts';

export interface Drawings {
  /** Panels under each other, with one axis of time. */
  timeline: Chart[];
  overTime: Chart[];
  resources: Chart[];
  /** One for each finding, in their order. */
  proofs: (Chart | null)[];
  /** By endpoint. */
  endpoints: ReadonlyMap<string, EndpointPictures>;
  points: Chart[];
  media: PageMedia;
}

export const NO_MEDIA: PageMedia = { waterfall: '', frames: [], failures: [] };
export const NO_DRAWINGS: Drawings = {
  ...{ timeline: [], overTime: [], resources: [], proofs: [], points: [] },
  ...{ endpoints: new Map(), media: NO_MEDIA },
};

export function draw(judgement: Judgement, points: PointsFacts | null = null, media: PageMedia = NO_MEDIA): Drawings {
  return {
    timeline: timeline(judgement, points),
    overTime: chartsOf(judgement, [endpointsPlan(judgement)]),
    resources: chartsOf(
      judgement,
      [cpuPlan, memoryPlan, trafficPlan, connectionsPlan].map((plan) => plan(judgement)),
    ),
    proofs: judgement.findings.map((finding, index) => proofOf(judgement, finding, `proof-${index + 1}`)),
    endpoints: endpointPictures(judgement),
    points: points ? pointsCharts(points) : [],
    media,
  };
}

function chartsOf(judgement: Judgement, plans: readonly ChartPlan[]): Chart[] {
  const axis = axisOf(judgement);
  return axis ? plans.flatMap((plan) => drawPlan(plan, axis) ?? []) : [];
}

type Panel = [plan: ChartPlan, plotPx: number];
const PX = { low: 40, usual: 48, high: 140 } as const;

/** Load, response times, errors, throughput; of a page load test the loads of its page come before. Raw points fill in for windows. */
function timeline(judgement: Judgement, points: PointsFacts | null): Chart[] {
  const axis = axisOf(judgement);
  if (axis) return panels(axis, windowPanels(judgement));
  const last = points?.timeline.at(-1);
  if (!points || !last || points.timeline.length < 2) return [];
  const { load, latency, errors, requests } = pointsPlans(points.timeline);
  // The limits are those of the run, whatever its figures over time are from.
  const limited = [
    { ...latency, limit: latencyPlan(judgement).limit },
    { ...errors, limit: errorsPlan(judgement).limit },
  ] as const;
  const rows: Panel[] = [
    [load, PX.low],
    [limited[0], PX.high],
    [limited[1], PX.low],
    [requests, PX.usual],
  ];
  return panels({ phases: [], marks: [], endS: last.endS }, rows);
}

function windowPanels(judgement: Judgement): Panel[] {
  const hasPages = (judgement.pages?.windows.length ?? 0) > 1;
  return [
    [loadPlan(judgement), PX.low],
    ...(hasPages ? [[pageLoadPlan(judgement), 110] satisfies Panel] : []),
    [latencyPlan(judgement), hasPages ? 60 : PX.high],
    [errorsPlan(judgement), PX.low],
    [requestsPlan(judgement), PX.usual],
  ];
}

/** Under each other: names of phases above the first, the time below the last. */
function panels(axis: Axis, rows: readonly Panel[]): Chart[] {
  const measured = rows.filter(([{ lines }]) => lines.some(({ points }) => points.some(([, value]) => value !== null)));
  // The load alone is what was asked for, and nothing that was measured.
  if (measured.length < 2) return [];
  return measured.flatMap(([plan, plotPx], index) => {
    const look = { plotPx, hasNames: index === 0, hasTime: index === measured.length - 1 };
    return drawPlan(plan, axis, look) ?? [];
  });
}
