// The host calls of a VU that are answered at once and concern its run: what the guest tells, and what it asks.

import type { MetricType } from 'k6-format/metrics';
import type { CallsOf } from './call-homes.ts';
import { EXIT, type Stop } from './exit-codes.ts';
import type { Task } from './floor.ts';
import type { GuestEvents } from './guest-events.ts';
import type { Activation, GuestReport } from './protocol.ts';
import type { LogLevel, RunContext } from './run-context.ts';
import type { SampleCollector } from './sample-collector.ts';
import type { CallArguments, CallTable, Suspension } from './sandbox.ts';
import type { Scenario } from './scenarios.ts';
import { wholeIndex } from './segments.ts';
import type { TagSet } from './tag-sets.ts';
import { UnsupportedError } from './unsupported.ts';

/** System tags that the guest puts on samples. */
const GUEST_TAGS = ['check', 'group', 'scenario'];

/** What the calls need of their VU. */
export interface CallOwner {
  readonly context: RunContext;
  readonly isInInit: boolean;
  readonly id: number;
  readonly samples: SampleCollector;
  /** The events of a queue: see Equipment. */
  queue(id: number): GuestEvents;
  mailbox(): Float64Array;
  /** JSON of the Boot message or of the current Activation. */
  activation(): string;
  /** Name of the scenario that the VU works in. */
  scenario(): string | undefined;
  report(message: GuestReport): void;
  exception(text: string): void;
  located(stack: string): string;
  suspend(suspension: Suspension): void;
  /** Ends the iteration with these tags and begins the next. */
  next(tagSet: number, suspension: Suspension): void;
  sleep(seconds: number, suspension: Suspension): void;
  /** Ends the run; nothing of this VU goes on. */
  end(stop: Stop): void;
}

const NUMBERS: Readonly<Record<string, (run: RunContext, owner: CallOwner) => number>> = {
  progress: (run, owner) => run.progressOf(owner.scenario() ?? ''),
  iterationsInterrupted: ({ counters }) => counters.get('iterationsInterrupted'),
  iterationsCompleted: ({ counters }) => counters.get('iterationsCompleted'),
  vusActive: ({ counters }) => counters.get('vusActive'),
  vusInitialized: ({ counters }) => counters.get('vusInitialized'),
  currentTestRunDuration: (run) => run.elapsedMs(),
  epochMs: ({ clock }) => Math.floor(clock.epochMs()),
  id: (_run, { id }) => id,
};

export class VuCalls implements Pick<CallTable, CallsOf<'vu'>> {
  readonly #owner: CallOwner;
  readonly #run: RunContext;

  constructor(owner: CallOwner) {
    this.#owner = owner;
    this.#run = owner.context;
  }

  nextIteration(args: CallArguments, suspension: Suspension): void {
    this.#owner.next(args.number(0), suspension);
  }

  sleep(args: CallArguments, suspension: Suspension): void {
    this.#owner.sleep(args.number(0), suspension);
  }

  awaitEvent(args: CallArguments, suspension: Suspension): void {
    this.#owner.suspend(suspension);
    this.#owner.queue(args.number(0)).next((event) => suspension.resume(JSON.stringify(event)));
  }

  // ---- what the guest tells

  flush(): undefined {
    this.#owner.samples.collect(this.#owner.mailbox());
  }

  log(args: CallArguments): undefined {
    this.#run.log(args.text(0) as LogLevel, args.text(1));
  }

  console(args: CallArguments): undefined {
    this.#run.console(args.text(0) as LogLevel, args.text(1));
  }

  exception(args: CallArguments): undefined {
    this.#owner.exception(args.text(0));
  }

  report(args: CallArguments): undefined {
    this.#owner.report(JSON.parse(args.text(0)) as GuestReport);
  }

  abort(args: CallArguments): undefined {
    this.#owner.end(abortion(args.text(0)));
  }

  unsupported(args: CallArguments): never {
    throw new UnsupportedError(args.text(0), args.text(1), args.text(2));
  }

