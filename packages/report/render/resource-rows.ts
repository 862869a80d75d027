// The target's resources against the resource table: average and peak next to normal, peak and limit.
import type { ResourceKey } from 'k6-format/policy';
import type { Unit } from 'k6-format/units';
import type { Judgement } from '../judge/judge.ts';
import { formatRatio, formatValue, NOT_MEASURED } from '../text/format.ts';

export interface ResourceRow {
  resource: string;
  avg: string;
  peak: string;
  normal: string;
  tablePeak: string;
  limit: string;
  /** Peak as a share of the table's limit. */
  use: string;
}

const ROWS: readonly [ResourceKey, label: string, unit: Unit][] = [
  ['cpuPct', 'CPU (Overall)', 'percent'],
  ['memoryMb', 'Memory', 'megabytes'],
  ['diskMbPerS', 'Disk I/O', 'megabytes-per-second'],
  ['networkInMbPerS', 'Network In', 'megabytes-per-second'],
  ['networkOutMbPerS', 'Network Out', 'megabytes-per-second'],
  ['dbConnections', 'Database Connections', 'count'],
];

/** Empty when nothing was measured: then the three fields of the template say so. */
export function resourceRows({ facts, summary: { policy } }: Judgement): ResourceRow[] {
  if (ROWS.every(([key]) => facts.resources[key] === null)) return [];
  return ROWS.map(([key, resource, unit]) => {
    const usage = facts.resources[key];
    const { normal, peak, limit } = policy.resources[key];
    const own = key === 'cpuPct' && policy.test.cpuPct !== null ? ` (this test: average ${policy.test.cpuPct} %)` : '';
    const isKnown = Number.isFinite(limit);
    return {
      resource,
      avg: formatValue(usage?.avg ?? null, unit),
      peak: formatValue(usage?.peak ?? null, unit),
      normal: isKnown ? formatValue(normal, unit) : '-',
      tablePeak: peak === null ? '-' : formatValue(peak, unit),
      limit: isKnown ? `${formatValue(limit, unit)}${own}` : '-',
      use: usage === null ? NOT_MEASURED : isKnown ? formatRatio(usage.peak / limit) : '-',
    };
  });
}
