// A virtual user: one sandbox, its HTTP session, and the bookkeeping of its iterations.

import type { Check } from './checks.ts';
import type { Grant, Task, Vu } from './executors.ts';
import { GuestError } from './guest-error.ts';
import { ENTRY_NAME, learnModules, RUNTIME_NAME, runtimeSource } from './guest-runtime.ts';
import { commonCalls } from './host-calls.ts';
import { HttpCalls } from './http-calls.ts';
import { HttpSession } from './http-session.ts';
import {
  type Activation,
  type Boot,
  CALLS,
  type DirectCallName,
  type GuestEvent,
  type GuestReport,
  MAILBOX_LENGTH,
  SAMPLES_AT,
  SLOT,
  SUSPENDING_CALLS,
  type SuspendingCallName,
} from './protocol.ts';
import { type DirectCall, type GuestValue, type HostCall, QuickJs, type SuspendingCall } from './quickjs.ts';
import type { LogLevel, RunContext } from './run-context.ts';
import type { TagSet } from './tag-sets.ts';
import type { Transport } from './transport.ts';

const LOOP = "globalThis[Symbol.for('runner.loop')]()";
/** A VU that is never done waiting gives way to the others after this time, milliseconds. */
const TURN_MS = 5;
/** Guest code that runs for longer without any pause is stopped, milliseconds. */
const LONGEST_TURN_MS = 60_000;

/** System tags that the guest puts on samples. */
const GUEST_TAGS = ['check', 'group', 'scenario'];

type Resume = (value: GuestValue | Error) => void;
type LifecycleKind = Exclude<Activation['kind'], 'scenario'>;

/** What became of a lifecycle function. */
export type LifecycleOutcome =
  | { state: 'returned'; value: unknown }
  | { state: 'threw'; text: string }
  | { state: 'interrupted' };

export class VirtualUser implements Vu {
  readonly id: number;
  /** `typeof` of each export of the script, and its options as they came out of this sandbox. */
  exports: Record<string, string> = {};
  options: unknown;
  readonly #run: RunContext;
  readonly #transport: Transport;
  readonly #session: HttpSession;
  readonly #http: HttpCalls;
  #js!: QuickJs;
  #isInInit = true;
  #isInterrupted = false;
  /** The guest waits in a call; this is how to go on. */
  #wake: Resume | undefined;
  #turnStartedMs = 0;
  #activation: Activation | undefined;
  #task: Task | undefined;
  /** Set while an iteration is in progress. */
  #iterationStartedMs: number | undefined;
  #iterations = 0;
  #iterationsInScenario = 0;
  #outcome: LifecycleOutcome | undefined;
  readonly #checkHandles: { check: Check; tags: TagSet }[] = [];
  readonly #events: GuestEvent[] = [];
  #expectedEvents = 0;
  readonly #timers = new Map<number, () => void>();
  #lastTimer = 0;

  /** Makes the sandbox and evaluates the script in it. Throws a GuestError when the script does. */
  static async create(run: RunContext, id: number): Promise<VirtualUser> {
    const vu = new VirtualUser(run, id);
    await vu.#boot();
    run.counters.vusInitialized += id > 0 ? 1 : 0;
    return vu;
  }

