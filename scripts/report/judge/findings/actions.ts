// What the guide says to do, as sentences for recommendations; the tables stay the only place where it stands.
import {
  bottlenecks,
  growth,
  optimizations,
  quickWins,
  type TriggerName,
  triggers,
} from '../../../../thresholds/baselines.ts';
import type { Facts } from '../facts.ts';

/** `Use gunicorn with multiple workers (API Worker Threads: now 1 worker, recommended 4 workers (2x CPU cores))`. */
export function bottleneckAction(name: keyof typeof bottlenecks): string {
  const { label, current, recommended, fix } = bottlenecks[name];
  return `${fix} (${label}: now ${current}, recommended ${recommended})`;
}

/** `Add API workers (scaling trigger: CPU)`. For a trigger that was crossed: the advice names it as the reason. */
export function triggerAction(name: TriggerName): string {
  const { action, label } = triggers[name];
  return `${action} (scaling trigger: ${label})`;
}

/** What to look at for slow answers; the guide's trigger is the reason only where the run is over it. */
export function latencyAction({ latency }: Pick<Facts, 'latency'>, lookAt: string): string {
  const isTriggered = (latency?.p95Ms ?? 0) > triggers.responseTimeP95.aboveMs;
  return isTriggered
    ? `${triggerAction('responseTimeP95')}: ${lookAt}`
    : `${lookAt[0]!.toUpperCase()}${lookAt.slice(1)}`;
}

/** What to do about a service under test that is slower the more it has to do; the guide knows these bottlenecks. */
const SERVICE_ACTIONS: Readonly<Record<string, string>> = {
  PostgreSQL: 'Find the statements that take the time (`perf probe postgres`: plans, slowest statements, connections)',
  Redis: 'Look for slow commands and evictions (`perf probe redis`), and give Redis a core of its own',
  ChromaDB: 'Search smaller collections or fewer neighbors, and give ChromaDB more cores',
  Nginx: 'Look at the workers and connections of Nginx and at what is behind it',
};

/** What to do where figures grow with the load: the guide's fix for the API, or what the service under test has. */
export function capacityAction(service: string | undefined): string {
  if (service === undefined) return bottleneckAction('apiWorkerThreads');
  return SERVICE_ACTIONS[service] ?? `Find out what ${service} waits for under load`;
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
