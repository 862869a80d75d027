// One run from its VUs to its exit code: setup, load, teardown, thresholds, summary.
import type { Clock } from './clock.ts';
import { type Engine, LocalEngine } from './engine.ts';
import { CROSSED_TEXT, EXIT, type Stop } from './exit-codes.ts';
import type { GeneratorRecord } from './generator-record.ts';
import { stopOf } from './guest-error.ts';
import { Following } from './live/following.ts';
import type { LoadedScript } from './load-script.ts';
import { Outputs } from './outputs.ts';
import { progressLine } from './progress.ts';
import { report } from './report.ts';
import type { RunContext } from './run-context.ts';
import type { RunnerIo, RunRequest, RunResult } from './run-request.ts';
import { describeScenario } from './scenarios.ts';
import { generatorRecord, residentMb } from './self-watch.ts';
import type { StuckStop, StuckWatch } from './stuck-watch.ts';
import { summarize } from './summary.ts';
import { ThreadError, ThreadedEngine } from './threaded-engine.ts';
import { findAbort, judgeAll } from './thresholds.ts';
import { Tickers } from './tickers.ts';

/** How often thresholds with abortOnFail are judged, milliseconds. */
const JUDGE_EVERY_MS = 2000;
/** How often the number of VUs is recorded, milliseconds. */
const VUS_EVERY_MS = 1000;

/** How often listeners and the terminal get new figures, milliseconds. */
const LIVE_EVERY_MS = 1000;
/** How often a log gets a line, milliseconds. */
const LOG_EVERY_MS = 5000;

export class TestRun {
  /** Who hears of the run while it goes on. */
  readonly following: Following;
  readonly #loaded: LoadedScript;
  readonly #context: RunContext;
  readonly #io: RunnerIo;
  readonly #signal: AbortSignal | undefined;
  readonly #stuck: StuckWatch;
  readonly #clock: Clock;
  readonly #engine: Engine;
  readonly #outputs: Outputs;
  readonly #stopping = new AbortController();
  /** When the VUs were ready: starting them is excluded from the run, so that it does not dilute rates. */
  #startedMs: number;
  #stop: Stop | undefined;
  readonly #tickers: Tickers;
  /** A VU was stuck: #abandon brings the run to its end, whatever else still goes on. */
  #isAbandoned = false;

  constructor(loaded: LoadedScript, stuck: StuckWatch, request: RunRequest) {
    this.#loaded = loaded;
    this.#stuck = stuck;
    this.#context = loaded.context;
    this.#io = request.io;
    this.#signal = request.signal;
    this.#clock = loaded.context.clock;
    this.#tickers = new Tickers(this.#clock);
    this.#engine =
      loaded.threads > 1
        ? new ThreadedEngine(loaded.context, loaded.settings, loaded.threads, () => this.#startedMs, stuck.limitMs)
        : new LocalEngine(loaded.context, loaded.settings.scenarios);
    this.following = new Following(loaded, request);
    const { thresholds, settings, context } = loaded;
    this.#outputs = new Outputs(loaded.outputs, {
      ...{ thresholds, systemTags: settings.systemTags, log: context.log, metrics: context.metrics },
      stdout: (text) => request.io.stdout(text),
    });
    if (this.#outputs.takeSamples) context.metrics.onSample = (sample) => this.#outputs.add(sample);
    this.#startedMs = this.#clock.now();
    Object.assign(loaded.context, {
      end: (stop: Stop) => this.#end(stop),
      elapsedMs: () => this.elapsedMs(),
      progressOf: (scenario: string) => this.#engine.progressOf(scenario),
    } satisfies Partial<RunContext>);
  }

  /** Milliseconds since the test started. */
  elapsedMs(): number {
    return this.#clock.now() - this.#startedMs;
  }

  async execute(): Promise<RunResult> {
    const onSignal = (): void => this.#end({ exitCode: EXIT.signal, reason: 'stopped by a signal' });
    if (this.#signal?.aborted) onSignal();
    this.#signal?.addEventListener('abort', onSignal);
    try {
      return await this.#stuck.orStop(
        () => this.#run(),
        (stop) => this.#abandon(stop),
      );
    } finally {
      this.#signal?.removeEventListener('abort', onSignal);
      this.following.clear();
      this.#engine.close();
      this.#outputs.discard();
      this.#loaded.main.dispose();
    }
  }

