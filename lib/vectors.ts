// The vectors of the vector test: seeded, the same for every VU, with exact search to hold the index against. Pure.

/** Vectors in the collection: few, so that a script can search them exactly in a millisecond. */
export const COUNT = 500;
/** Neighbours that a search asks for. */
export const NEIGHBOURS = 10;
const DIMENSIONS = 32;

/** The n-th vector: each coordinate from 0 to 1, by a linear congruential generator that starts at n. */
export function vectorOf(n: number): number[] {
  // Neighbouring seeds would start alike: the first steps spread them.
  let state = Math.imul(n + 1, 2654435761) >>> 0;
  return Array.from({ length: DIMENSIONS }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    // Ten bits are enough for neighbours, and three digits keep a request small.
    return Math.round((state >>> 8) % 1000) / 1000;
  });
}

export function idOf(n: number): string {
  return `v-${n}`;
}

let collection: number[][] | undefined;

/** Ids of the true nearest neighbours of `question` among the first COUNT vectors, by Euclidean distance. */
export function nearest(question: readonly number[]): string[] {
  collection ??= Array.from({ length: COUNT }, (_, n) => vectorOf(n));
  const byDistance = collection.map((vector, n) => [distance(vector, question), n] as const);
  byDistance.sort(([a], [b]) => a - b);
  return byDistance.slice(0, NEIGHBOURS).map(([, n]) => idOf(n));
}

/** Squared: the order is the same. */
function distance(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let index = 0; index < a.length; index++) {
    const difference = (a[index] as number) - (b[index] as number);
    sum += difference * difference;
  }
  return sum;
}
