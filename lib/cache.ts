// What the cache test puts into the cache.

/** A thousand answers; coprime to the five turns of the mix, so that each key is read and written. */
export const KEYS: readonly string[] = Array.from({ length: 1001 }, (_, index) => `perf:cache:${index}`);

/** About the size of a cached API answer. */
export const VALUE = 'auren'.repeat(205);

/** Longer than the test: a key that is missing was evicted. If teardown never runs, nothing stays for ever. */
export const TTL_S = 3600;
