// Spreads the VUs of a run over worker threads, and takes in what they measure. See thread.ts for the other side.
import { Worker } from 'node:worker_threads';
import { Tally } from './counters.ts';
import type { Engine } from './engine.ts';
import { EXIT, StartError } from './exit-codes.ts';
import type { Settings } from './options.ts';
import { SampleInbox } from './relay.ts';
import type { RunContext } from './run-context.ts';
import { plannedVus, type Scenario } from './scenarios.ts';
import type { ThreadFigures } from './self-watch.ts';
import { stuckStop, watchTurns } from './stuck-watch.ts';
import { threadCode } from './thread-code.ts';
import { type FromThread, ThreadSignals, type ThreadStart, type ToThread, weightOf } from './thread-messages.ts';
import { splitScenarios } from './threads.ts';
import { Turns } from './turns.ts';

/** How often those who wait for VUs get their number, milliseconds. */
const TELL_EVERY_MS = 200;

/** A thread has broken down, or was ended because its script is stuck. */
export class ThreadError extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number = EXIT.other) {
    super(message);
    this.exitCode = exitCode;
  }
}

export class ThreadedEngine implements Engine {
  readonly #run: RunContext;
  readonly #threads: EngineThread[];
  readonly #startedMs: () => number;

  /** `startedMs`: when the test started, on the run's clock. */
  constructor(run: RunContext, settings: Settings, threads: number, startedMs: () => number, stuckAfterMs: number) {
    this.#run = run;
    this.#startedMs = startedMs;
    const parts = splitScenarios(settings.scenarios, threads);
    const tallies = settings.scenarios.map(({ name }): [string, SharedArrayBuffer] => {
      const sharers = parts.filter((own) => own.some((scenario) => scenario.name === name)).length;
      return [name, new Tally(sharers).memory];
    });
    this.#threads = parts.map(
      (scenarios, index) =>
        new EngineThread(run, { scenarios, settings, tallies }, `thread ${index + 1} of ${threads}`, stuckAfterMs),
    );
  }

  async prepare(signal: AbortSignal, onVu: (made: number, planned: number) => void): Promise<void> {
    const planned = this.#threads.reduce((sum, { scenarios }) => sum + plannedVus(scenarios), 0);
    const telling = setInterval(() => onVu(this.#run.counters.get('vusInitialized'), planned), TELL_EVERY_MS);
    try {
      await this.#all(signal, (thread) => thread.ready);
    } finally {
      clearInterval(telling);
    }
  }

  run(signal: AbortSignal): Promise<ThreadFigures[]> {
    const { clock, setupData } = this.#run;
    const startedAtMs = clock.epochMs() - (clock.now() - this.#startedMs());
    for (const thread of this.#threads) thread.send({ kind: 'run', startedAtMs, setupData });
    return this.#all(signal, (thread) => thread.done);
  }

  progressOf(scenario: string): number {
    const shares = this.#threads.flatMap((thread) => thread.progressOf(scenario) ?? []);
    return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  }

  close(): void {
    for (const thread of this.#threads) thread.close();
  }

  /** Waits for all threads; they are stopped when `signal` is aborted. When one breaks down the others end too. */
  async #all<T>(signal: AbortSignal, of: (thread: EngineThread) => Promise<T>): Promise<T[]> {
    const stop = (): void => {
      for (const thread of this.#threads) thread.stop();
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop);
    try {
      return await Promise.all(this.#threads.map(of));
    } catch (error) {
      this.close();
      throw error;
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }
}

/** What a thread shares with the others. */
type Part = Pick<ThreadStart, 'scenarios' | 'settings' | 'tallies'>;

/** One thread as the main thread sees it. */
class EngineThread {
  /** All VUs are made. */
  readonly ready: Promise<void>;
  /** The scenarios have ended and all samples are here. */
  readonly done: Promise<ThreadFigures>;
  readonly scenarios: readonly Scenario[];
  readonly #run: RunContext;
  readonly #worker: Worker;
  readonly #signals: ThreadSignals;
  readonly #inbox: SampleInbox;
  readonly #endWatch: () => void;
  #isClosed = false;
  #fulfil!: { ready(): void; done(figures: ThreadFigures): void; fail(error: Error): void };

  constructor(run: RunContext, part: Part, name: string, stuckAfterMs: number) {
    this.#run = run;
    this.scenarios = part.scenarios;
    this.#inbox = new SampleInbox(run.metrics);
    this.#signals = new ThreadSignals(part.scenarios.length);
    [this.ready, this.done] = this.#promises();
    const workerData: ThreadStart = {
      ...part,
      script: run.script.text,
      env: run.env,
      ownWorlds: run.ownWorlds,
      metrics: run.metrics.all.map(({ name, type, contains }) => [name, type, contains]),
      keepsAllTags: run.metrics.tagSets.isRelevant(''),
      shared: [...run.shared].map(([key, { bytes, ends }]) => [key, { bytes, ends }]),
      counters: run.counters.memory,
      signals: this.#signals.memory,
      turns: new Turns().memory,
    };
    this.#endWatch = watchTurns(workerData.turns, stuckAfterMs, (stuck) => {
      const { reason, exitCode } = stuckStop(stuck, stuckAfterMs, undefined, ` in ${name}`);
      this.#fulfil.fail(new ThreadError(reason, exitCode));
    });
    // None of the flags that this process has to load TypeScript are needed.
    this.#worker = new Worker(threadCode(), { eval: true, name, workerData, execArgv: [] });
    this.#worker.on('message', (message: FromThread) => this.#hear(message));
    this.#worker.on('error', (error) => this.#fulfil.fail(new ThreadError(`${name} broke down: ${error.message}`)));
    this.#worker.on('exit', (code) => {
      if (!this.#isClosed) this.#fulfil.fail(new ThreadError(`${name} ended by itself (exit code ${code})`));
    });
  }

  send(message: ToThread): void {
    this.#worker.postMessage(message);
  }

  stop(): void {
    this.#signals.stop();
    this.send({ kind: 'stop' });
  }

  /** Undefined: the thread has no part of the scenario. */
  progressOf(scenario: string): number | undefined {
    return this.#signals.progress[this.scenarios.findIndex(({ name }) => name === scenario)];
  }

  close(): void {
    this.#isClosed = true;
    this.#endWatch();
    void this.#worker.terminate();
  }

  #promises(): [Promise<void>, Promise<ThreadFigures>] {
    this.#fulfil = { ready: () => {}, done: () => {}, fail: () => {} };
    const failed = new Promise<never>((_resolve, reject) => {
      this.#fulfil.fail = reject;
    });
    const ready = new Promise<void>((resolve) => {
      this.#fulfil.ready = resolve;
    });
    const done = new Promise<ThreadFigures>((resolve) => {
      this.#fulfil.done = resolve;
    });
    const both = [Promise.race([ready, failed]), Promise.race([done, failed])] as const;
    // A failure reaches those who wait; it must not end the process when nobody does.
    for (const promise of both) promise.catch(() => {});
    return [...both];
  }

  #hear(message: FromThread): void {
    try {
      this.#take(message);
    } catch (error) {
      this.#fulfil.fail(error as Error);
    } finally {
      this.#signals.handled(weightOf(message));
    }
  }

  #take(message: FromThread): void {
    const run = this.#run;
    switch (message.kind) {
      case 'ready':
        this.#fulfil.ready();
        break;
      case 'failed':
        this.#fulfil.fail(new StartError(message.stop.exitCode, message.stop.reason));
        break;
      case 'samples':
        this.#inbox.add(message);
        break;
      case 'log':
        run.log(message.level, message.text);
        break;
      case 'console':
        run.console(message.level, message.text);
        break;
      case 'repeated':
        for (let i = 0; i < message.count; i++) run.logRepeated(message.level, message.text);
        break;
      case 'requestFailed':
        for (let i = 0; i < message.count; i++) run.requestFailed(message.url, message.error);
        break;
      case 'end':
        run.end(message.stop);
        break;
      case 'markFailed':
        run.markFailed(message.message);
        break;
      case 'done':
        run.checks.merge(message.checks);
        this.#fulfil.done(message.figures);
        break;
    }
  }
}
