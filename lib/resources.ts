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
}

export type UsageName = keyof Usage;

export const USAGE_NAMES: readonly UsageName[] = [
  'target_cpu_pct',
  'target_memory_mb',
  'target_memory_pct',
  'target_disk_mb_per_s',
  'target_network_in_mb_per_s',
  'target_network_out_mb_per_s',
];

/** One look at all exporters. */
export interface Scrape {
  atMs: number;
  found: Exposition;
}

/**
 * Usage between two scrapes: of the host where node_exporter's series are there, else of the process (a CPU of 100 % is then
 * one core). Counters that fell (a restart) give no figure.
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

/** Partitions repeat what their disk counts; loop and RAM devices are no disks. */
function isDisk({ device = '' }: Record<string, string>): boolean {
  return /^(sd[a-z]+|vd[a-z]+|xvd[a-z]+|nvme\d+n\d+|mmcblk\d+)$/.test(device);
}

/** Traffic that leaves the machine. */
function isOutside({ device = '' }: Record<string, string>): boolean {
  return !/^(lo|veth.*|docker.*|br-.*)$/.test(device);
}

function added(a: number | undefined, b: number | undefined): number | undefined {
  return a === undefined || b === undefined ? undefined : a + b;
}

function scaled(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}

/** The same figures as Prometheus computes them (PromQL, one number each). */
export const QUERIES: Readonly<Record<UsageName, string>> = {
  target_cpu_pct: '100 - avg(rate(node_cpu_seconds_total{mode="idle"}[1m])) * 100',
  target_memory_mb: 'sum(node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes) / 1e6',
  target_memory_pct:
    'avg((node_memory_MemTotal_bytes - node_memory_MemAvailable_bytes) / node_memory_MemTotal_bytes) * 100',
  target_disk_mb_per_s: 'sum(rate(node_disk_read_bytes_total[1m]) + rate(node_disk_written_bytes_total[1m])) / 1e6',
  target_network_in_mb_per_s: 'sum(rate(node_network_receive_bytes_total{device!="lo"}[1m])) / 1e6',
  target_network_out_mb_per_s: 'sum(rate(node_network_transmit_bytes_total{device!="lo"}[1m])) / 1e6',
};
