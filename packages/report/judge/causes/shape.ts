// Where in time and load something happens: throughout, in one stretch, or only under load. By counts, so that few requests claim little.
import type { PhaseName } from 'k6-format/run-record';

/** How a deviation lies in the run. A stretch without a start or an end lasts from the first or to the last window. */
export type Shape =
  | { kind: 'throughout' }
  | { kind: 'with-load'; fromLoad: number }
  | { kind: 'stretch'; fromS: number | null; untilS: number | null };

/** One window of a run: how many requests it had, and how many of them were bad. */
export interface Tally {
  startS: number;
  endS: number;
  phase: PhaseName;
  /** Planned load; null where the plan does not say. */
  load: number | null;
  total: number;
  bad: number;
  /** How bad they were on average: milliseconds later, or the share itself. */
  size: number;
}

/** A shape, and the windows that it speaks of. */
export interface Located {
  shape: Shape;
  inside: Tally[];
}

/** Requests, and how many of them were bad. */
export interface Sum {
  total: number;
  bad: number;
}

/** Gain in log-likelihood from which a pattern is not chance: it is the best of some 500 that are tried. */
const CLEAR_GAIN = 9;
/** Outside of the pattern at most this part of the share inside: else it is everywhere, and only more in places. */
const QUIET_RATIO = 1 / 3;
/** Load explains what a stretch of time explains nearly as well: a load that rises is a stretch, too. */
const NEARLY = 0.9;
/** A load this much above the one before it is a step of the load itself. */
const LOAD_FACTOR = 1.25;

/** `usual` is the share of bad requests that is not a deviation, such as the twentieth above a p95. */
export function locate(tallies: readonly Tally[], usual = 0): Located {
  const known = tallies.filter(({ total }) => total > 0);
  const everywhere: Located = { shape: { kind: 'throughout' }, inside: known };
  const stretch = best(stretches(known), known, usual);
  const loaded = best(loads(known), known, usual);
  if (loaded && loaded.gain >= NEARLY * (stretch?.gain ?? 0) && !isSudden(known, loaded.inside))
    return { shape: { kind: 'with-load', fromLoad: loadOf(loaded.inside[0]!) }, inside: loaded.inside };
  if (!stretch) return everywhere;
  const [first, last] = [stretch.inside[0]!, stretch.inside.at(-1)!];
  const shape: Shape = {
    kind: 'stretch',
    fromS: first === known[0] ? null : first.startS,
    untilS: last === known.at(-1) ? null : last.endS,
  };
  return { shape, inside: stretch.inside };
}

/** Whether a window lies in a pattern that was found. */
export function isInside({ inside }: Located, startS: number): boolean {
  return inside.some((tally) => tally.startS === startS);
}

const loadOf = ({ load }: Tally): number => load ?? 0;

function* stretches(known: readonly Tally[]): Generator<Tally[]> {
  for (let from = 0; from < known.length; from++) {
    for (let until = from + 1; until <= known.length; until++) {
      if (until - from < known.length) yield known.slice(from, until);
    }
  }
}

/** Windows from a load on, and with each of them what is still in the queue when the load has fallen again. */
function* loads(known: readonly Tally[]): Generator<Tally[]> {
  const levels = [...new Set(known.map(loadOf))].sort((a, b) => a - b);
  for (const level of levels.slice(1)) {
    const last = known.findLastIndex((tally) => loadOf(tally) >= level);
    for (let until = last; until < known.length; until++) {
      const inside = known.filter((tally, index) => loadOf(tally) >= level || (index > last && index <= until));
      if (inside.length < known.length) yield inside;
    }
  }
}

function best(
  candidates: Iterable<Tally[]>,
  known: readonly Tally[],
  usual: number,
): { inside: Tally[]; gain: number } | null {
  const all = sums(known);
  let found: { inside: Tally[]; gain: number } | null = null;
  for (const inside of candidates) {
    const within = sums(inside);
    const outside = { total: all.total - within.total, bad: all.bad - within.bad };
    const [shareIn, shareOut] = [shareOf(within), shareOf(outside)];
    if (outside.total === 0 || Math.max(0, shareOut - usual) > (shareIn - usual) * QUIET_RATIO) continue;
    const gain = likelihood(within) + likelihood(outside) - likelihood(all);
    if (gain > CLEAR_GAIN && gain > (found?.gain ?? 0)) found = { inside, gain };
  }
  return found;
}

export function sums(tallies: readonly Tally[]): Sum {
  return tallies.reduce((sum, { total, bad }) => ({ total: sum.total + total, bad: sum.bad + bad }), {
    total: 0,
    bad: 0,
  });
}

export function shareOf({ total, bad }: Sum): number {
  return total === 0 ? 0 : bad / total;
}

/** Log-likelihood of these counts at their own share (binomial). */
function likelihood({ total, bad }: Sum): number {
  const term = (count: number) => (count <= 0 ? 0 : count * Math.log(count / total));
  return term(bad) + term(total - bad);
}

/** So much of its last size right after the jump is a jump. */
const COMPLETE_RATIO = 0.8;

/**
 * What is there in its full size at once, while the load only creeps on, is not an effect of the load: a switch was thrown. The window
 * of the jump itself is left out, as it may hold only a part of it; where too few follow, nothing is known to grow.
 */
function isSudden(known: readonly Tally[], inside: readonly Tally[]): boolean {
  const [first, second] = inside;
  const before = known[known.indexOf(first!) - 1];
  if (!before || loadOf(first!) > loadOf(before) * LOAD_FACTOR) return false;
  const last = inside.at(-1)!;
  return second === undefined || second === last || sizeOf([second]) > COMPLETE_RATIO * sizeOf([last]);
}

/** Average size over the requests of some windows. */
export function sizeOf(tallies: readonly Tally[]): number {
  const { total } = sums(tallies);
  return total === 0 ? 0 : tallies.reduce((sum, tally) => sum + tally.total * tally.size, 0) / total;
}
