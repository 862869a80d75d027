// Generates the load: the VUs of a run, and the executors that send them to work.
import { setMaxListeners } from 'node:events';
import { delay } from './clock.ts';
import { Tally } from './counters.ts';
import { runExecutor } from './executors.ts';
import type { Floor, Vu } from './floor.ts';
import { stopOf } from './guest-error.ts';
import { readyQueue } from './ready-queue.ts';
import type { RunContext } from './run-context.ts';
import { plannedVus, type Scenario } from './scenarios.ts';
import type { ThreadFigures } from './self-watch.ts';
import { VirtualUser } from './vu.ts';

/** Where VUs live: in this thread (LocalEngine), or spread over several (threaded-engine.ts). */
export interface Engine {
  /** Makes the VUs that the scenarios plan for; `onVu` hears how many there are. Throws what the script throws. */
  prepare(signal: AbortSignal, onVu: (made: number, planned: number) => void): Promise<void>;
  /** Runs all scenarios to their end, or until `signal` is aborted. Returns what each thread saw of itself. */
  run(signal: AbortSignal): Promise<ThreadFigures[]>;
  /** Share of a scenario that is done, 0 to 1. */
  progressOf(scenario: string): number;
  close(): void;
}

export class LocalEngine implements Engine {
  readonly #run: RunContext;
  readonly #scenarios: readonly Scenario[];
  readonly #tallies: ReadonlyMap<string, Tally>;
  readonly #vus: VirtualUser[] = [];
  readonly #idle: Vu[] = [];
  readonly #progress = new Map<string, () => number>();

  /** `tallies`: by scenario, when other threads work on the same ones. */
  constructor(run: RunContext, scenarios: readonly Scenario[], tallies: ReadonlyMap<string, Tally> = new Map()) {
    this.#run = run;
    this.#scenarios = scenarios;
    this.#tallies = tallies;
  }

  async prepare(signal: AbortSignal, onVu: (made: number, planned: number) => void): Promise<void> {
    const planned = plannedVus(this.#scenarios);
    while (this.#vus.length < planned && !signal.aborted) {
      this.#idle.push(await this.#grow());
      onVu(this.#vus.length, planned);
      // Signals and timers get their turn between two VUs.
      await new Promise<void>((resolve) => this.#run.clock.yield(resolve));
    }
  }

  async run(signal: AbortSignal): Promise<ThreadFigures[]> {
    const { watch } = this.#run;
    // Every scenario listens for the end of the run, some twice.
    setMaxListeners(0, signal);
    readyQueue.onWait = (waitedMs) => watch.turn(waitedMs);
    watch.start();
    try {
      await Promise.all(this.#scenarios.map((scenario) => this.#runScenario(scenario, signal)));
    } finally {
      readyQueue.onWait = undefined;
    }
    return [watch.stop()];
  }

  progressOf(scenario: string): number {
    return this.#progress.get(scenario)?.() ?? 0;
  }

  close(): void {
    for (const vu of this.#vus) vu.dispose();
  }

  async #runScenario(scenario: Scenario, signal: AbortSignal): Promise<void> {
    if (scenario.startTimeMs > 0) await delay(this.#run.clock, scenario.startTimeMs, signal);
    if (signal.aborted) return;
    await runExecutor(scenario, this.#floor(scenario, signal));
  }

  #floor(scenario: Scenario, signal: AbortSignal): Floor {
    const shared = this.#tallies.get(scenario.name);
    const tally = shared ?? new Tally();
    const { metrics, clock, settings } = this.#run;
    const names = settings?.systemTags.has('scenario') ? { scenario: scenario.name } : {};
    const tags = metrics.tagSets.of({ ...settings?.tags, ...scenario.tags, ...names });
    return {
      clock,
      signal,
      acquire: () => {
        const vu = this.#idle.shift();
        if (!vu) throw new Error(`scenario "${scenario.name}" needs a VU and all ${this.#vus.length} are at work`);
        return vu;
      },
      release: (vu) => {
        this.#idle.push(vu);
      },
      grow: () =>
        this.#grow().catch((error: unknown) => {
          this.#run.end(stopOf(error));
          return undefined;
        }),
      drop: (count) => {
        metrics.add(metrics.builtIn.dropped_iterations, count, tags, clock.epochMs());
        if ('preAllocatedVus' in scenario) this.#run.watch.dropped(count);
      },
      outOfVus: (vus) => {
        if (!tally.runsShort()) return;
        const where = shared ? ' in one thread' : '';
        const text = `Insufficient VUs, reached ${vus} active VUs${where} and cannot initialize more`;
        this.#run.log('warning', `${text}  executor=${scenario.executor} scenario=${scenario.name}`);
      },
      tally,
      onProgress: (progress) => {
        this.#progress.set(scenario.name, progress);
      },
    };
  }

  async #grow(): Promise<Vu> {
    const vu = await VirtualUser.create(this.#run, this.#run.counters.add('vusMade', 1));
    this.#vus.push(vu);
    return vu;
  }
}
