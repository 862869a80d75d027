// A virtual user: one sandbox, what it works with (vu-equipment.ts), and the bookkeeping of its iterations.
import type { Grant, Task, Vu } from './executors.ts';
import { EXIT, StartError, type Stop } from './exit-codes.ts';
import { GuestError } from './guest-error.ts';
import { commonCalls } from './host-calls.ts';
import { type Activation, type Boot, type GuestReport, type LifecycleOutcome, SLOT } from './protocol.ts';
import type { RunContext } from './run-context.ts';
import { SampleCollector } from './sample-collector.ts';
import { type CallTable, Sandbox, type Suspension } from './sandbox.ts';
import { type Share, wholeIndex } from './segments.ts';
import type { TagSet } from './tag-sets.ts';
import { UnsupportedError } from './unsupported.ts';
import { askingCalls, type CallOwner, keptTags, scenarioActivation, tellingCalls } from './vu-calls.ts';
import { Equipment } from './vu-equipment.ts';
import { World } from './world.ts';

type LifecycleKind = Exclude<Activation['kind'], 'scenario'>;

export class VirtualUser implements Vu {
  readonly id: number;
  /** `typeof` of each export of the script, and its options, as they came out of this sandbox. */
  exports: Record<string, string> = {};
  options: unknown;
  readonly #run: RunContext;
  readonly #equipment: Equipment;
  readonly #samples: SampleCollector;
  #js!: Sandbox;
  #world!: World;
  #isInInit = false;
  #isInterrupted = false;
  /** Why the script has ended the run. */
  #ended: Stop | undefined;
  /** The call that the guest waits in. */
  #pending: Suspension | undefined;
  #cancelSleep: (() => void) | undefined;
  /** Of a lifecycle function. */
  #cancelTimeout: (() => void) | undefined;
  #turnStartedMs = 0;
  /** Whether the iteration in progress has waited for anything. */
  #hasPaused = false;
  #activation: Activation | undefined;
  #task: Task | undefined;
  /** This instance's part of the task's scenario; the task's own is that of a thread. */
  #share: Share | undefined;
  /** Set while an iteration is in progress. */
  #iterationStartedMs: number | undefined;
  #iterations = 0;
  #iterationsInScenario = 0;
  #outcome: LifecycleOutcome | undefined;

  /** Makes the sandbox and evaluates the script in it. Throws a GuestError when the script does. */
  static async create(run: RunContext, id: number): Promise<VirtualUser> {
    const vu = new VirtualUser(run, id);
    await vu.#boot();
    if (id > 0) run.counters.add('vusInitialized', 1);
    return vu;
  }

