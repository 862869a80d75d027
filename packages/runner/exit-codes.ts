// Why a run ends, and with which of k6's exit codes.
export { K6_EXIT as EXIT } from 'k6-kit/exit-codes';

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
