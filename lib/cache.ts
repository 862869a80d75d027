// What the cache test puts into the cache.

/** A thousand answers; coprime to the five turns of the mix, so that each key is read and written. */
export const KEYS: readonly string[] = Array.from({ length: 1001 }, (_, index) => `perf:cache:${index}`);

/** The keys in parts: commands of one part are on their way together. */
export function keyBatches(size = 100): string[][] {
  return Array.from({ length: Math.ceil(KEYS.length / size) }, (_, index) =>
    KEYS.slice(index * size, (index + 1) * size),
  );
}

/** About the size of a cached API answer. */
export const VALUE = 'value'.repeat(205);

/** Longer than the test: a key that is missing was evicted. If teardown never runs, nothing stays for ever. */
export const TTL_S = 3600;
