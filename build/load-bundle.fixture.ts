// For tests: a bundle's exports as k6 sees them at start, typed as far as tests look at them.
import { exportsOf } from './rehearsal.ts';

/** A scenario of any executor, as far as tests look at it. */
export interface LoadedScenario {
  executor: string;
  exec?: string;
  vus?: number;
  startVUs?: number;
  maxVUs?: number;
  startRate?: number;
  stages?: { duration: string; target: number }[];
}

export interface LoadedBundle {
  default: unknown;
  handleSummary: unknown;
  observe: unknown;
  options: {
    scenarios: Record<string, LoadedScenario>;
    thresholds: Record<string, (string | { threshold: string })[]>;
  };
}

/** Runs the init code of `code`; throws what it throws. */
export async function loadBundle(code: string, env: Record<string, string>): Promise<LoadedBundle> {
  const exported = await exportsOf(code, env);
  // Objects of the script's own world have prototypes of their own.
  return { ...exported, options: structuredClone(exported.options) } as unknown as LoadedBundle;
}
