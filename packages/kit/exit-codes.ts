// What exit codes mean: k6's own, and those of the commands around it.

/** k6's, as far as our local runner can end with them. */
export const K6_EXIT = {
  ok: 0,
  thresholdsCrossed: 99,
  setupTimeout: 100,
  teardownTimeout: 101,
  invalidConfig: 104,
  signal: 105,
  scriptException: 107,
  scriptAborted: 108,
  markedFailed: 110,
  other: 255,
} as const;

/** The commands'. 97-110 and 255 are k6's own and pass through unchanged. */
export const EXIT = {
  passed: 0,
  bug: 1,
  badInput: 2,
  discarded: 3,
  guardRefused: 4,
  targetDown: 5,
  regression: 6,
  thresholds: K6_EXIT.thresholdsCrossed,
  interrupted: K6_EXIT.signal,
} as const;

/** The same codes in words, for help texts and documents. CI branches on codes, so one never changes its meaning. */
export const EXIT_MEANINGS: Readonly<Record<keyof typeof EXIT, string>> = {
  passed: 'every limit held, or no limit could be judged',
  bug: 'a mistake in this suite; the stack trace says where',
  badInput: 'wrong usage or unreadable input; one line says what to correct',
  discarded: 'the run is not usable: it neither passed nor failed',
  guardRefused: 'the guard refused to put load on this target',
  targetDown: 'the target did not answer',
  regression: 'worse than earlier runs, although every limit held',
  thresholds: 'a limit was crossed (the same code as k6)',
  interrupted: 'a signal ended the run before its time: no verdict on the system (the same code as k6)',
};
