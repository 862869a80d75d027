// Where load may go, and how much of it: start.ts loads nothing else.
export interface Environment {
  /** Undefined: the stand-in of target.ts, started for the run. */
  baseUrl?: string;
  /** The most virtual users that a test may have there. */
  maxVus: number;
  /** Whether endpoints that write (all but GET, HEAD and OPTIONS, and WebSockets that say so) may be called there. */
  writes: boolean;
}

export const environments: Record<string, Environment> = {
  local: { maxVus: 100, writes: true },
  staging: { baseUrl: 'https://staging.example.com', maxVus: 20, writes: false },
};