  private constructor(run: RunContext, id: number) {
    this.#run = run;
    this.id = id;
    this.#transport = run.newTransport();
    this.#session = new HttpSession({
      metrics: run.metrics,
      transport: this.#transport,
      epochMs: () => run.clock.epochMs(),
      hasSystemTag: (name) => run.settings?.systemTags.has(name) ?? true,
      onFailure: (url, error) => run.requestFailed(url, error),
    });
    this.#http = new HttpCalls({
      run,
      session: this.#session,
      mailbox: () => this.#js.mailbox,
      refuseInInit: (what) => this.#refuseInInit(what),
      expectEvent: () => this.#expectEvent(),
      suspend: (resume) => this.#suspend(resume),
    });
  }

  async #boot(): Promise<void> {
    const table: Record<SuspendingCallName, SuspendingCall> & Record<DirectCallName, DirectCall> = {
      ...this.#http.suspending(),
      ...this.#http.direct(),
      ...commonCalls(this.#run, () => this.#isInInit),
      ...this.#waitingCalls(),
      ...this.#tellingCalls(),
      ...this.#askingCalls(),
    };
    const calls = CALLS.map((name): HostCall => {
      if ((SUSPENDING_CALLS as readonly string[]).includes(name))
        return { name, suspends: true, call: table[name as SuspendingCallName] };
      return { name, suspends: false, call: this.#guarded(name as DirectCallName, table[name as DirectCallName]) };
    });
    this.#js = await QuickJs.create({
      calls,
      loader: this.#run.script,
      mailboxLength: MAILBOX_LENGTH,
      shouldInterrupt: () => this.#mustStop(),
    });
    this.#startTurn();
    this.#js.evaluateModule(runtimeSource(), RUNTIME_NAME);
    this.#js.evaluateModule(this.#run.script.entry, ENTRY_NAME);
    if (Object.keys(this.exports).length === 0) throw new GuestError('Error', 'the script exports no function', '');
    this.#isInInit = false;
  }

  async run(task: Task): Promise<void> {
    const { scenario } = task;
    this.#task = task;
    this.#isInterrupted = false;
    this.#iterationsInScenario = 0;
    this.#run.counters.vusActive += 1;
    this.#activation = {
      kind: 'scenario',
      name: scenario.name,
      executor: scenario.executor,
      startTimeMs: Math.round(task.startedAtMs),
      exec: scenario.exec,
      env: scenario.env,
      tags: { ...this.#run.settings?.tags, ...scenario.tags, scenario: scenario.name, group: '' },
      throws: this.#run.settings?.throws ?? false,
      setupData: this.#run.setupData,
    };
    try {
      await this.#runLoop();
    } finally {
      if (this.#iterationStartedMs !== undefined) this.#endInterrupted();
      this.#run.counters.vusActive -= 1;
      this.#task = undefined;
      this.#clearEvents();
    }
  }

  /** Calls setup, teardown or handleSummary with `argument` (JSON). */
  async lifecycle(kind: LifecycleKind, argument: string | undefined, timeoutMs: number): Promise<LifecycleOutcome> {
    const group = kind === 'handleSummary' ? '' : `::${kind}`;
    const tags = { ...this.#run.settings?.tags, group };
    this.#activation = { kind, exec: kind, tags, throws: this.#run.settings?.throws ?? false, argument };
    this.#isInterrupted = false;
    this.#outcome = undefined;
    const cancel = this.#run.clock.after(timeoutMs, () => this.interrupt());
    const startedMs = this.#run.clock.now();
    try {
      await this.#runLoop();
    } finally {
      cancel();
    }
    this.#collect();
    if (kind !== 'handleSummary') this.#recordTraffic(this.#run.metrics.tagSets.of(this.#keptTags(tags)), startedMs);
    this.#http.forget();
    this.#clearEvents();
    return this.#outcome ?? { state: 'interrupted' };
  }

  interrupt(): void {
    this.#isInterrupted = true;
    this.#session.interrupt();
    this.#wake?.(new Error('the iteration was interrupted'));
  }

  dispose(): void {
    this.#clearEvents();
    this.#transport.close();
    this.#js.dispose();
  }

  /** Runs the guest's loop until it has no more to do, or was stopped from outside. */
  async #runLoop(): Promise<void> {
    this.#startTurn();
    try {
      await this.#js.run(LOOP);
    } catch (error) {
      const isOurs = error instanceof GuestError && error.isInterruption;
      if (!isOurs) this.#run.log('error', error instanceof GuestError ? error.text : String(error));
    }
  }

  #waitingCalls(): Pick<Record<SuspendingCallName, SuspendingCall>, 'next' | 'sleep' | 'awaitEvent'> {
    return {
      next: (args, resume) => this.#next(args.number(0), this.#suspend(resume)),
      sleep: (args, resume) => {
        const wake = this.#suspend(resume);
        const cancel = this.#run.clock.after(args.number(0) * 1000, () => wake(undefined));
        this.#cancelWait = cancel;
      },
      awaitEvent: (_args, resume) => {
        const wake = this.#suspend(resume);
        this.#awaitingEvent = () => {
          const event = this.#events.shift() ?? (this.#expectedEvents === 0 ? ({ kind: 'idle' } as const) : undefined);
          if (!event) return;
          this.#awaitingEvent = undefined;
          wake(JSON.stringify(event));
        };
        this.#awaitingEvent();
      },
    };
  }

  #cancelWait: (() => void) | undefined;
  #awaitingEvent: (() => void) | undefined;

  #tellingCalls() {
    return {
      flush: () => this.#collect(),
      log: (args) => nothing(this.#run.log(args.text(0) as LogLevel, args.text(1))),
      exception: (args) => {
        const text = args.text(0);
        if (this.#isInterrupted) return undefined;
        if (this.#activation?.kind === 'scenario') this.#run.log('error', text);
        else this.#outcome = { state: 'threw', text };
        return undefined;
      },
      report: (args) => this.#report(JSON.parse(args.text(0)) as GuestReport),
      abort: (args) => nothing(this.#run.abort(args.text(0))),
      markFailed: (args) => nothing(this.#run.markFailed(args.text(0))),
      group: (args) => nothing(this.#run.checks.group(args.text(0))),
      startTimer: (args) => {
        this.#refuseInInit('a timer');
        const id = ++this.#lastTimer;
        const arrived = this.#expectEvent();
        const cancel = this.#run.clock.after(args.number(0), () => {
          this.#timers.delete(id);
          arrived({ kind: 'timer', id });
        });
        this.#timers.set(id, () => {
          cancel();
          this.#expectedEvents -= 1;
        });
        return id;
      },
      stopTimer: (args) => {
        this.#timers.get(args.number(0))?.();
        this.#timers.delete(args.number(0));
        return undefined;
      },
    } satisfies Partial<Record<DirectCallName, DirectCall>>;
  }

  #askingCalls() {
    const { metrics, checks, clock, counters } = this.#run;
    const numbers: Record<string, () => number> = {
      progress: () => (this.#task ? this.#run.progressOf(this.#task.scenario.name) : 0),
      iterationInTest: () => this.#js.mailbox[SLOT.scenarioIteration] as number,
      iterationsInterrupted: () => counters.iterationsInterrupted,
      iterationsCompleted: () => counters.iterationsCompleted,
      vusActive: () => counters.vusActive,
      vusInitialized: () => counters.vusInitialized,
      currentTestRunDuration: () => this.#run.elapsedMs(),
      epochMs: () => Math.floor(clock.epochMs()),
    };
    return {
      activation: () => JSON.stringify(this.#isInInit ? this.#bootMessage() : this.#activation),
      metric: (args) => {
        const { name, type, isTime } = JSON.parse(args.text(0)) as {
          name: string;
          type: 'counter' | 'gauge' | 'rate' | 'trend';
          isTime: boolean;
        };
        if (!this.#isInInit) throw new Error('metrics must be declared in the init context');
        return metrics.define(name, type, isTime ? 'time' : 'default').id;
      },
      tagSet: (args) =>
        metrics.tagSets.extend(
          metrics.tagSets.get(args.number(0)),
          this.#keptTags(JSON.parse(args.text(1)) as Record<string, string>),
        ).id,
      checkHandle: (args) => {
        const handle = { tags: metrics.tagSets.get(args.number(0)), check: checks.check(args.text(1), args.text(2)) };
        return this.#checkHandles.push(handle) - 1;
      },
      now: () => clock.now(),
      execution: (args) => numbers[args.text(0)]?.(),
      options: () => JSON.stringify(this.#run.settings?.consolidated ?? {}),
    } satisfies Partial<Record<DirectCallName, DirectCall>>;
  }

  #bootMessage(): Boot {
    return { env: this.#run.env, vuId: this.id, hasVirtualClock: this.#run.hasVirtualClock };
  }

  #report(message: GuestReport): undefined {
    switch (message.kind) {
      case 'modules':
        learnModules(message.exports);
        return;
      case 'script':
        this.exports = message.exports;
        this.options = message.options;
        return;
      case 'result':
        this.#outcome = { state: 'returned', value: message.value };
    }
  }

  /** Between two iterations: settles the last one and asks for the next. */
  #next(tagSet: number, wake: Resume): void {
    const startedMs = this.#iterationStartedMs;
    if (startedMs !== undefined) {
      this.#endIteration(this.#run.metrics.tagSets.get(tagSet), startedMs);
      const restMs = (this.#run.settings?.minIterationDurationMs ?? 0) - (this.#run.clock.now() - startedMs);
      if (restMs > 0) {
        this.#run.clock.after(restMs, () => this.#ask(wake));
        return;
      }
    }
    this.#ask(wake);
  }

  #ask(wake: Resume): void {
    if (this.#isInterrupted) return wake(0);
    const grant = this.#task?.next(this);
    if (grant instanceof Promise) grant.then((late) => this.#begin(late, wake));
    else if (this.#run.clock.now() - this.#turnStartedMs < TURN_MS) this.#begin(grant, wake);
    else this.#run.clock.yield(() => this.#begin(grant, wake));
  }

  #begin(grant: Grant, wake: Resume): void {
    if (!grant || this.#isInterrupted) return wake(0);
    const { mailbox } = this.#js;
    mailbox[SLOT.scenarioIteration] = grant.iteration;
    mailbox[SLOT.vuIterationInScenario] = this.#iterationsInScenario++;
    mailbox[SLOT.vuIteration] = this.#iterations++;
    this.#iterationStartedMs = this.#run.clock.now();
    wake(1);
  }

  #endIteration(tags: TagSet, startedMs: number): void {
    if (this.#isInterrupted) return this.#endInterrupted();
    this.#collect();
    const { metrics, clock, counters, settings } = this.#run;
    metrics.add(metrics.builtIn.iterations, 1, tags, clock.epochMs());
    this.#recordTraffic(tags, startedMs);
    counters.iterationsCompleted += 1;
    this.#iterationStartedMs = undefined;
    this.#http.forget();
    if (!settings?.noCookiesReset) this.#session.resetCookies();
    if (settings?.noVuConnectionReuse) this.#transport.close();
  }

  #recordTraffic(tags: TagSet, startedMs: number): void {
    const { metrics, clock } = this.#run;
    const timeMs = clock.epochMs();
    const { sent, received } = this.#transport.takeBytes();
    metrics.add(metrics.builtIn.iteration_duration, clock.now() - startedMs, tags, timeMs);
    metrics.add(metrics.builtIn.data_sent, sent, tags, timeMs);
    metrics.add(metrics.builtIn.data_received, received, tags, timeMs);
  }

  #endInterrupted(): void {
    this.#iterationStartedMs = undefined;
    this.#run.counters.iterationsInterrupted += 1;
    this.#js.mailbox[SLOT.sampleCount] = 0;
    this.#http.forget();
    this.#session.resetCookies();
  }

  /** Takes the samples that the guest has left in the mailbox. */
  #collect(): undefined {
    const { mailbox } = this.#js;
    const count = mailbox[SLOT.sampleCount] as number;
    mailbox[SLOT.sampleCount] = 0;
    if (count === 0 || this.#isInterrupted) return;
    const { metrics, clock } = this.#run;
    const timeMs = clock.epochMs();
    for (let at = SAMPLES_AT; at < SAMPLES_AT + 3 * count; at += 3) {
      const [id, value, tag] = [mailbox[at] as number, mailbox[at + 1] as number, mailbox[at + 2] as number];
      if (id === metrics.builtIn.checks.id) this.#addCheck(value, tag, timeMs);
      else metrics.add(metrics.all[id] as (typeof metrics.all)[number], value, metrics.tagSets.get(tag), timeMs);
    }
  }

  #addCheck(passed: number, handle: number, timeMs: number): void {
    const { metrics } = this.#run;
    const { check, tags } = this.#checkHandles[handle] as { check: Check; tags: TagSet };
    if (passed) check.passes += 1;
    else check.fails += 1;
    metrics.add(metrics.builtIn.checks, passed, tags, timeMs);
  }

  /** Wraps the way back into the guest: samples are collected first, and an interruption may come before the answer. */
  #suspend(resume: Resume): Resume {
    this.#collect();
    let isOpen = true;
    const wake: Resume = (value) => {
      if (!isOpen) return;
      isOpen = false;
      this.#wake = undefined;
      this.#cancelWait?.();
      this.#cancelWait = undefined;
      this.#awaitingEvent = undefined;
      this.#startTurn();
      resume(value);
    };
    this.#wake = wake;
    if (this.#isInterrupted) wake(new Error('the iteration was interrupted'));
    return wake;
  }

  /** After an interruption nothing works any more, so that a script which catches errors ends too. */
  #guarded(name: DirectCallName, call: DirectCall): DirectCall {
    if (name === 'exception' || name === 'report' || name === 'activation') return call;
    return (args) => {
      if (this.#isInterrupted) throw new Error('the iteration was interrupted');
      return call(args);
    };
  }

  #expectEvent(): (event: GuestEvent) => void {
    this.#expectedEvents += 1;
    return (event) => {
      this.#expectedEvents -= 1;
      this.#events.push(event);
      this.#awaitingEvent?.();
    };
  }

  #clearEvents(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#events.length = 0;
  }

  #startTurn(): void {
    this.#turnStartedMs = this.#run.clock.now();
  }

  #mustStop(): boolean {
    if (this.#isInterrupted) return true;
    if (this.#run.clock.now() - this.#turnStartedMs < LONGEST_TURN_MS) return false;
    this.#run.log(
      'error',
      `VU ${this.id}: the script ran for ${LONGEST_TURN_MS / 1000} s without a pause and was stopped`,
    );
    this.#isInterrupted = true;
    return true;
  }

  #refuseInInit(what: string): void {
    if (this.#isInInit) throw new Error(`${what} is not possible in the init context`);
  }

  /** The guest always keeps these; the option systemTags may not want them on samples. */
  #keptTags(tags: Record<string, string>): Record<string, string> {
    const enabled = this.#run.settings?.systemTags;
    if (!enabled) return tags;
    return Object.fromEntries(Object.entries(tags).filter(([name]) => !GUEST_TAGS.includes(name) || enabled.has(name)));
  }
}

/** A call that has no answer. */
function nothing(_: unknown): undefined {
  return undefined;
}