  private constructor(run: RunContext, id: number) {
    this.#run = run;
    this.id = id;
    this.#samples = new SampleCollector(run.metrics, run.clock);
    this.#equipment = new Equipment({
      run,
      world: () => this.#world,
      isInInit: () => this.#isInInit,
      mayBrowse: () => this.#task?.scenario.hasBrowser === true,
      suspend: (suspension) => this.#suspend(suspension),
      threw: (error) => this.#threw(error),
    });
  }

  async run(task: Task): Promise<void> {
    this.#task = task;
    this.#share = this.#run.settings?.scenarios.find(({ name }) => name === task.scenario.name)?.share;
    this.#isInterrupted = this.#hasPaused = false;
    this.#iterationsInScenario = 0;
    this.#activation = scenarioActivation(this.#run, task);
    this.#run.counters.add('vusActive', 1);
    try {
      await this.#runLoop();
    } finally {
      if (this.#iterationStartedMs !== undefined) this.#endInterrupted();
      this.#equipment.sockets.end();
      this.#equipment.events.clear();
      this.#task = undefined;
      this.#run.counters.add('vusActive', -1);
    }
  }

  /** Calls setup, teardown or handleSummary with `argument` (JSON); `signal` interrupts it. */
  async lifecycle(
    kind: LifecycleKind,
    argument: string | undefined,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<LifecycleOutcome> {
    const { clock, metrics, settings } = this.#run;
    const tags = { ...settings?.tags, group: kind === 'handleSummary' ? '' : `::${kind}` };
    this.#activation = { kind, exec: kind, tags, throws: settings?.throws ?? false, argument };
    this.#isInterrupted = false;
    this.#outcome = this.#ended = undefined;
    const interrupt = (): void => this.interrupt();
    const startedMs = clock.now();
    this.#cancelTimeout = clock.after(timeoutMs, interrupt);
    signal?.addEventListener('abort', interrupt);
    await this.#runLoop().finally(() => {
      this.#cancelTimeout?.();
      signal?.removeEventListener('abort', interrupt);
    });
    this.#samples.collect(this.#js.mailbox);
    if (kind !== 'handleSummary')
      this.#equipment.recordTraffic(metrics.tagSets.of(keptTags(this.#run, tags)), startedMs);
    this.#equipment.settle();
    this.#equipment.events.clear();
    if (this.#ended) return { state: 'ended' };
    return this.#outcome ?? { state: 'interrupted' };
  }

  interrupt(): void {
    this.#isInterrupted = true;
    this.#equipment.interrupt();
    this.#cancelSleep?.();
    this.#pending = undefined;
    this.#js?.drop();
  }

  dispose(): void {
    this.#cancelTimeout?.();
    this.#equipment.dispose();
  }

  async #boot(): Promise<void> {
    this.#isInInit = true;
    const owner = this.#callOwner();
    const table: CallTable = {
      ...this.#equipment.calls(),
      ...commonCalls(this.#run, owner.isInInit),
      ...tellingCalls(owner),
      ...askingCalls(owner),
      nextIteration: (args, suspension) => this.#next(args.number(0), suspension),
      sleep: (args, suspension) => {
        this.#suspend(suspension);
        this.#cancelSleep = this.#run.clock.after(args.number(0) * 1000, () =>
          this.#run.clock.ready(() => suspension.resume(undefined)),
        );
      },
      awaitEvent: (args, suspension) => {
        this.#suspend(suspension);
        this.#equipment.sockets.queue(args.number(0)).next((event) => suspension.resume(JSON.stringify(event)));
      },
    };
    this.#turnStartedMs = this.#run.clock.now();
    this.#evaluate(this.#worldOf(this.#run), table);
    if (!Object.values(this.exports).includes('function'))
      throw new StartError(
        EXIT.other,
        'the script exports no function: wants a default function, or those of its scenarios',
      );
    this.#isInInit = false;
  }

  #worldOf(run: RunContext): World {
    if (run.ownWorlds) this.#world = new World(run.script.text, true);
    else {
      run.world ??= new World(run.script.text, false);
      this.#world = run.world;
    }
    return this.#world;
  }

  /** The script has changed what VUs share. */
  get hasChangedWorld(): boolean {
    return this.#world.hasChanged() || this.#js.hasOwnGlobals();
  }

  /** Runs the init context. What the script does about its own end of the run does not count. */
  #evaluate(world: World, table: CallTable): void {
    try {
      this.#js = new Sandbox(world, table, {
        id: this.id,
        isInterrupted: () => this.#isInterrupted,
        mustStop: () => this.#mustStop(),
        onResume: () => {
          this.#pending = undefined;
          this.#turnStartedMs = this.#run.clock.now();
        },
        threw: (error) => this.#threw(error),
      });
    } finally {
      // biome-ignore lint/correctness/noUnsafeFinally: the reason goes before the exception that it has led to
      if (this.#ended) throw new StartError(this.#ended.exitCode, this.#ended.reason);
    }
  }

  #callOwner(): CallOwner {
    return {
      run: this.#run,
      samples: this.#samples,
      queue: (id) => this.#equipment.sockets.queue(id),
      mailbox: () => this.#js.mailbox,
      isInInit: () => this.#isInInit,
      activation: () => JSON.stringify(this.#isInInit ? this.#bootMessage : this.#activation),
      scenario: () => this.#task?.scenario.name,
      report: (message) => this.#report(message),
      exception: (text) => this.#exception(text),
      located: (stack) => this.#world.located(stack),
      end: (stop) => this.#end(stop),
    };
  }

  get #bootMessage(): Boot {
    return { env: this.#run.env, vuId: this.id };
  }

  /** Runs the guest's loop until it has no more to do, or was stopped from outside. */
  async #runLoop(): Promise<void> {
    this.#turnStartedMs = this.#run.clock.now();
    try {
      await this.#js.run();
    } catch (error) {
      if (this.#isInterrupted) return;
      this.#run.log('error', error instanceof GuestError ? error.text : `VU ${this.id} broke down: ${error}`);
    }
  }

  #report(message: GuestReport): void {
    if (message.kind === 'result') this.#outcome = { state: 'returned', value: message.value };
    else {
      this.exports = message.exports;
      this.options = message.options;
    }
  }

  #threw(error: unknown): void {
    if (error instanceof UnsupportedError) this.#end({ exitCode: EXIT.scriptException, reason: error.message });
  }

  #end(stop: Stop): void {
    this.#ended ??= stop;
    // In the init context whoever makes the VU hears of it.
    if (!this.#isInInit) this.#run.end(stop);
    this.interrupt();
  }

  #exception(text: string): void {
    this.#equipment.abandon();
    if (this.#isInterrupted) return;
    if (this.#activation?.kind === 'scenario') this.#run.logRepeated('error', text);
    else this.#outcome = { state: 'threw', text };
  }

  /** Between two iterations: settles the last one and asks for the next. */
  #next(tagSet: number, suspension: Suspension): void {
    if (this.#isInterrupted) {
      suspension.resume(0);
      return;
    }
    const mustGiveWay = !this.#hasPaused;
    this.#suspend(suspension);
    const { clock, metrics, settings } = this.#run;
    const startedMs = this.#iterationStartedMs;
    if (startedMs !== undefined) this.#endIteration(metrics.tagSets.get(tagSet), startedMs);
    const restMs = startedMs === undefined ? 0 : (settings?.minIterationDurationMs ?? 0) - (clock.now() - startedMs);
    if (restMs > 0) clock.after(restMs, () => this.#ask(suspension));
    // An iteration that waited for nothing has let nobody else run: neither other VUs nor sockets and signals.
    else if (mustGiveWay) clock.yield(() => this.#ask(suspension));
    else this.#ask(suspension);
  }

  #ask(suspension: Suspension): void {
    const { clock } = this.#run;
    const grant = this.#isInterrupted ? undefined : this.#task?.next(this);
    if (grant instanceof Promise) grant.then((late) => clock.ready(() => this.#begin(late, suspension)));
    // VUs that start together take turns.
    else if (grant && this.#iterationsInScenario === 0) clock.ready(() => this.#begin(grant, suspension));
    else this.#begin(grant, suspension);
  }

  #begin(grant: Grant, suspension: Suspension): void {
    // After an interruption the guest has gone on without this grant.
    if (suspension !== this.#pending) return;
    if (grant) {
      const { mailbox } = this.#js;
      mailbox[SLOT.scenarioIteration] = grant.iteration;
      mailbox[SLOT.testIteration] = this.#share ? wholeIndex(this.#share, grant.iteration) : grant.iteration;
      mailbox[SLOT.vuIterationInScenario] = this.#iterationsInScenario++;
      mailbox[SLOT.vuIteration] = this.#iterations++;
      this.#iterationStartedMs = this.#run.clock.now();
      if (grant.dueMs !== undefined) this.#run.watch.planned(this.#iterationStartedMs - grant.dueMs);
      this.#hasPaused = false;
    }
    suspension.resume(grant ? 1 : 0);
  }

  #endIteration(tags: TagSet, startedMs: number): void {
    const { metrics, clock, counters } = this.#run;
    this.#iterationStartedMs = undefined;
    metrics.add(metrics.builtIn.iterations, 1, tags, clock.epochMs());
    this.#equipment.recordTraffic(tags, startedMs);
    counters.add('iterationsCompleted', 1);
    this.#equipment.endIteration();
  }

  #endInterrupted(): void {
    this.#iterationStartedMs = undefined;
    this.#run.counters.add('iterationsInterrupted', 1);
    this.#samples.discard(this.#js.mailbox);
    this.#equipment.endInterrupted();
  }

  /** Notes what the guest waits in. */
  #suspend(suspension: Suspension): void {
    this.#samples.collect(this.#js.mailbox);
    this.#hasPaused = true;
    this.#pending = suspension;
  }

  #mustStop(): boolean {
    this.#isInterrupted ||= this.#run.isStopping();
    if (this.#isInterrupted) return true;
    const { clock, log, turnLimit } = this.#run;
    if (clock.now() - this.#turnStartedMs < turnLimit.ms) return false;
    const [place = ''] = this.#world.located(new Error('place').stack ?? '').split('\n');
    log(
      'error',
      `VU ${this.id}: the script ran ${turnLimit.ms / 1000} s without a pause and was stopped ${place.trim()}`.trimEnd(),
    );
    turnLimit.hit();
    this.#isInterrupted = true;
    return true;
  }
}
