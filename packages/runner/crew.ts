// The VUs that an executor has at work, together: started, waited for, and interrupted when their time is over.
import type { Floor, Task, Vu } from './floor.ts';
import { type Scenario, scenarioLength } from './scenarios.ts';

/** Keeps the VUs at work together: starts them, and interrupts them when the grace is over or the test ends early. */
export class Crew {
  readonly #floor: Floor;
  readonly #working = new Map<Vu, Promise<void>>();
  #cancelDeadline: () => void = () => {};
  readonly #stop = (): void => {
    this.#cancelDeadline();
    for (const vu of this.#working.keys()) vu.interrupt();
  };

  /** `deadlineMs`: how long from now until everybody is interrupted; without it, `endAfter` has to say so. */
  constructor(floor: Floor, deadlineMs?: number) {
    this.#floor = floor;
    if (deadlineMs !== undefined) this.endAfter(deadlineMs);
    floor.signal.addEventListener('abort', this.#stop);
  }

  endAfter(deadlineMs: number): void {
    this.#cancelDeadline = this.#floor.clock.after(deadlineMs, this.#stop);
  }

  start(vu: Vu, task: Task): Promise<void> {
    const work = vu.run(task).finally(() => {
      this.#working.delete(vu);
      this.#floor.release(vu);
    });
    this.#working.set(vu, work);
    return work;
  }

  /** Waits until everybody has come back. */
  async finish(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working.values());
    this.#cancelDeadline();
    this.#floor.signal.removeEventListener('abort', this.#stop);
  }
}

/** Progress by time, for executors that end at a moment. */
export function timeProgress(floor: Floor, scenario: Scenario): void {
  const startMs = floor.clock.now();
  const lengthMs = scenarioLength(scenario);
  floor.onProgress(() => Math.min(1, lengthMs === 0 ? 1 : (floor.clock.now() - startMs) / lengthMs));
}
