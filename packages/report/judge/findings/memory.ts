// Rule: memory that grows with the work and is not given back.
import type { Policy } from 'k6-format/policy';
import { formatBytes, formatDuration, formatRatio, formatValue } from '../../text/format.ts';
import type { WindowFacts } from '../series.ts';
import { FEWEST_POINTS, type Slope, theilSen } from '../theil-sen.ts';
import { adviceFor } from './actions.ts';
import type { Case, FindingRule } from './finding.ts';

/** Memory has to grow by this share of its start to be more than a warm-up. */
const LEAK_RATIO = 0.1;
/** In a run as short as this a process still fills its caches and pools: only a large growth is more than that, ... */
const SHORT_S = 120;
const SHORT_LEAK_RATIO = 0.3;
/** ... and one that matters to a machine of this memory. */
const SHORT_LEAK_OF_LIMIT = 0.025;

/** Memory grows with every request, steadily: not a warm-up that flattens. */
export const memoryGrowth: FindingRule = (run) => {
  const points = memoryByRequests(run.series);
  const growth = theilSen(points);
  if (!growth || growth.low <= 0 || !isSteady(points, growth)) return [];
  const [first, last] = [points[0]!, points.at(-1)!];
  const fromMb = growth.intercept + growth.perX * first[0];
  const grownMb = growth.perX * (last[0] - first[0]);
  const spanS = run.series.at(-1)!.endS - run.series[0]!.startS;
  if (!isLarge(run.summary.policy, fromMb, grownMb, spanS)) return [];
  const eachBytes = growth.perX * 1e6;
  return [
    {
      rule: 'memory-growth',
      severity: 'critical',
      title: 'Memory grows with every request: a leak',
      evidence: `${formatBytes(eachBytes)} with each request: from ${formatValue(fromMb, 'megabytes')} to ${formatValue(fromMb + grownMb, 'megabytes')} over ${formatDuration(spanS * 1000)} (+${formatRatio(grownMb / Math.max(1, fromMb))})${limitText(run)}`,
      action: `Find what is kept: compare two heap snapshots under load${isOverTrigger(run) ? `; until then ${adviceFor(run.summary.policy, 'memory')}` : ''}`,
      effect: 0.9,
    },
  ];
};

function isLarge({ resources }: Policy, fromMb: number, grownMb: number, spanS: number): boolean {
  if (spanS >= SHORT_S) return grownMb >= fromMb * LEAK_RATIO;
  return grownMb >= fromMb * SHORT_LEAK_RATIO && grownMb >= resources.memoryMb.limit * SHORT_LEAK_OF_LIMIT;
}

/** Memory of each window by the requests that were made until its middle. */
function memoryByRequests(series: readonly WindowFacts[]): [requests: number, memoryMb: number][] {
  let made = 0;
  return series.flatMap(({ requests, resources: used }): [number, number][] => {
    const middle = made + (requests ?? 0) / 2;
    made += requests ?? 0;
    const memoryMb = used.get('target_memory_mb');
    return memoryMb === undefined ? [] : [[middle, memoryMb]];
  });
}

/** Whether the second half grows at half the whole's slope or more. */
function isSteady(points: readonly (readonly [number, number])[], { perX }: Slope): boolean {
  const later = theilSen(points.slice(-Math.max(FEWEST_POINTS, Math.ceil(points.length / 2))));
  return later !== null && later.low > 0 && later.perX >= perX / 2;
}

/** Only a hold that is long enough says when the memory is used up. */
function limitText({ drifts }: Case): string {
  const memory = drifts.find((drift) => drift.name === 'memory');
  if (!memory || memory.limitInS === null) return '';
  return `; at this slope ${formatValue(memory.limit, 'megabytes')} are reached in ${formatDuration(memory.limitInS * 1000)}`;
}

function isOverTrigger({ facts, summary: { policy } }: Case): boolean {
  const limitMb = (policy.resources.memoryMb.limit * policy.triggers.memoryPct) / 100;
  return (facts.resources.memoryMb?.peak ?? 0) > limitMb;
}
