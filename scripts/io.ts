// The outside world as commands see it: passed in, so that tests need no process.

export interface Io {
  stdout: (text: string) => void;
  stderr: (text: string) => void;
  /** Whether stdout is a terminal. */
  isTty: boolean;
  env: Readonly<Record<string, string | undefined>>;
  /** Folder that relative paths of the user start from. */
  cwd: string;
  /** The repository: where tests, tables and bundles are. */
  root: string;
  now: () => Date;
  /** Aborts on Ctrl-C. */
  signal?: AbortSignal;
}

/** A finished command's exit code; anything else is told by throwing. */
export type ExitCode = number;
