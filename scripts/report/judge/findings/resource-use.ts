// Rules about the target's resources, against the guide's triggers, its resource table and its bottlenecks.
import { alerts, capacity, resources, triggers } from '../../../../thresholds/baselines.ts';
import { statOf } from '../../parse/model.ts';
import { digits, formatDuration, formatValue } from '../../text/format.ts';
import type { Usage } from '../facts.ts';
import type { WindowFacts } from '../series.ts';
import { bottleneckAction, quickWin, triggerAction } from './actions.ts';
import { type FindingRule, share, weighed } from './finding.ts';
import { slowText } from './latency.ts';
import { namesText } from './where.ts';

/** The trigger is 70 % for 10 minutes, on the clock of the run; above the table's limit at any time is serious too. */
export const cpuOverTrigger: FindingRule = ({ summary, facts, series }) => {
  const cpu = facts.resources.cpuPct;
  if (!cpu || cpu.peak <= triggers.cpu.abovePct) return [];
  const longestS = longestAbove(series, triggers.cpu.abovePct);
  const triggerS = triggers.cpu.forS * (summary.run?.timeScale ?? 1);
  const isTriggered = longestS >= triggerS - 1e-6;
  const isOverLimit = cpu.peak > resources.cpuOverall.limitPct;
  return [
    {
      rule: 'cpu-over-trigger',
      severity: isTriggered ? 'critical' : isOverLimit ? 'serious' : 'minor',
      title: isTriggered ? 'CPU is over the scaling trigger' : `CPU peaks above ${triggers.cpu.abovePct} %`,
      evidence: `peak ${digits(cpu.peak)} %, over ${triggers.cpu.abovePct} % for ${formatDuration(longestS * 1000)} at a stretch; the scaling trigger is ${triggers.cpu.abovePct} % for ${formatDuration(triggerS * 1000)}${triggerS === triggers.cpu.forS ? '' : ' at this time scale'}, limit ${resources.cpuOverall.limitPct} %`,
      action: isTriggered ? triggerAction('cpu') : 'Take a profile under this load: what uses the CPU in the peaks',
      effect: 0.75,
    },
  ];
};

function longestAbove(series: readonly WindowFacts[], limitPct: number): number {
  let [longest, current] = [0, 0];
  for (const window of series) {
    const isAbove = (window.resources.get('target_cpu_pct') ?? 0) > limitPct;
    current = isAbove ? current + window.endS - window.startS : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

/** The trigger is 85 % of the memory there is. */
export const memoryOverTrigger: FindingRule = ({ summary, facts }) => {
  const limitMb = (resources.memory.limitMb * triggers.memory.abovePct) / 100;
  const share = summary.byKey.get('target_memory_pct');
  const peakPct = share ? statOf(share, 'max') : null;
  const peakMb = facts.resources.memoryMb?.peak ?? null;
  const isOver = peakPct !== null ? peakPct > triggers.memory.abovePct : (peakMb ?? 0) > limitMb;
  if (!isOver) return [];
  const measured = peakPct !== null ? `${digits(peakPct)} %` : formatValue(peakMb, 'megabytes');
  return [
    {
      rule: 'memory-over-trigger',
      severity: 'serious',
      title: 'Memory is over the scaling trigger',
      evidence: `peak ${measured}, trigger ${triggers.memory.abovePct} % (${formatValue(limitMb, 'megabytes')} of ${formatValue(resources.memory.limitMb, 'megabytes')}), alert ${alerts.memoryUsage.thresholdPct} %`,
      action: triggerAction('memory'),
      effect: 0.7,
    },
  ];
};

/** Network and disk against the peaks and limits of the resource table. */
export const trafficOverPeak: FindingRule = ({ facts }) => {
  const rows: [Usage | null, { label: string; peakMbPerS: number; limitMbPerS: number }, string | null][] = [
    [facts.resources.networkInMbPerS, resources.networkIn, null],
    [facts.resources.networkOutMbPerS, resources.networkOut, quickWin('Add API response compression')],
    [facts.resources.diskMbPerS, resources.diskIO, null],
  ];
  return rows.flatMap(([usage, row, action]) => {
    if (!usage || usage.peak <= row.peakMbPerS) return [];
    return [
      {
        rule: 'traffic-over-peak',
        severity: usage.peak >= row.limitMbPerS ? ('serious' as const) : ('minor' as const),
        title: `${row.label} is over its peak in the resource table`,
        evidence: `peak ${digits(usage.peak)} MB/s, table: peak ${row.peakMbPerS} MB/s, limit ${row.limitMbPerS} MB/s`,
        action,
        effect: Math.min(1, usage.peak / row.limitMbPerS / 2),
      },
    ];
  });
};

/** The pool counts as full from this share of its connections on. */
const POOL_FULL_RATIO = 0.9;

/** Database connections near what the pool has. A full pool is the cause where response times grow with it, else a reserve used up. */
export const connectionPool: FindingRule = (run) => {
  const peak = run.facts.resources.dbConnections?.peak ?? null;
  const { current, maximum } = capacity.databaseConnections;
  if (peak === null || peak < current * POOL_FULL_RATIO) return [];
  const slow = run.slowness && run.slowness.shape.kind !== 'throughout' ? run.slowness : null;
  const names = slow && !slow.isEverywhere ? ` of ${namesText(slow.scope.map(({ name }) => name))}` : '';
  return [
    {
      rule: 'connection-pool',
      severity: slow ? weighed(run) : 'serious',
      title: `The database connection pool is at its limit${slow ? `, and response times${names} grow with it` : ''}`,
      evidence: `${digits(peak)} connections at the peak, the pool has ${current}, the server takes ${maximum}${slow ? `; ${slowText(slow)}` : ''}`,
      action: bottleneckAction('databaseConnectionPool'),
      effect: slow ? share(run, slow.cost) : 0.3,
    },
  ];
};
