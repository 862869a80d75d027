// Where load may go, and how much of it: start.ts loads nothing else.
export interface Environment {
  /** Undefined: the stand-in of target.ts, started for the run. */
  baseUrl?: string;
  /** The most virtual users that a test may have there. */
  maxVus: number;
}

export const environments: Record<string, Environment> = {
  local: { maxVus: 100 },
  staging: { baseUrl: 'https://staging.example.com', maxVus: 20 },
};
