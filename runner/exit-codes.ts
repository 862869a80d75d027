// k6's exit codes, as far as the local runner can end with them.

export const EXIT = {
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

/** The log's last word where a limit was crossed. */
export const CROSSED_TEXT = 'some thresholds have been crossed';

/** Why a run ends before its time. */
export interface Stop {
  exitCode: number;
  reason: string;
}

/** Ends a run before its start, with a line for people. */
export class StartError extends Error {
  readonly exitCode: number;

  constructor(exitCode: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StartError';
    this.exitCode = exitCode;
  }
}
