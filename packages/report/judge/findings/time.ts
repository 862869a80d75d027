// Rules about time: recovery after a spike, drift under steady load.
import { digits, formatDuration, formatRatio, formatSigned, formatValue } from '../../text/format.ts';
import { clip } from '../../text/words.ts';
import type { Drift } from '../drift.ts';
import type { Recovery } from '../recovery.ts';
import { adviceFor, latencyAction } from './actions.ts';
import { type Case, type FindingRule, type Severity, share, weighed } from './finding.ts';

/** Later than the table allows, or not at all. */
export const slowRecovery: FindingRule = ({ recovery, summary }) => {
  if (!recovery) return [];
  const { allowedS, lastEndpoints, wasOutside } = recovery;
  if (allowedS === null || (recovery.recoveredAfterS ?? Infinity) <= allowedS + 1e-6) return [];
  // Who was outside of the limits before the spike does not come back inside after it.
  if (wasOutside) return [];
  return [
    {
      rule: 'slow-recovery',
      severity: 'critical',
      title: 'The system takes too long to recover from the spike',
      evidence: `back inside the limits ${recoveryText(recovery)}, allowed ${digits(allowedS)} s; last: ${lastEndpoints.map((name) => clip(name)).join(', ') || 'none'}`,
      action: `Drain or shed what queues up during a spike: ${adviceFor(summary.policy, 'load')}`,
      effect: 0.5,
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
const DRIFT_FACTORS: Record<string, number> = { 'average latency': 1, 'p95 latency': 2.5 };
/** Growth by half is serious whatever the test is for. */
const SERIOUS_DRIFT_RATIO = 0.5;

/** Response times grow while the load stays the same. */
export const latencyDrift: FindingRule = (run) => {
  const growing = driftsOf(run);
  const worst = growing[0];
  if (!worst) return [];
  const findsDrift = run.summary.policy.test.findsDrift;
  const isLarge = growing.some((drift) => drift.changeRatio > SERIOUS_DRIFT_RATIO);
  const severity: Severity = findsDrift ? weighed(run) : isLarge ? 'serious' : 'minor';
  return [
    {
      rule: 'latency-drift',
      severity,
      title: 'Response times grow while the load stays the same',
      evidence: growing.map(driftText).join('; '),
      action: latencyAction(
        run,
        'compare the start and the end of the hold: pools, queues, table sizes, caches that no longer hold',
      ),
      effect: run.slowness ? 0.9 * share(run, run.slowness.cost) : Math.min(0.9, 0.4 + worst.changeRatio / 4),
    },
  ];
};

/** Response times that climb over the hold, further than chance and tolerance go. */
export function driftsOf({ drifts, summary }: Pick<Case, 'drifts' | 'summary'>): Drift[] {
  const { rowToleranceRatio } = summary.policy;
  return drifts.filter(
    (drift) => drift.isGrowing && drift.changeRatio > (DRIFT_FACTORS[drift.name] ?? Infinity) * rowToleranceRatio,
  );
}

/** `average latency from 52 ms to 98 ms over 4 min (+88 %, slope 0.19 ms per s, 95 % interval 0.17 to 0.21)`. */
function driftText({ name, unit, slope, changeRatio, startValue, endValue, spanS }: Drift): string {
  const from = `${name} from ${formatValue(startValue, unit)} to ${formatValue(endValue, unit)} over ${formatDuration(spanS * 1000)}`;
  const perMinute = (value: number) => formatSigned(value * 60, unit);
  return `${from} (${changeRatio >= 0 ? '+' : ''}${formatRatio(changeRatio)}; ${perMinute(slope.perX)} per minute, 95 % interval ${perMinute(slope.low)} to ${perMinute(slope.high)})`;
}
