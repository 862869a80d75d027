// What a run is asked for, and what it comes to.
import type { Clock } from './clock.ts';
import type { Summary } from './generator-record.ts';
import type { LiveListener } from './live/listener.ts';

export interface RunnerIo {
  stdout(text: string): void;
  stderr(text: string): void;
  isTty: boolean;
  /** Width of the terminal in characters; absent where there is none. */
  readonly columns?: number | undefined;
  /** Waited for once the VUs are made: runs on several machines or in several processes start together. */
  whenReady?: () => Promise<void>;
}

export interface RunRequest {
  /** Path of the script. */
  script: string;
  /** The environment: what `k6 run` would find in its own. All of it reaches __ENV unless a flag says no. */
  env: Readonly<Record<string, string>>;
  /** Arguments of `k6 run`, without the script. */
  args?: readonly string[];
  io: RunnerIo;
  /** Aborted: the run ends now, with teardown and summary (exit code 105). */
  signal?: AbortSignal;
  clock?: Clock;
  /** Hears what the run comes to while it goes on. */
  live?: LiveListener;
  /** Hears each line that the script logs; true: it is not written to the log. */
  takesLine?: (line: string) => boolean;
  /** How long a call of the script may take before the run is ended, milliseconds; for tests. */
  stuckAfterMs?: number;
}

export interface RunResult {
  /** k6's. */
  exitCode: number;
  /** k6's classic summary; undefined when the run did not start. */
  summary: Summary | undefined;
  /** The first error of the log, in its first line. */
  firstError?: string | undefined;
}
