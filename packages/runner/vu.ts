// A virtual user: one sandbox, what it works with (vu-equipment.ts), and the bookkeeping of its iterations.
import { HOMES } from './call-homes.ts';
import { EXIT, StartError, type Stop } from './exit-codes.ts';
import type { Grant, Task, Vu } from './floor.ts';
import { GuestError } from './guest-error.ts';
import type { GuestEvents } from './guest-events.ts';
import type { Answer } from './http-answer.ts';
import {
  type Activation,
  type Boot,
  type CallName,
  type GuestReport,
  type LifecycleOutcome,
  SLOT,
} from './protocol.ts';
import type { RunContext } from './run-context.ts';
import { SampleCollector } from './sample-collector.ts';
import { type CallTable, Sandbox, type SandboxOwner, type Suspension } from './sandbox.ts';
import { type Share, wholeIndex } from './segments.ts';
import type { TagSet } from './tag-sets.ts';
import { UnsupportedError } from './unsupported.ts';
import { type CallOwner, keptTags, scenarioActivation, VuCalls } from './vu-calls.ts';
import { Equipment, type EquipmentOwner } from './vu-equipment.ts';
import { World } from './world.ts';

type LifecycleKind = Exclude<Activation['kind'], 'scenario'>;

export class VirtualUser implements Vu, SandboxOwner, EquipmentOwner, CallOwner {
  readonly id: number;
  readonly context: RunContext;
  readonly samples: SampleCollector;
  isInInit = false;
  /** `typeof` of each export of the script, and its options, as they came out of this sandbox. */
  exports: Record<string, string> = {};
  options: unknown;
  readonly #equipment: Equipment;
  readonly #calls: VuCalls;
  #js!: Sandbox;
  #world!: World;
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
  /** JSON of what the loop is started for. */
  #activation: string | undefined;
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

  private constructor(context: RunContext, id: number) {
    this.context = context;
    this.id = id;
    this.samples = new SampleCollector(context.metrics, context.clock);
    this.#equipment = new Equipment(this);
    this.#calls = new VuCalls(this);
  }

