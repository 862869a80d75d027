// Which layer reached its limit first: response times, errors, users, CPU, memory, network, disk, database connections.
import type { Policy } from 'k6-format/policy';
import type { Unit } from 'k6-format/units';
import type { Summary } from '../parse/model.ts';
import type { WindowFacts } from './series.ts';

export interface Layer {
  name: string;
  unit: Unit;
  /** The limit that counts as saturated. */
  limit: number;
  /** Which table or rule the limit is from: others have other limits for the same thing. */
  limitOf: string;
  /** Highest value of any window. */
  peak: number;
  /** First window at or over the limit; null when none was. */
  saturatedAtS: number | null;
  saturatedLoad: number | null;
}

interface LayerSpec {
  name: string;
  unit: Unit;
  limit: number;
  limitOf: string;
  valueIn: (window: WindowFacts) => number | null;
}

const resource = (metric: string) => (window: WindowFacts) => window.resources.get(metric) ?? null;

const TRIGGER = 'scaling trigger';
const TABLE_PEAK = 'peak of the resource table';

const layersOf = ({ triggers, resources, memoryAlertPct }: Policy): LayerSpec[] => [
  {
    name: 'Response time (p95)',
    unit: 'ms',
    limit: triggers.p95Ms,
    limitOf: TRIGGER,
    valueIn: (w) => w.latency?.p95Ms ?? null,
  },
  {
    name: 'Errors',
    unit: 'ratio',
    limit: triggers.errorRatio,
    limitOf: TRIGGER,
    valueIn: (w) => w.errorRatio,
  },
  { name: 'CPU', unit: 'percent', limit: triggers.cpuPct, limitOf: TRIGGER, valueIn: resource('target_cpu_pct') },
  {
    name: 'Memory',
    unit: 'megabytes',
    limit: (resources.memoryMb.limit * memoryAlertPct) / 100,
    limitOf: `alert, ${memoryAlertPct} % of the table's limit`,
    valueIn: resource('target_memory_mb'),
  },
  {
    name: 'Network in',
    unit: 'megabytes-per-second',
    limit: resources.networkInMbPerS.peak ?? Infinity,
    limitOf: TABLE_PEAK,
    valueIn: resource('target_network_in_mb_per_s'),
  },
  {
    name: 'Network out',
    unit: 'megabytes-per-second',
    limit: resources.networkOutMbPerS.peak ?? Infinity,
    limitOf: TABLE_PEAK,
    valueIn: resource('target_network_out_mb_per_s'),
  },
  {
    name: 'Disk',
    unit: 'megabytes-per-second',
    limit: resources.diskMbPerS.peak ?? Infinity,
    limitOf: TABLE_PEAK,
    valueIn: resource('target_disk_mb_per_s'),
  },
  {
    name: 'Database connections',
    unit: 'count',
    limit: resources.dbConnections.normal,
    limitOf: 'pool',
    valueIn: resource('target_db_connections'),
  },
];

/** Measured layers, the first to saturate first; those that never did follow by how near they came. */
export function findLayers(summary: Summary, series: readonly WindowFacts[]): Layer[] {
  const layers = layersOf(summary.policy).flatMap((spec) => layerOf(spec, series));
  const ceiling = generatorLayer(summary, series);
  if (ceiling) layers.push(ceiling);
  return layers.sort(
    (a, b) => (a.saturatedAtS ?? Infinity) - (b.saturatedAtS ?? Infinity) || b.peak / b.limit - a.peak / a.limit,
  );
}

function layerOf({ name, unit, limit, limitOf, valueIn }: LayerSpec, series: readonly WindowFacts[]): Layer[] {
  const measured = series.flatMap((window) => {
    const value = valueIn(window);
    return value === null ? [] : [{ window, value }];
  });
  // Without a policy nothing says where it ends.
  if (measured.length === 0 || !Number.isFinite(limit)) return [];
  const first = measured.find(({ value }) => value >= limit);
  return [
    {
      name,
      unit,
      limit,
      limitOf,
      peak: Math.max(...measured.map(({ value }) => value)),
      saturatedAtS: first?.window.startS ?? null,
      saturatedLoad: first?.window.load ?? null,
    },
  ];
}

/** In an open model the generator is a layer of its own: at its ceiling of VUs the load differs from the planned one. */
function generatorLayer(summary: Summary, series: readonly WindowFacts[]): Layer | null {
  const run = summary.run;
  const used = summary.byKey.get('vus')?.stats.get('max');
  if (run?.model !== 'open' || run.peakVus <= 0 || used === undefined) return null;
  const last = series.at(-1);
  const isFull = used >= run.peakVus;
  return {
    name: 'Users of the generator',
    unit: 'count',
    limit: run.peakVus,
    limitOf: 'VUs of the plan',
    peak: used,
    saturatedAtS: isFull ? (last?.startS ?? null) : null,
    saturatedLoad: null,
  };
}