  async #run(): Promise<RunResult> {
    this.#outputs.open();
    const failure = (await this.#start()) ?? (await this.#load()) ?? this.#stop;
    const late = failure?.exitCode === EXIT.setupTimeout || this.#setupFailed ? undefined : await this.#tearDown();
    return this.#isAbandoned ? new Promise(() => {}) : this.#finish(failure ?? late, true);
  }

  /** Ends a run in which code was stuck: with what was measured, and without asking a VU that was stuck anything more. */
  async #abandon(stop: StuckStop): Promise<RunResult> {
    this.#isAbandoned = true;
    if (this.#stop) this.#context.log('error', stop.reason);
    else this.#end(stop);
    this.#tickers.stop();
    this.following.clear();
    // Those that have been interrupted count themselves.
    await new Promise((resolve) => setImmediate(resolve));
    const mayAsk = stop.vu !== 0;
    if (mayAsk) this.#context.counters.add('iterationsInterrupted', 1);
    const isFree =
      mayAsk &&
      (await this.#stuck.orStop(
        () => this.#tearDown().then(() => true),
        () => false,
      ));
    return this.#stuck.orStop(
      () => this.#finish(stop, isFree),
      () => this.#finish(stop, false),
    );
  }

  readonly #memoryBeforeMb = residentMb();
  #setupFailed = false;
  #generator: GeneratorRecord | undefined;

  #end(stop: Stop): void {
    if (this.#stop) return;
    this.#stop = stop;
    this.#context.log(stop.exitCode === EXIT.signal ? 'warning' : 'error', stop.reason);
    this.#stopping.abort();
  }

  /** Makes the VUs and runs setup(). */
  async #start(): Promise<Stop | undefined> {
    const { settings, flags } = this.#loaded;
    if (!flags.isQuiet) {
      for (const scenario of settings.scenarios) this.#io.stderr(`  * ${describeScenario(scenario)}\n`);
    }
    try {
      await this.#engine.prepare(this.#stopping.signal, (made, planned) => {
        this.following.making(made, planned);
      });
    } catch (error) {
      const { exitCode, reason } = stopOf(error);
      return this.#fail(exitCode, reason);
    }
    await this.#io.whenReady?.();
    this.#startedMs = this.#clock.now();
    if (this.#stop || settings.noSetup || !('setup' in this.#loaded.main.exports)) return undefined;
    const outcome = await this.#loaded.main.lifecycle('setup', undefined, settings.setupTimeoutMs, this.#signal);
    if (outcome.state === 'returned') {
      this.#context.setupData = outcome.value === undefined ? undefined : JSON.stringify(outcome.value);
      return undefined;
    }
    this.#setupFailed = true;
    if (outcome.state === 'threw') return this.#fail(EXIT.scriptException, outcome.text);
    if (outcome.state === 'ended') return this.#stop;
    return (
      this.#stop ??
      this.#fail(EXIT.setupTimeout, `setup() execution timed out after ${settings.setupTimeoutMs / 1000} seconds`)
    );
  }

  async #load(): Promise<Stop | undefined> {
    if (this.#stop) return this.#stop;
    this.#tickers.every(VUS_EVERY_MS, () => this.#recordVus());
    this.#tickers.every(JUDGE_EVERY_MS, () => this.#judge());
    const { isQuiet } = this.#loaded.flags;
    const { following } = this;
    following.begin();
    if (following.isHeard) this.#tickers.every(LIVE_EVERY_MS, () => following.tell(this.elapsedMs(), this.#done()));
    if (!isQuiet && !following.isDrawn)
      this.#tickers.every(LOG_EVERY_MS, () => this.#io.stderr(`${this.#progressLine()}\n`));
    const { counters } = this.#context;
    try {
      const figures = await this.#engine.run(this.#stopping.signal);
      this.#generator = generatorRecord(figures, counters.get('vusInitialized'), this.#memoryBeforeMb);
    } catch (error) {
      if (!(error instanceof ThreadError)) throw error;
      this.#end({ exitCode: error.exitCode, reason: error.message });
    } finally {
      this.#tickers.stop();
      following.tell(this.elapsedMs(), this.#done());
      following.clear();
      if (!isQuiet) this.#io.stderr(`${this.#progressLine()}\n`);
    }
    return this.#stop;
  }

  async #tearDown(): Promise<Stop | undefined> {
    const { settings, main } = this.#loaded;
    if (settings.noTeardown || !('teardown' in main.exports)) return undefined;
    const outcome = await main.lifecycle('teardown', this.#context.setupData, settings.teardownTimeoutMs);
    if (outcome.state === 'returned') return undefined;
    if (outcome.state === 'threw') return this.#fail(EXIT.scriptException, outcome.text);
    if (outcome.state === 'ended') return this.#stop;
    return this.#fail(
      EXIT.teardownTimeout,
      `teardown() execution timed out after ${settings.teardownTimeoutMs / 1000} seconds`,
    );
  }

  /** `mayAsk`: the script's handleSummary may be called. */
  async #finish(failure: Stop | undefined, mayAsk: boolean): Promise<RunResult> {
    const { settings, thresholds, flags } = this.#loaded;
    const durationMs = this.elapsedMs();
    const areThresholdsOk = judgeAll(thresholds, durationMs);
    const areOutputsWritten = this.#outputs.close();
    const { metrics, checks, setupData } = this.#context;
    const noColor = !flags.hasColor || !this.#io.isTty;
    const summary = summarize({
      metrics,
      checks,
      thresholds,
      settings,
      durationMs,
      generator: this.#generator,
      isTty: this.#io.isTty,
      noColor,
      setupData,
    });
    const isReported = !this.#loaded.hasSummary || (await report(this.#loaded, this.#io, summary, mayAsk));
    const isWritten = isReported && areOutputsWritten;
    this.#warnOfGenerator();
    if (!areThresholdsOk && !failure) this.#context.log('error', CROSSED_TEXT);
    // handleSummary may have ended the run too.
    return { exitCode: this.#exitCode(failure ?? this.#stop, areThresholdsOk, isWritten), summary };
  }

  #warnOfGenerator(): void {
    const { reliable = true, reasons = [] } = this.#generator ?? {};
    if (!reliable)
      this.#context.log(
        'warning',
        `the runner was the bottleneck, the figures are not reliable: ${reasons.join('; ')}`,
      );
  }

  #exitCode(failure: Stop | undefined, areThresholdsOk: boolean, isWritten: boolean): number {
    if (failure) return failure.exitCode;
    if (!areThresholdsOk) return EXIT.thresholdsCrossed;
    if (this.#context.isMarkedFailed) return EXIT.markedFailed;
    return isWritten ? EXIT.ok : EXIT.other;
  }

  #fail(exitCode: number, reason: string): Stop {
    this.#context.log('error', reason);
    return { exitCode, reason };
  }

  #recordVus(): void {
    const { metrics, counters, settings } = this.#context;
    const tags = metrics.tagSets.of(settings?.tags ?? {});
    metrics.add(metrics.builtIn.vus, counters.get('vusActive'), tags, this.#clock.epochMs());
    metrics.add(metrics.builtIn.vus_max, counters.get('vusInitialized'), tags, this.#clock.epochMs());
  }

  #judge(): void {
    const crossed = findAbort(this.#loaded.thresholds, this.elapsedMs());
    if (crossed) this.#end({ exitCode: EXIT.thresholdsCrossed, reason: `threshold crossed, test aborted: ${crossed}` });
  }

  /** Share of all scenarios together. */
  #done(): number {
    const { scenarios } = this.#loaded.settings;
    const shares = scenarios.map(({ name }) => this.#engine.progressOf(name));
    return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  }

  #progressLine(): string {
    const { counters } = this.#context;
    return progressLine({
      elapsedMs: this.elapsedMs(),
      vusActive: counters.get('vusActive'),
      vusInitialized: counters.get('vusInitialized'),
      iterationsCompleted: counters.get('iterationsCompleted'),
      iterationsInterrupted: counters.get('iterationsInterrupted'),
      done: this.#done(),
    });
  }
}