  async run(task: Task): Promise<void> {
    this.#task = task;
    this.#share = this.context.settings?.scenarios.find(({ name }) => name === task.scenario.name)?.share;
    this.#isInterrupted = this.#hasPaused = false;
    this.#iterationsInScenario = 0;
    this.#activation = scenarioActivation(this.context, task);
    this.context.counters.add('vusActive', 1);
    try {
      await this.#runLoop();
    } finally {
      if (this.#iterationStartedMs !== undefined) this.#endInterrupted();
      this.#equipment.leave();
      this.#task = undefined;
      this.context.counters.add('vusActive', -1);
    }
  }

  /** Calls setup, teardown or handleSummary with `argument` (JSON); `signal` interrupts it. */
  async lifecycle(
    kind: LifecycleKind,
    argument: string | undefined,
    timeoutMs: number,
    signal?: AbortSignal,
  ): Promise<LifecycleOutcome> {
    const { clock, metrics, settings } = this.context;
    const tags = { ...settings?.tags, group: kind === 'handleSummary' ? '' : `::${kind}` };
    const activation: Activation = { kind, exec: kind, tags, throws: settings?.throws ?? false, argument };
    this.#activation = JSON.stringify(activation);
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
    this.samples.collect(this.#js.mailbox);
    if (kind !== 'handleSummary')
      this.#equipment.recordTraffic(metrics.tagSets.of(keptTags(this.context, tags)), startedMs);
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

  /** Who answers a call of the script. */
  answerer(name: CallName): Partial<CallTable> {
    const home = HOMES[name];
    return home === 'vu' ? this.#calls : this.#equipment[home];
  }

  async #boot(): Promise<void> {
    this.isInInit = true;
    this.#turnStartedMs = this.context.clock.now();
    this.#evaluate(this.#worldOf(this.context));
    if (!Object.values(this.exports).includes('function'))
      throw new StartError(
        EXIT.other,
        'the script exports no function: expected a default function, or those of its scenarios',
      );
    this.isInInit = false;
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
  #evaluate(world: World): void {
    try {
      this.#js = new Sandbox(world, this);
    } finally {
      // biome-ignore lint/correctness/noUnsafeFinally: the reason goes before the exception that it has led to
      if (this.#ended) throw new StartError(this.#ended.exitCode, this.#ended.reason);
    }
  }

  // ---- for the sandbox, the equipment and the calls

  world(): World {
    return this.#world;
  }

  isInterrupted(): boolean {
    return this.#isInterrupted;
  }

  /** The suspended script is about to go on. */
  onResume(): void {
    this.#pending = undefined;
    this.#turnStartedMs = this.context.clock.now();
  }

  mayBrowse(): boolean {
    return this.#task?.scenario.hasBrowser === true;
  }

  newResponse(answer: Answer): object {
    return this.#world.response(answer);
  }

  queue(id: number): GuestEvents {
    return this.#equipment.queue(id);
  }

  mailbox(): Float64Array {
    return this.#js.mailbox;
  }

  activation(): string {
    return this.isInInit ? bootText(this.context.env) : (this.#activation ?? '');
  }

  scenario(): string | undefined {
    return this.#task?.scenario.name;
  }

  located(stack: string): string {
    return this.#world.located(stack);
  }

  sleep(seconds: number, suspension: Suspension): void {
    const { clock } = this.context;
    this.suspend(suspension);
    this.#cancelSleep = clock.after(seconds * 1000, () => clock.ready(() => suspension.resume(undefined)));
  }

  /** Runs the guest's loop until it has no more to do, or was stopped from outside. */
  async #runLoop(): Promise<void> {
    this.#turnStartedMs = this.context.clock.now();
    try {
      await this.#js.run();
    } catch (error) {
      if (this.#isInterrupted) return;
      this.context.log('error', error instanceof GuestError ? error.text : `VU ${this.id} broke down: ${error}`);
    }
  }

  report(message: GuestReport): void {
    if (message.kind === 'result') this.#outcome = { state: 'returned', value: message.value };
    else {
      this.exports = message.exports;
      this.options = message.options;
    }
  }

  threw(error: unknown): void {
    if (error instanceof UnsupportedError) this.end({ exitCode: EXIT.scriptException, reason: error.message });
  }

  end(stop: Stop): void {
    this.#ended ??= stop;
    // In the init context it reaches the one who makes the VU.
    if (!this.isInInit) this.context.end(stop);
    this.interrupt();
  }

  exception(text: string): void {
    this.#equipment.abandon();
    if (this.#isInterrupted) return;
    if (this.#task) this.context.logRepeated('error', text);
    else this.#outcome = { state: 'threw', text };
  }

  /** Between two iterations: settles the last one and asks for the next. */
  next(tagSet: number, suspension: Suspension): void {
    if (this.#isInterrupted) {
      suspension.resume(0);
      return;
    }
    const mustGiveWay = !this.#hasPaused;
    this.suspend(suspension);
    const { clock, metrics, settings } = this.context;
    const startedMs = this.#iterationStartedMs;
    if (startedMs !== undefined) this.#endIteration(metrics.tagSets.get(tagSet), startedMs);
    const restMs = startedMs === undefined ? 0 : (settings?.minIterationDurationMs ?? 0) - (clock.now() - startedMs);
    if (restMs > 0) clock.after(restMs, () => this.#ask(suspension));
    // An iteration that waited for nothing has let nobody else run: neither other VUs nor sockets and signals.
    else if (mustGiveWay) clock.yield(() => this.#ask(suspension));
    else this.#ask(suspension);
  }

  #ask(suspension: Suspension): void {
    const { clock } = this.context;
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
      this.#iterationStartedMs = this.context.clock.now();
      if (grant.dueMs !== undefined) this.context.watch.planned(this.#iterationStartedMs - grant.dueMs);
      this.#hasPaused = false;
    }
    suspension.resume(grant ? 1 : 0);
  }

  #endIteration(tags: TagSet, startedMs: number): void {
    const { metrics, clock, counters } = this.context;
    this.#iterationStartedMs = undefined;
    metrics.add(metrics.builtIn.iterations, 1, tags, clock.epochMs());
    this.#equipment.recordTraffic(tags, startedMs);
    counters.add('iterationsCompleted', 1);
    this.#equipment.endIteration();
  }

  #endInterrupted(): void {
    this.#iterationStartedMs = undefined;
    this.context.counters.add('iterationsInterrupted', 1);
    this.samples.discard(this.#js.mailbox);
    this.#equipment.endInterrupted();
  }

  /** Notes what the guest waits in. */
  suspend(suspension: Suspension): void {
    this.samples.collect(this.#js.mailbox);
    this.#hasPaused = true;
    this.#pending = suspension;
  }

  mustStop(): boolean {
    this.#isInterrupted ||= this.context.isStopping();
    if (this.#isInterrupted) return true;
    const { clock, log, turnLimit } = this.context;
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

/** JSON of the Boot message, by the environment. */
const bootTexts = new WeakMap<object, string>();

function bootText(env: Boot['env']): string {
  const known = bootTexts.get(env) ?? JSON.stringify({ env } satisfies Boot);
  bootTexts.set(env, known);
  return known;
}
