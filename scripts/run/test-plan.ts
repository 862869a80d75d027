// A test that is to be performed, and what it comes to.
import type { LiveListener } from 'k6-local/live';
import type { Report } from 'k6-verdict/report';
import type { TaskName } from '../../thresholds/tasks.ts';
import type { Engine } from '../engines.ts';
import type { RunType } from '../run-type.ts';

/** Where the load of a run in Grafana Cloud comes from: `remote` from Grafana's machines, `here` from this one. */
export type CloudPlace = 'remote' | 'here';

export interface TestPlan {
  type: RunType;
  /** One endpoint or journey; undefined: several, or all endpoints. */
  endpoint: TaskName | undefined;
  /** Several of them; undefined: one, or all endpoints. */
  endpoints?: readonly TaskName[];
  target: string;
  timeScale: string | undefined;
  engine: Engine;
  engineArgs: readonly string[];
  /** Folder for the result and the report. */
  outDir: string;
  testedBy: string | undefined;
  /** Environment of the load script beyond the caller's: a token for the reference target. */
  extraEnv?: Record<string, string>;
  /** `--env`; without it the environment is found by the target's host. */
  envName?: string | undefined;
  /** `--confirm-production`: production's host once more. */
  confirmed?: string | undefined;
  /** `--reason`, kept in the guard's record next to the result. */
  reason?: string | undefined;
  /** Local runners that share the load, each in a process of its own; undefined: one. */
  localInstances?: number | undefined;
  /** By `k6 cloud run`; undefined: without Grafana Cloud. */
  cloud?: CloudPlace | undefined;
  /** Hears what the run comes to while it goes on. */
  live?: LiveListener | undefined;
  /** A page on this machine shows it while it goes on, and turns into the report. */
  hasLivePage?: boolean | undefined;
  /** Called with the result file before the verdict is printed. */
  beforeVerdict?: ((resultFile: string) => Promise<void>) | undefined;
}

/** What a test came to. */
export interface Outcome {
  exitCode: number;
  /** Undefined when the engine ended without a summary. */
  resultFile: string | undefined;
  /** Undefined likewise. */
  report: Report | undefined;
  /** Page of a run on Grafana's machines. */
  runUrl?: string | undefined;
}
