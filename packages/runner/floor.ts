// What executors know of the run around them: VUs, their tasks, and the floor that both are on.
import type { Clock } from './clock.ts';
import type { Tally } from './counters.ts';
import type { Scenario } from './scenarios.ts';

/**
 * Leave to run one iteration; its number in the scenario, from 0, and when it was to begin on the run's clock if that was
 * planned. Undefined: there is nothing more to do.
 */
export type Grant = { iteration: number; dueMs?: number } | undefined;

/** What a VU works on. */
export interface Task {
  scenario: Scenario;
  /** When the scenario started, milliseconds since 1970. */
  startedAtMs: number;
  /** Asked by a VU before each iteration. */
  next(vu: Vu): Grant | Promise<Grant>;
}

/** A virtual user that executors send to work. */
export interface Vu {
  /** Runs iterations until `next` returns none. Never rejects for what the script does. */
  run(task: Task): Promise<void>;
  /** Ends the iteration in progress, if any, and the run of the task. */
  interrupt(): void;
}

/** What an executor has around it. */
export interface Floor {
  clock: Clock;
  /** Aborted when the whole test ends early: iterations in progress are interrupted. */
  signal: AbortSignal;
  /** An idle VU. Throws when there is none: the plan of the run was wrong. */
  acquire(): Vu;
  release(vu: Vu): void;
  /** Makes a VU in mid-run; undefined when that has failed, which ends the run. */
  grow(): Promise<Vu | undefined>;
  /** Iterations that should have run and did not. */
  drop(count: number): void;
  /** An arrival found so many VUs at work, which are all that the scenario may have. */
  outOfVus(vus: number): void;
  /** Numbers the scenario's iterations; all threads that work on it have the same. */
  tally: Tally;
  /** Share of the scenario that is done, 0 to 1, for those that ask. */
  onProgress(progress: () => number): void;
}
