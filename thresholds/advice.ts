// What the guide says to do, as sentences; the tables stay the only place where it stands.
import type { Policy, Situation } from 'k6-format/policy';
import { bottlenecks, quickWins } from './baselines.ts';
import type { Tables } from './tables.ts';

/** What to do about a service under test that is slower the more it has to do; the guide knows these bottlenecks. */
const SERVICE_ACTIONS: Readonly<Record<string, string>> = {
  PostgreSQL: 'Find the statements that take the time (`perf probe postgres`: plans, slowest statements, connections)',
  Redis: 'Look for slow commands and evictions (`perf probe redis`), and give Redis a core of its own',
  ChromaDB: 'Search smaller collections or fewer neighbors, and give ChromaDB more cores',
  Nginx: 'Look at the workers and connections of Nginx and at what is behind it',
};

/** By situation, what the tables have to say. */
export function adviceOf(
  tables: Pick<Tables, 'bottlenecks' | 'optimizations' | 'quickWins' | 'triggers'>,
  service?: string,
): Policy['advice'] {
  const { triggers, optimizations } = tables;
  const workers = bottleneckText(tables.bottlenecks.apiWorkerThreads);
  const trigger = ({ action, label }: { action: string; label: string }) => `${action} (scaling trigger: ${label})`;
  const win = (label: string) => winText(tables.quickWins.find((one) => one.label === label));
  const done = optimizations.find(({ label }) => label === 'Enabled Nginx Gzip');
  return given({
    load: service === undefined ? workers : serviceAction(service),
    workers,
    connections: bottleneckText(tables.bottlenecks.databaseConnectionPool),
    'cache-memory': bottleneckText(tables.bottlenecks.redisMemoryLimit),
    cpu: trigger(triggers.cpu),
    memory: trigger(triggers.memory),
    latency: trigger(triggers.responseTimeP95),
    errors: trigger(triggers.errorRate),
    'cache-headers': win('Add browser caching headers'),
    compression: win('Add API response compression'),
    'compression-effect': done && `${done.label} (${done.when}): ${done.effect}`,
    images: win('Optimize images (WebP format)'),
    'http-1': win('Enable HTTP/2'),
  });
}

/** `Use gunicorn with multiple workers (API Worker Threads: now 1 worker, recommended 4 workers (2x CPU cores))`. */
function bottleneckText(row: { label: string; current: string; recommended: string; fix: string }): string {
  return `${row.fix} (${row.label}: now ${row.current}, recommended ${row.recommended})`;
}

function given(advice: Record<Situation, string | undefined>): Policy['advice'] {
  return Object.fromEntries(Object.entries(advice).filter(([, text]) => text !== undefined));
}

function winText(row: { label: string; where: string } | undefined): string | undefined {
  return row && `${row.label} (quick win in ${row.where})`;
}

/** A row of the suite's own table "Bottlenecks" as advice. */
export function bottleneckAction(name: keyof typeof bottlenecks): string {
  return bottleneckText(bottlenecks[name]);
}

/** What to do where a service's figures grow with the load. */
export function serviceAction(service: string): string {
  return SERVICE_ACTIONS[service] ?? `Find out what ${service} waits for under load`;
}

/** A row of the suite's own table "Quick wins" as advice. */
export function quickWin(label: (typeof quickWins)[number]['label']): string {
  return winText(quickWins.find((row) => row.label === label)) ?? label;
}
