// For tests: equal runs drawn from recorded points. Windows of time go to one side or the other, alternating, so both saw the same.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { samplesOf, valuesOf } from 'k6-verdict/points/requests';
import { type PointsTable, readTable } from 'k6-verdict/points/table';
import { type Random, seeded } from '../stats/random.ts';
import { compareTables } from './compare-points.ts';
import type { MadePoint } from './points.fixture.ts';
import { tableOf } from './points.fixture.ts';

const CORPUS = fileURLToPath(new URL('../../../../shared/corpus/points/', import.meta.url));
export const absent = !existsSync(CORPUS) && `no ${CORPUS}`;

/** Recorded runs of one address each, by the name that their requests get here. */
const RECORDED = {
  users: 'MiguelFerreira18__json_create_user_1000.data.json',
  pizza: 'Arghajit47_k6-load-test__results.jsonl',
  home: 'NarasimhaYanamala_k6-personal__output.ndjson',
} as const;
const METRICS = ['http_req_duration', 'http_req_failed', 'checks', 'iteration_duration'];
/** All are stretched to one length, so that they are of one run. */
const LENGTH_MS = 90_000;

/** The requests of all recorded runs together, each run a name. */
export async function recordedPoints(): Promise<MadePoint[]> {
  const points: MadePoint[] = [];
  for (const [name, file] of Object.entries(RECORDED)) {
    const table = await readTable([join(CORPUS, file)], ['status']);
    const { firstMs, lastMs } = table.span;
    for (const metric of METRICS)
      points.push(...pointsOf(table, metric, name, (at) => ((at - firstMs) / (lastMs - firstMs)) * LENGTH_MS));
    table.close();
  }
  return points;
}

function pointsOf(table: PointsTable, metric: string, name: string, atOf: (at: number) => number): MadePoint[] {
  const { ms, atMs, groups } = samplesOf(table, metric);
  const statuses = valuesOf(table, 'status');
  return [...ms].map((value, at) => ({
    metric,
    atMs: Math.floor(atOf(atMs[at]!)),
    value,
    tags: { name, status: statuses[groups[at]!]! },
  }));
}

/** Both halves: of each two windows one side gets the first and the other the second. Length and start of the windows are drawn. */
export function split(points: readonly MadePoint[], random: Random): [MadePoint[], MadePoint[]] {
  const lengthMs = 500 + 2500 * random();
  const offsetMs = lengthMs * random();
  const flips = Array.from({ length: Math.ceil(LENGTH_MS / lengthMs) + 2 }, () => random() < 0.5);
  const sides: [MadePoint[], MadePoint[]] = [[], []];
  for (const point of points) {
    const window = Math.floor((point.atMs + offsetMs) / lengthMs);
    const isOdd = window % 2 === 1;
    sides[isOdd !== flips[window >> 1]! ? 1 : 0].push(point);
  }
  return sides;
}

export interface Rates {
  splits: number;
  /** Comparisons of equal halves in which any figure is called better or worse. */
  falseAlarms: number;
  /** Comparisons in which the shifted name is called worse. */
  found: number;
  /** ... and in which another name is called anything. */
  wrongName: number;
}

/** Two sides that are equal but for chance. */
type Draw = (seed: number) => [base: MadePoint[], head: MadePoint[]];

export const splitsOf =
  (points: readonly MadePoint[]): Draw =>
  (seed) =>
    split(points, seeded(seed * 7919));

/** `noise` 0 asks the tests alone, without the assumption on what differs between runs. */
export function ratesOf(draw: Draw, splits: number, shifted: string, noise?: number): Rates {
  const rates = { splits, falseAlarms: 0, found: 0, wrongName: 0 };
  for (let seed = 1; seed <= splits; seed++) {
    const [base, head] = draw(seed);
    const slower = head.map((point) =>
      point.metric === 'http_req_duration' && point.tags.name === shifted
        ? { ...point, value: point.value * 1.1 }
        : point,
    );
    if (called(base, head, noise).length > 0) rates.falseAlarms++;
    const named = called(base, slower, noise).filter(({ metric }) => metric.includes('{'));
    const isOwn = ({ metric, word }: { metric: string; word: string | null }) =>
      metric === `http_req_duration{name:${shifted}}` && word === 'worse';
    if (named.some(isOwn)) rates.found++;
    if (named.some((figure) => !isOwn(figure))) rates.wrongName++;
  }
  return rates;
}

function called(base: readonly MadePoint[], head: readonly MadePoint[], noise: number | undefined) {
  const tables = [tableOf(base, ['name']), tableOf(head, ['name'])] as const;
  const { figures } = compareTables(tables, { by: ['name'], tolerances: [], noise });
  return figures.filter(({ word }) => word === 'worse' || word === 'better');
}
