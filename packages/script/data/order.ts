// Which row is whose: by the number of the VU or of the iteration, so that VUs agree on it without asking each other.

/**
 * `in-turn`: one row after the other, by the number of the iteration. `random`: any row, the same one again for the same seed and iteration.
 * `unique-per-vu`: a VU has a row of its own. `unique-per-iteration`: no two iterations of the test have the same row.
 */
export type Order = 'in-turn' | 'random' | 'unique-per-vu' | 'unique-per-iteration';

/** Where in the test a VU is. */
export interface Moment {
  /** From 1, in the whole test. */
  vu: number;
  /** From 0, in the scenario. */
  iteration: number;
  /** Place of the scenario among `scenarios`, from 0. */
  scenario: number;
  scenarios: number;
}

/** The number of the row from 0; larger than the data's length when they are at their end. */
export function turnOf(order: Order, { vu, iteration, scenario, scenarios }: Moment): number {
  if (order === 'unique-per-vu') return vu - 1;
  // Iterations are counted per scenario: of three scenarios each has every third row.
  return order === 'in-turn' ? iteration : iteration * scenarios + scenario;
}

/** A whole number below `length` that looks like chance and depends on nothing but `seed` and `turn`. */
export function randomIndex(seed: number, turn: number, length: number): number {
  return Math.floor((scrambled(scrambled(seed) + turn) / 2 ** 32) * length);
}

/** A bijection of 32 bits in which each bit of the input changes half of the output. */
function scrambled(value: number): number {
  let mixed = (value + 0x9e3779b9) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
