// CPU, memory, disk and network of this machine between two looks, with the arithmetic of the observer.

import { hostMetrics } from 'k6-target/host-series';
import type { Exposition } from '../../lib/exposition.ts';
import { sumOf } from '../../lib/exposition.ts';
import { type Scrape, usageBetween } from '../../lib/resources.ts';
import type { MachineFigures } from './sample.ts';

/** The machine's counters as node_exporter names them; nothing outside Linux. */
export async function lookAtMachine(): Promise<Scrape> {
  const read = await Promise.all(
    hostMetrics.map(async ({ name, read: readSamples }) => [name, await readSamples()] as const),
  );
  const found: Exposition = {};
  for (const [name, samples] of read) if (samples.length > 0) found[name] = samples;
  return { atMs: performance.now(), found };
}

/** Figures between two looks. */
export function machineBetween(before: Scrape, after: Scrape): MachineFigures {
  const usage = usageBetween(before, after);
  return {
    cpuPct: usage.target_cpu_pct ?? null,
    memoryMb: usage.target_memory_mb ?? null,
    memoryPct: usage.target_memory_pct ?? null,
    diskPct: diskPct(after.found),
    diskMbPerS: usage.target_disk_mb_per_s ?? null,
    networkInMbPerS: usage.target_network_in_mb_per_s ?? null,
    networkOutMbPerS: usage.target_network_out_mb_per_s ?? null,
  };
}

function diskPct(found: Exposition): number | null {
  const [size, free] = [sumOf(found, 'node_filesystem_size_bytes'), sumOf(found, 'node_filesystem_avail_bytes')];
  return size === undefined || free === undefined || size === 0 ? null : (1 - free / size) * 100;
}
