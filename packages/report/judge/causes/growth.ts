// Whether response times grow with the load: the middle request under light load and under full load.
import { sizeOf, type Tally } from './shape.ts';

/** How much later the middle request is at two loads, ms. */
export interface Growth {
  light: { load: number; laterMs: number };
  full: { load: number; laterMs: number };
}

/** Fewer milliseconds do not count as a loss. */
export const LEAST_EXCESS_MS = 3;

/** Windows up to this share of the highest load are light, from the other on they are full. */
const LIGHT_RATIO = 0.4;
const FULL_RATIO = 0.9;
/** Under full load the middle request has to be later by this factor. */
const GROWTH_FACTOR = 2;
/** Fewer requests than this say nothing about a load. */
const FEWEST_REQUESTS = 20;

/** Of the full windows the first third, so that a drift is not taken for load; a recovery has a queue, whatever its load. */
export function growthOf(tallies: readonly Tally[]): Growth | null {
  const loaded = tallies.filter(({ phase, load, total }) => phase !== 'recovery' && (load ?? 0) > 0 && total > 0);
  const peak = Math.max(0, ...loaded.map(({ load }) => load!));
  const light = loaded.filter(({ load }) => load! <= peak * LIGHT_RATIO);
  const full = loaded.filter(({ load }) => load! >= peak * FULL_RATIO);
  const first = full.slice(0, Math.ceil(full.length / 3));
  if (totalOf(light) < FEWEST_REQUESTS || totalOf(first) < FEWEST_REQUESTS) return null;
  const [lightMs, fullMs] = [sizeOf(light), sizeOf(first)];
  if (fullMs < Math.max(LEAST_EXCESS_MS, lightMs) * GROWTH_FACTOR) return null;
  return {
    light: { load: Math.max(...light.map(({ load }) => load!)), laterMs: lightMs },
    full: { load: Math.min(...first.map(({ load }) => load!)), laterMs: fullMs },
  };
}

function totalOf(tallies: readonly Tally[]): number {
  return tallies.reduce((all, { total }) => all + total, 0);
}
