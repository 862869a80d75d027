// How often a property is tried: hundreds of times in `npm test`, ten times as often in `npm run test:long`.

/** Runs of a property; PROPERTY_FACTOR is how many times as many. */
export function propertyRuns(count: number): number {
  return count * Number(process.env.PROPERTY_FACTOR ?? 1);
}
