// For tests: summaries of many nights of the shop, in turn in each of k6's formats, as files with dates.
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { normal, type Random, seeded } from '../stats/random.ts';
import { type MadeUpRun, SHAPES, type Shape, shopRun, trend } from '../summaries/summaries.fixture.ts';
import { type Result, resultOf } from './result.ts';

const ALL = Object.keys(SHAPES) as Shape[];
export const SEARCH = 'http_req_duration{name:search}';

/** Response times with 4 % noise between the nights; searching is slower by `factor`. */
export function night(random: Random, factor = 1, change: MadeUpRun = {}): MadeUpRun {
  const noise = () => Math.exp(0.04 * normal(random));
  return shopRun({
    http_req_duration: { ...trend(noise()), thresholds: { 'p(95)<400': true } },
    [SEARCH]: trend(1.5 * factor * noise()),
    'http_req_duration{name:cart}': trend(0.5 * noise()),
    'group_duration{group:::shop}': trend(3 * noise()),
    'iteration_duration{scenario:evening}': trend(9 * noise()),
    ...change,
  });
}

/** So many nights; from `from` on searching is slower. */
export function nights(count: number, from: number, factor: number, seed = 1): MadeUpRun[] {
  const random = seeded(seed);
  return Array.from({ length: count }, (_, day) => night(random, day < from ? 1 : factor));
}

export const dayOf = (day: number) => new Date(Date.UTC(2026, 0, 1 + day, 2)).toISOString();

/** A night without a file. */
export function asResult(run: MadeUpRun, day: number, shape = ALL[day % 3]!): Result {
  const value = JSON.parse(JSON.stringify(SHAPES[shape](run))) as Record<string, unknown>;
  return resultOf(`${day}.json`, value, { startedAt: dayOf(day), timeFrom: 'file date' });
}

/** Writes a summary whose file has the date of the day. */
export async function writeNight(folder: string, name: string, run: MadeUpRun, day: number, extra: object = {}) {
  const file = join(folder, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, JSON.stringify({ ...SHAPES[ALL[day % 3]!](run), ...extra }));
  await utimes(file, new Date(dayOf(day)), new Date(dayOf(day)));
}