  markFailed(args: CallArguments): undefined {
    this.#run.markFailed(args.text(0));
  }

  group(args: CallArguments): undefined {
    this.#run.checks.group(args.text(0));
  }

  startTimer(args: CallArguments): number {
    if (this.#owner.isInInit) throw new UnsupportedError('a timer in the init context');
    return this.#owner.queue(args.number(1)).startTimer(args.number(0));
  }

  stopTimer(args: CallArguments): undefined {
    this.#owner.queue(args.number(1)).stopTimer(args.number(0));
  }

  // ---- what it asks

  activation(): string {
    return this.#owner.activation();
  }

  located(args: CallArguments): string {
    return this.#owner.located(args.text(0));
  }

  metric(args: CallArguments): number {
    const { name, type, isTime } = JSON.parse(args.text(0)) as { name: string; type: MetricType; isTime: boolean };
    if (!this.#owner.isInInit) throw new Error('metrics must be declared in the init context');
    return this.#run.metrics.define(name, type, isTime ? 'time' : 'default').id;
  }

  tagSet(args: CallArguments): number {
    const { tagSets } = this.#run.metrics;
    const [base, json] = [args.number(0), args.text(1)];
    const make = (): TagSet =>
      tagSets.extend(tagSets.get(base), keptTags(this.#run, JSON.parse(json) as Record<string, string>));
    // Which tags are kept is known with the settings.
    return (this.#run.settings ? tagSets.ofText(`${base} ${json}`, make) : make()).id;
  }

  checkHandle(args: CallArguments): number {
    const { checks, metrics } = this.#run;
    return this.#owner.samples.handleOf(checks.check(args.text(1), args.text(2)), metrics.tagSets.get(args.number(0)));
  }

  now(): number {
    return this.#run.clock.now();
  }

  execution(args: CallArguments): number | undefined {
    const what = args.text(0);
    if (what === 'idInTest') return idInTest(this.#run, args.number(1));
    return NUMBERS[what]?.(this.#run, this.#owner);
  }

  options(): string {
    return JSON.stringify(this.#run.settings?.consolidated ?? {});
  }
}

function abortion(message: string): Stop {
  return { exitCode: EXIT.scriptAborted, reason: message ? `test aborted: ${message}` : 'test aborted' };
}

/** The number of a VU among those of all execution segments; both from 1, and 0 outside of the load. */
function idInTest({ settings }: RunContext, id: number): number {
  return settings?.share && id > 0 ? wholeIndex(settings.share, id - 1) + 1 : id;
}

/** JSON of what VUs of a scenario get, by the scenario: all of them get the same. */
const told = new WeakMap<Scenario, { startedAtMs: number; text: string }>();

/** JSON of the Activation of a guest that starts on a scenario. */
export function scenarioActivation(run: RunContext, { scenario, startedAtMs }: Task): string {
  const known = told.get(scenario);
  if (known?.startedAtMs === startedAtMs) return known.text;
  const text = JSON.stringify(activationOf(run, scenario, startedAtMs));
  told.set(scenario, { startedAtMs, text });
  return text;
}

function activationOf({ settings, setupData }: RunContext, scenario: Scenario, startedAtMs: number): Activation {
  return {
    kind: 'scenario',
    name: scenario.name,
    executor: scenario.executor,
    startTimeMs: Math.round(startedAtMs),
    exec: scenario.exec,
    env: scenario.env,
    tags: { ...settings?.tags, ...scenario.tags, scenario: scenario.name, group: '' },
    throws: settings?.throws ?? false,
    setupData,
  };
}

/** The guest always keeps its system tags; the option systemTags may leave them off samples. */
export function keptTags({ settings }: RunContext, tags: Record<string, string>): Record<string, string> {
  if (!settings) return tags;
  const isKept = ([name]: [string, string]): boolean => !GUEST_TAGS.includes(name) || settings.systemTags.has(name);
  return Object.fromEntries(Object.entries(tags).filter(isKept));
}
