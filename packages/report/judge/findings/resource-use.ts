// Rules about the target's resources, against the guide's triggers, its resource table and its bottlenecks.
import { statOf } from '../../parse/model.ts';
import { digits, formatDuration, formatValue } from '../../text/format.ts';
import type { WindowFacts } from '../series.ts';
import { adviceFor } from './actions.ts';
import { type FindingRule, share, weighed } from './finding.ts';
import { slowText } from './latency.ts';
import { namesText } from './where.ts';

/** The trigger is 70 % for 10 minutes, on the clock of the run; above the table's limit at any time is serious too. */
export const cpuOverTrigger: FindingRule = ({ summary, facts, series }) => {
  const cpu = facts.resources.cpuPct;
  const { triggers, resources } = summary.policy;
  if (!cpu || cpu.peak <= triggers.cpuPct) return [];
  const longestS = longestAbove(series, triggers.cpuPct);
  const triggerS = triggers.cpuForS * (summary.run?.timeScale ?? 1);
  const isTriggered = longestS >= triggerS - 1e-6;
  const isOverLimit = cpu.peak > resources.cpuPct.limit;
  return [
    {
      rule: 'cpu-over-trigger',
      severity: isTriggered ? 'critical' : isOverLimit ? 'serious' : 'minor',
      title: isTriggered ? 'CPU is over the scaling trigger' : `CPU peaks above ${triggers.cpuPct} %`,
      evidence: `peak ${digits(cpu.peak)} %, over ${triggers.cpuPct} % for ${formatDuration(longestS * 1000)} at a stretch; the scaling trigger is ${triggers.cpuPct} % for ${formatDuration(triggerS * 1000)}${triggerS === triggers.cpuForS ? '' : ' at this time scale'}, limit ${resources.cpuPct.limit} %`,
      action: isTriggered
        ? adviceFor(summary.policy, 'cpu')
        : 'Take a profile under this load: what uses the CPU in the peaks',
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
  const { triggers, resources, memoryAlertPct } = summary.policy;
  const limitMb = (resources.memoryMb.limit * triggers.memoryPct) / 100;
  const share = summary.byKey.get('target_memory_pct');
  const peakPct = share ? statOf(share, 'max') : null;
  const peakMb = facts.resources.memoryMb?.peak ?? null;
  const isOver = peakPct !== null ? peakPct > triggers.memoryPct : (peakMb ?? 0) > limitMb;
  if (!isOver) return [];
  const measured = peakPct !== null ? `${digits(peakPct)} %` : formatValue(peakMb, 'megabytes');
  return [
    {
      rule: 'memory-over-trigger',
      severity: 'serious',
      title: 'Memory is over the scaling trigger',
      evidence: `peak ${measured}, trigger ${triggers.memoryPct} % (${formatValue(limitMb, 'megabytes')} of ${formatValue(resources.memoryMb.limit, 'megabytes')}), alert ${memoryAlertPct} %`,
      action: adviceFor(summary.policy, 'memory'),
      effect: 0.7,
    },
  ];
};

const TRAFFIC = [
  ['networkInMbPerS', 'Network In'],
  ['networkOutMbPerS', 'Network Out'],
  ['diskMbPerS', 'Disk I/O'],
] as const;

/** Network and disk against the peaks and limits of the resource table. */
export const trafficOverPeak: FindingRule = ({ facts, summary: { policy } }) => {
  const rows: [(typeof TRAFFIC)[number][0], string, string | null][] = TRAFFIC.map(([key, label]) => [
    key,
    label,
    key === 'networkOutMbPerS' ? adviceFor(policy, 'compression') : null,
  ]);
  return rows.flatMap(([key, label, action]) => {
    const usage = facts.resources[key];
    const { peak, limit } = policy.resources[key];
    if (!usage || usage.peak <= (peak ?? limit)) return [];
    return [
      {
        rule: 'traffic-over-peak',
        severity: usage.peak >= limit ? ('serious' as const) : ('minor' as const),
        title: `${label} is over its peak in the resource table`,
        evidence: `peak ${digits(usage.peak)} MB/s, table: peak ${peak ?? limit} MB/s, limit ${limit} MB/s`,
        action,
        effect: Math.min(1, usage.peak / limit / 2),
      },
    ];
  });
};

/** The pool counts as full from this share of its connections on. */
const POOL_FULL_RATIO = 0.9;

/** Database connections near what the pool has. A full pool is the cause where response times grow with it, else a reserve used up. */
export const connectionPool: FindingRule = (run) => {
  const peak = run.facts.resources.dbConnections?.peak ?? null;
  const { policy } = run.summary;
  const { normal: current, limit: maximum } = policy.resources.dbConnections;
  if (peak === null || peak < current * POOL_FULL_RATIO) return [];
  const slow = run.slowness && run.slowness.shape.kind !== 'throughout' ? run.slowness : null;
  const names = slow && !slow.isEverywhere ? ` of ${namesText(slow.scope.map(({ name }) => name))}` : '';
  return [
    {
      rule: 'connection-pool',
      severity: slow ? weighed(run) : 'serious',
      title: `The database connection pool is at its limit${slow ? `, and response times${names} grow with it` : ''}`,
      evidence: `${digits(peak)} connections at the peak, the pool has ${current}, the server takes ${maximum}${slow ? `; ${slowText(slow)}` : ''}`,
      action: adviceFor(policy, 'connections'),
      effect: slow ? share(run, slow.cost) : 0.3,
    },
  ];
};
