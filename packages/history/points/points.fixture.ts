// For tests: runs of a made-up shop as raw points, in memory and as lines of k6.
import { PointsTable } from 'k6-verdict/points/table';
import { indexBelow, normal, type Random, seeded } from '../stats/random.ts';

/** What a request of each name takes, ms, and how often it is made. */
export const SHOP = {
  search: { ms: 80, weight: 4 },
  cart: { ms: 120, weight: 3 },
  home: { ms: 30, weight: 3 },
} as const;
type Name = keyof typeof SHOP;

export interface MadePoint {
  metric: string;
  atMs: number;
  value: number;
  tags: Record<string, string>;
}

export interface ShopRun {
  seed: number;
  requests: number;
  /** Factor on the times of each name; default 1. */
  slower?: Partial<Record<Name, number>>;
  errorRatio?: number;
}

const NAMES = (Object.keys(SHOP) as Name[]).flatMap((name) => Array<Name>(SHOP[name].weight).fill(name));
const LENGTH_MS = 120_000;

/** Two points a request: its time, and whether it failed. */
export function shopPoints({ seed, requests, slower = {}, errorRatio = 0 }: ShopRun): MadePoint[] {
  const random: Random = seeded(seed);
  return Array.from({ length: requests }, (_, index): MadePoint[] => {
    const name = NAMES[indexBelow(random, NAMES.length)]!;
    const ms = SHOP[name].ms * Math.exp(0.35 * normal(random)) * (slower[name] ?? 1);
    const failed = random() < errorRatio ? 1 : 0;
    const tags = { name, method: 'GET', status: failed ? '500' : '200', url: `http://shop.test/${name}/${index % 50}` };
    const atMs = Math.floor((index / requests) * LENGTH_MS);
    return [
      { metric: 'http_req_duration', atMs, value: ms, tags },
      { metric: 'http_req_failed', atMs, value: failed, tags },
    ];
  }).flat();
}

const START_MS = Date.parse('2026-01-31T12:00:00Z');

export function tableOf(points: readonly MadePoint[], tags: readonly string[], fileName = 'made.json'): PointsTable {
  const table = new PointsTable(tags);
  table.startFile(fileName, 'json');
  for (const { metric, atMs, value, tags: own } of points)
    table.put(metric, value, START_MS + atMs, table.groups.of(new Map(Object.entries(own)), 0));
  return table;
}

export function linesOf(points: readonly MadePoint[]): string {
  const line = ({ metric, atMs, value, tags }: MadePoint) => {
    const data = { time: new Date(START_MS + atMs).toISOString(), value, tags };
    return `${JSON.stringify({ metric, type: 'Point', data })}\n`;
  };
  return points.map(line).join('');
}
