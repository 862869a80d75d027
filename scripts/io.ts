// The outside world as commands see it: passed in, so that tests need no process.
import type { Keyboard } from 'k6-kit/keyboard';

export interface Io {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** Whether stdout is a terminal. */
  isTty: boolean;
  /** How wide the terminal is now, in characters; undefined where there is none. */
  columns?: () => number | undefined;
  env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths of the user start from. */
  cwd: string;
  /** The repository: where tests, tables and bundles are. */
  root: string;
  now: () => Date;
  /** Set while stdout is kept for JSON: what an engine prints goes to stderr then. */
  keepsStdout?: boolean;
  /** The person at the keyboard; absent where standard input is not a terminal. */
  keyboard?: Keyboard;
  /** Name resolution and locks as the guard sees them; absent: the real ones. */
  guardWorld?: GuardWorld;
  /** Aborts on Ctrl-C, other signals, and when the parent process is gone. */
  signal?: AbortSignal;
  /** What would be missing if the process ended now, for people who end it at once; empty: nothing that was promised. */
  owed?: { what: string };
}

/** The same world with stdout kept free: for commands that print JSON at their end, or one line. */
export function withQuietStdout(io: Io): Io {
  return { ...io, stdout: io.stderr, keepsStdout: true };
}

/** A finished command's exit code; anything else is reported by throwing. */
export type ExitCode = number;

/** Name resolution and locks: passed in, so that tests of the guard need no network. */
export interface GuardWorld {
  resolve: (host: string) => Promise<readonly string[]>;
  lockFolder: string;
}
