// Many tests at once: p values corrected so that the chance of even one false alarm stays what it says.

/** Holm (1979), in the order given. */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const corrected = new Array<number>(ps.length);
  let last = 0;
  for (const [rank, { p, index }] of order.entries()) {
    last = Math.max(last, Math.min(1, p * (ps.length - rank)));
    corrected[index] = last;
  }
  return corrected;
}
