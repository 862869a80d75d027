// From counters of exporters to resource usage: CPU, memory, disk and network of the system under test. Pure.
import { type Exposition, sumOf } from './exposition.ts';

/** What the observer records, by the name of the Trend. A figure that no source has is absent, never 0. */
export interface Usage {
  target_cpu_pct?: number;
  target_memory_mb?: number;
  target_memory_pct?: number;
  target_disk_mb_per_s?: number;
  target_network_in_mb_per_s?: number;
  target_network_out_mb_per_s?: number;
  target_db_connections?: number;
}

export type UsageName = keyof Usage;

export const USAGE_NAMES: readonly UsageName[] = [
  'target_cpu_pct',
  'target_memory_mb',
  'target_memory_pct',
  'target_disk_mb_per_s',
  'target_network_in_mb_per_s',
  'target_network_out_mb_per_s',
  'target_db_connections',
];

/** One look at all exporters. */
export interface Scrape {
  atMs: number;
  found: Exposition;
}

/**
 * Usage between two scrapes: of the host where node_exporter's series are there, else of the process (a CPU of 100 % is then
 * one core). Counters that fell (a restart) are skipped.
 */
export function usageBetween(before: Scrape, after: Scrape): Usage {
  const elapsedS = (after.atMs - before.atMs) / 1000;
  const perS = (read: (found: Exposition) => number | undefined) => {
    const [low, high] = [read(before.found), read(after.found)];
    return low === undefined || high === undefined || high < low || elapsedS <= 0 ? undefined : (high - low) / elapsedS;
  };
  const megabytesPerS = (read: (found: Exposition) => number | undefined) => scaled(perS(read), 1e-6);
  const networkMbPerS = (way: 'receive' | 'transmit') =>
    megabytesPerS((found) => sumOf(found, `node_network_${way}_bytes_total`, isOutside)) ??
    megabytesPerS((found) => sumOf(found, `process_network_${way}_bytes_total`));
  const usage: Record<UsageName, number | undefined> = {
    target_cpu_pct:
      hostCpuPct(perS) ??
      scaled(
        perS((found) => sumOf(found, 'process_cpu_seconds_total')),
        100,
      ),
    target_memory_mb: scaled(usedBytes(after.found) ?? sumOf(after.found, 'process_resident_memory_bytes'), 1e-6),
    target_memory_pct: memoryPct(after.found),
    target_disk_mb_per_s: megabytesPerS((found) =>
      added(sumOf(found, 'node_disk_read_bytes_total', isDisk), sumOf(found, 'node_disk_written_bytes_total', isDisk)),
    ),
    target_network_in_mb_per_s: networkMbPerS('receive'),
    target_network_out_mb_per_s: networkMbPerS('transmit'),
    target_db_connections: connections(after.found),
  };
  return Object.fromEntries(Object.entries(usage).filter(([, value]) => value !== undefined)) as Usage;
}

/** Share of all cores that is not idle, percent. */
function hostCpuPct(perS: (read: (found: Exposition) => number | undefined) => number | undefined): number | undefined {
  const all = perS((found) => sumOf(found, 'node_cpu_seconds_total'));
  const idle = perS((found) => sumOf(found, 'node_cpu_seconds_total', ({ mode }) => mode === 'idle'));
  return all === undefined || idle === undefined || all === 0 ? undefined : (1 - idle / all) * 100;
}

function usedBytes(found: Exposition): number | undefined {
  const [total, available] = [
    sumOf(found, 'node_memory_MemTotal_bytes'),
    sumOf(found, 'node_memory_MemAvailable_bytes'),
  ];
  return total === undefined || available === undefined ? undefined : total - available;
}

function memoryPct(found: Exposition): number | undefined {
  const [used, total] = [usedBytes(found), sumOf(found, 'node_memory_MemTotal_bytes')];
  return used === undefined || !total ? undefined : (used / total) * 100;
}

/** Open connections as the server counts them (postgres_exporter), else the ones that a client's pool lends out (OpenTelemetry). */
function connections(found: Exposition): number | undefined {
  return (
    sumOf(found, 'pg_stat_database_numbackends') ??
    sumOf(found, 'pg_stat_activity_count') ??
    sumOf(found, 'db_client_connection_count', (labels) => labels.db_client_connection_state === 'used') ??
    sumOf(found, 'db_client_connections_usage', ({ state }) => state === 'used')
  );
}

/** Partitions repeat what their disk counts; loop and RAM devices are no disks. */
const DISK = '(sd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme[0-9]+n[0-9]+|mmcblk[0-9]+)';
/** Traffic on these does not leave the machine. */
const INSIDE = '(lo|veth.*|docker.*|br-.*)';

function isDisk({ device = '' }: Record<string, string>): boolean {
  return new RegExp(`^${DISK}$`).test(device);
}

function isOutside({ device = '' }: Record<string, string>): boolean {
  return !new RegExp(`^${INSIDE}$`).test(device);
}

function added(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function scaled(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}

/** Per second between the last two scrapes: fits any scrape interval up to 2 min, and shows a short peak that `rate` flattens. */
const perScrape = (series: string) => `irate(${series}[5m])`;
const network = (way: 'receive' | 'transmit') =>
  `(sum(${perScrape(`node_network_${way}_bytes_total{device!~"${INSIDE}"}`)})` +
  ` or sum(${perScrape(`process_network_${way}_bytes_total`)})) / 1e6`;

/** The same figures as Prometheus computes them (PromQL, one number each): of the hosts that it scrapes, else of the processes. */
export const QUERIES: Readonly<Record<UsageName, string>> = {
  target_cpu_pct:
    `100 - avg(${perScrape('node_cpu_seconds_total{mode="idle"}')}) * 100` +
    ` or sum(${perScrape('process_cpu_seconds_total')}) * 100`,
  target_memory_mb:
    '(sum(node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes) or sum(process_resident_memory_bytes)) / 1e6',
  target_memory_pct:
    'avg((node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes) / node_memory_MemTotal_bytes) * 100',
  target_disk_mb_per_s: `sum(${['read', 'written'].map((way) => perScrape(`node_disk_${way}_bytes_total{device=~"${DISK}"}`)).join(' + ')}) / 1e6`,
  target_network_in_mb_per_s: network('receive'),
  target_network_out_mb_per_s: network('transmit'),
  target_db_connections:
    'sum(pg_stat_database_numbackends) or sum(pg_stat_activity_count)' +
    ' or sum(db_client_connection_count{db_client_connection_state="used"})' +
    ' or sum(db_client_connections_usage{state="used"})',
};
