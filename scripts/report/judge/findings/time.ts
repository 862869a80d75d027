// Rules about time: recovery after a spike, drift under steady load, memory that only grows.
import { tolerances } from '../../../../thresholds/baselines.ts';
import { digits, formatDuration, formatRatio, formatValue } from '../../text/format.ts';
import { clip } from '../../text/words.ts';
import type { Drift } from '../drift.ts';
import type { Recovery } from '../recovery.ts';
import type { WindowFacts } from '../series.ts';
import { FEWEST_POINTS, theilSen } from '../theil-sen.ts';
import { bottleneckAction, triggerAction } from './actions.ts';
import { type FindingRule, type Severity, weighed } from './finding.ts';

/** Later than the table allows, or not at all. */
export const slowRecovery: FindingRule = ({ recovery }) => {
  if (!recovery || (recovery.recoveredAfterS ?? Infinity) <= recovery.allowedS + 1e-6) return [];
  const { allowedS, lastEndpoints } = recovery;
  return [
    {
      rule: 'slow-recovery',
      severity: 'critical',
      title: 'The system takes too long to recover from the spike',
      evidence: `back inside the limits ${recoveryText(recovery)}, allowed ${digits(allowedS)} s; last: ${lastEndpoints.map((name) => clip(name)).join(', ') || 'none'}`,
      action: `Drain or shed what queues up during a spike: ${bottleneckAction('apiWorkerThreads')}; ${bottleneckAction('databaseConnectionPool')}`,
      effect: 1,
    },
  ];
};

/** In time: said as well, since it is what the drill is for. */
export const recovered: FindingRule = ({ recovery }) => {
  if (!recovery || recovery.recoveredAfterS === null || recovery.recoveredAfterS > recovery.allowedS + 1e-6) return [];
  return [
    {
      rule: 'recovered',
      severity: 'info',
      title: 'The system recovers from the spike in time',
      evidence: `back inside the limits ${recoveryText(recovery)}, allowed ${digits(recovery.allowedS)} s`,
      action: null,
      effect: 0.1,
    },
  ];
};

/** `4 s after the spike (in windows of 2 s)`; a window is as fine as the answer gets. */
export function recoveryText({ recoveredAfterS, resolutionS }: Recovery): string {
  if (recoveredAfterS === null) return 'not by the end of the run';
  if (recoveredAfterS === 0) return `from the first window after the spike on (${digits(resolutionS)} s wide)`;
  return `${digits(recoveredAfterS)} s after the spike (in windows of ${digits(resolutionS)} s)`;
}

/** A p95 of a window is noisier than its average, so it has to move further. */
const DRIFT_RATIOS: Record<string, number> = {
  'average latency': tolerances.baselineRow.valueRatio,
  'p95 latency': 2.5 * tolerances.baselineRow.valueRatio,
};
/** Growth by half is serious whatever the test is for. */
const SERIOUS_DRIFT_RATIO = 0.5;

/** Response times grow while the load stays the same. */
export const latencyDrift: FindingRule = (run) => {
  const growing = run.drifts.filter(
    (drift) => drift.isGrowing && drift.changeRatio > (DRIFT_RATIOS[drift.name] ?? Infinity),
  );
  const worst = growing[0];
  if (!worst) return [];
  const isEndurance = run.summary.run?.type === 'endurance';
  const isLarge = growing.some((drift) => drift.changeRatio > SERIOUS_DRIFT_RATIO);
  const severity: Severity = isEndurance ? weighed(run) : isLarge ? 'serious' : 'minor';
  return [
    {
      rule: 'latency-drift',
      severity,
      title: 'Response times grow while the load stays the same',
      evidence: growing.map(driftText).join('; '),
      action: `${triggerAction('responseTimeP95')}: compare the start and the end of the hold: pools, queues, table sizes, caches that no longer hold`,
      effect: Math.min(0.9, 0.4 + worst.changeRatio / 4),
    },
  ];
};

/** Memory has to grow by this share of its start to be more than a warm-up. */
const LEAK_RATIO = 0.1;
/** In a hold as short as this a process is still filling its caches and pools: only a large growth is more than that. */
const SHORT_HOLD_S = 120;
const SHORT_LEAK_RATIO = 0.3;

/** Memory grows steadily: not a warm-up that flattens. */
export const memoryGrowth: FindingRule = ({ drifts, series }) => {
  const memory = drifts.find((drift) => drift.name === 'memory');
  if (!memory?.isGrowing || memory.changeRatio < LEAK_RATIO / 5) return [];
  const isSteady = isGrowingStill(series, memory);
  const isLeak = isSteady && memory.changeRatio >= (memory.spanS < SHORT_HOLD_S ? SHORT_LEAK_RATIO : LEAK_RATIO);
  const inTime =
    memory.limitInS === null
      ? ''
      : `; at this slope ${formatValue(memory.limit, 'megabytes')} are reached in ${formatDuration(memory.limitInS * 1000)}`;
  return [
    {
      rule: 'memory-growth',
      severity: isLeak ? 'critical' : 'info',
      title: isLeak ? 'Memory grows without end: a leak' : 'Memory grew during the run',
      evidence: `${driftText(memory)}${inTime}${isSteady ? '' : '; it flattens, as in a warm-up'}`,
      action: isLeak
        ? `Find what is kept: compare two heap snapshots under load; ${bottleneckAction('redisMemoryLimit')}; until then ${triggerAction('memory')}`
        : null,
      effect: 0.9,
    },
  ];
};

/** Whether the second half of the hold grows at half the whole's slope or more; too few windows cannot say. */
function isGrowingStill(series: readonly WindowFacts[], memory: Drift): boolean {
  const points = series
    .filter((window) => window.phase === 'hold' && window.resources.has('target_memory_mb'))
    .map((window) => [(window.startS + window.endS) / 2, window.resources.get('target_memory_mb')!] as const);
  const later = theilSen(points.slice(-Math.max(FEWEST_POINTS, Math.ceil(points.length / 2))));
  return later !== null && later.low > 0 && later.perX >= memory.slope.perX / 2;
}

/** `average latency from 52 ms to 98 ms over 4 min (+88 %, slope 0.19 ms per s, 95 % interval 0.17 to 0.21)`. */
export function driftText({ name, unit, slope, changeRatio, startValue, endValue, spanS }: Drift): string {
  const from = `${name} from ${formatValue(startValue, unit)} to ${formatValue(endValue, unit)} over ${formatDuration(spanS * 1000)}`;
  const perMinute = (value: number) => formatValue(value * 60, unit);
  return `${from} (${changeRatio >= 0 ? '+' : ''}${formatRatio(changeRatio)}; ${perMinute(slope.perX)} per minute, 95 % interval ${perMinute(slope.low)} to ${perMinute(slope.high)})`;
}
