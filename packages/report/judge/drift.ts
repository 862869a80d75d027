// What changed slowly while the load stayed the same: slopes over the windows of the hold, with their uncertainty.
import type { Policy } from 'k6-format/policy';
import type { Unit } from 'k6-format/units';
import type { WindowFacts } from './series.ts';
import { findStep, type Step } from './step.ts';
import { type Slope, theilSen } from './theil-sen.ts';

export interface Drift {
  name: string;
  unit: Unit;
  slope: Slope;
  /** Change from the line's start to its end over the hold, as a share of the start. */
  changeRatio: number;
  startValue: number;
  endValue: number;
  /** Length of the hold that was looked at. */
  spanS: number;
  /** Seconds after the end until the limit at this slope; null without a limit, without growth, or with too little data. */
  limitInS: number | null;
  limit: number | null;
  /** Whether the interval of the slope lies above 0 and no step explains it better: growth that is not chance. */
  isGrowing: boolean;
  /** Where the level changed at once, seconds; null where it did not. A step has no slope. */
  step: Step | null;
}

/** A shorter hold says nothing about the hours after it, ... */
const SHORTEST_S = 120;
/** ... and none is for more than this many times its length. */
const FURTHEST_FACTOR = 24;

interface DriftSpec {
  name: string;
  unit: Unit;
  limit: number | null;
  valueIn: (window: WindowFacts) => number | null;
}

const specsOf = ({ resources }: Policy): DriftSpec[] => [
  { name: 'p95 latency', unit: 'ms', limit: null, valueIn: (window) => window.latency?.p95Ms ?? null },
  { name: 'average latency', unit: 'ms', limit: null, valueIn: (window) => window.latency?.avgMs ?? null },
  { name: 'error rate', unit: 'ratio', limit: null, valueIn: (window) => window.errorRatio },
  { name: 'requests', unit: 'per-second', limit: null, valueIn: (window) => window.requestsPerS },
  {
    name: 'CPU',
    unit: 'percent',
    limit: finite(resources.cpuPct.limit),
    valueIn: (window) => window.resources.get('target_cpu_pct') ?? null,
  },
  {
    name: 'memory',
    unit: 'megabytes',
    limit: finite(resources.memoryMb.limit),
    valueIn: (window) => window.resources.get('target_memory_mb') ?? null,
  },
];

const finite = (limit: number) => (Number.isFinite(limit) ? limit : null);

/** Slopes over the hold; a measure with too few windows is not among them. */
export function findDrifts(series: readonly WindowFacts[], policy: Policy): Drift[] {
  const hold = series.filter((window) => window.phase === 'hold');
  return specsOf(policy).flatMap((spec) => driftOf(spec, hold));
}

function driftOf({ name, unit, limit, valueIn }: DriftSpec, hold: readonly WindowFacts[]): Drift[] {
  const points = hold.flatMap((window): [number, number][] => {
    const value = valueIn(window);
    return value === null ? [] : [[(window.startS + window.endS) / 2, value]];
  });
  const slope = theilSen(points);
  const [first, last] = [hold[0], hold.at(-1)];
  if (!slope || !first || !last) return [];
  const at = (seconds: number) => slope.intercept + slope.perX * seconds;
  const [startValue, endValue] = [at(first.startS), at(last.endS)];
  const step = findStep(points);
  const isGrowing = slope.low > 0 && step === null;
  const spanS = last.endS - first.startS;
  const limitInS = limit !== null && isGrowing ? Math.max(0, (limit - endValue) / slope.perX) : null;
  const isInReach = spanS >= SHORTEST_S && (limitInS ?? 0) <= spanS * FURTHEST_FACTOR;
  return [
    {
      name,
      unit,
      slope,
      changeRatio: startValue > 0 ? (endValue - startValue) / startValue : 0,
      startValue,
      endValue,
      spanS,
      limitInS: isInReach ? limitInS : null,
      limit,
      isGrowing,
      step,
    },
  ];
}
