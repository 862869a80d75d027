// The target's resources against the resource table: average and peak beside normal, peak and limit.
import { capacity, resources, type TestTypeName, testTypes } from '../../../thresholds/baselines.ts';
import type { Usage } from '../judge/facts.ts';
import type { Judgement } from '../judge/judge.ts';
import type { Unit } from '../judge/units.ts';
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

interface Row {
  label: string;
  unit: Unit;
  usage: Usage | null;
  normal: number;
  /** Null where the tables name no peak. */
  peak: number | null;
  limit: number;
}

/** Empty when nothing was measured: then the three fields of the template say so. */
export function resourceRows({ facts, summary }: Judgement): ResourceRow[] {
  const { cpuPct, memoryMb, diskMbPerS, networkInMbPerS, networkOutMbPerS, dbConnections } = facts.resources;
  const { cpuOverall, memory, diskIO, networkIn, networkOut } = resources;
  const rows: Row[] = [
    {
      label: cpuOverall.label,
      unit: 'percent',
      usage: cpuPct,
      normal: cpuOverall.normalPct,
      peak: cpuOverall.peakPct,
      limit: cpuOverall.limitPct,
    },
    {
      label: memory.label,
      unit: 'megabytes',
      usage: memoryMb,
      normal: memory.normalMb,
      peak: memory.peakMb,
      limit: memory.limitMb,
    },
    ...[
      [diskIO, diskMbPerS] as const,
      [networkIn, networkInMbPerS] as const,
      [networkOut, networkOutMbPerS] as const,
    ].map(
      ([row, usage]): Row => ({
        label: row.label,
        unit: 'megabytes-per-second',
        usage,
        normal: row.normalMbPerS,
        peak: row.peakMbPerS,
        limit: row.limitMbPerS,
      }),
    ),
    {
      label: capacity.databaseConnections.label,
      unit: 'count',
      usage: dbConnections,
      normal: capacity.databaseConnections.current,
      peak: null,
      limit: capacity.databaseConnections.maximum,
    },
  ];
  if (rows.every(({ usage }) => usage === null)) return [];
  const typeLimitPct = cpuLimitOf(summary.run?.type);
  return rows.map(({ label, unit, usage, normal, peak, limit }, index) => ({
    resource: label,
    avg: formatValue(usage?.avg ?? null, unit),
    peak: formatValue(usage?.peak ?? null, unit),
    normal: formatValue(normal, unit),
    tablePeak: peak === null ? '-' : formatValue(peak, unit),
    limit: `${formatValue(limit, unit)}${index === 0 && typeLimitPct !== null ? ` (this test: average ${typeLimitPct} %)` : ''}`,
    use: usage === null ? NOT_MEASURED : formatRatio(usage.peak / limit),
  }));
}

/** The test type's own limit for CPU, which its average is held against. */
function cpuLimitOf(type: string | undefined): number | null {
  return type !== undefined && Object.hasOwn(testTypes, type) ? testTypes[type as TestTypeName].cpuPct : null;
}
