// What each exit code of `perf` means. 97-110 and 255 are k6's own and pass through unchanged.
export const EXIT = {
  passed: 0,
  bug: 1,
  badInput: 2,
  thresholds: 99,
} as const;
