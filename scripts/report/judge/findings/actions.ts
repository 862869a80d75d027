// What the guide says to do, as sentences for recommendations; the tables stay the only place where it stands.
import {
  bottlenecks,
  growth,
  optimizations,
  quickWins,
  type TriggerName,
  triggers,
} from '../../../../thresholds/baselines.ts';

/** `Use gunicorn with multiple workers (API Worker Threads: now 1 worker, recommended 4 workers (2x CPU cores))`. */
export function bottleneckAction(name: keyof typeof bottlenecks): string {
  const { label, current, recommended, fix } = bottlenecks[name];
  return `${fix} (${label}: now ${current}, recommended ${recommended})`;
}

/** `Add API workers (scaling trigger: CPU)`. */
export function triggerAction(name: TriggerName): string {
  const { action, label } = triggers[name];
  return `${action} (scaling trigger: ${label})`;
}

/** The first row of the growth table that asks for more than the system gave; null when it gave enough for all. */
export function growthAction(reachedPerS: number): string | null {
  const row = growth.find(({ requestsPerS, action }) => requestsPerS > reachedPerS && action !== 'None');
  return row ? `${row.action} (growth table: ${row.requestsPerS}/s for ${row.period.toLowerCase()})` : null;
}

/** A quick win by the start of its name. */
export function quickWin(label: (typeof quickWins)[number]['label']): string {
  const win = quickWins.find((row) => row.label === label);
  return win ? `${win.label} (quick win in ${win.where})` : label;
}

/** What a completed optimization of the guide brought: `Enabled Nginx Gzip (January 2025): 70% reduction in bandwidth, ...`. */
export function optimizationEffect(label: (typeof optimizations)[number]['label']): string {
  const row = optimizations.find((one) => one.label === label);
  return row ? `${row.label} (${row.when}): ${row.effect}` : label;
}
