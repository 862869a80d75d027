// The host calls of a VU that are answered at once and concern its run: what the guest tells, and what it asks.
import type { Task } from './executors.ts';
import { EXIT, type Stop } from './exit-codes.ts';
import type { GuestEvents } from './guest-events.ts';
import type { MetricType } from './metrics.ts';
import type { Activation, DirectCallName, GuestReport } from './protocol.ts';
import type { LogLevel, RunContext } from './run-context.ts';
import type { SampleCollector } from './sample-collector.ts';
import type { DirectCall } from './sandbox.ts';
import { wholeIndex } from './segments.ts';
import type { TagSet } from './tag-sets.ts';
import { UnsupportedError } from './unsupported.ts';

/** System tags that the guest puts on samples. */
const GUEST_TAGS = ['check', 'group', 'scenario'];

/** What the calls need of their VU. */
export interface CallOwner {
  run: RunContext;
  samples: SampleCollector;
  /** The events of a queue: see SocketCalls. */
  queue(id: number): GuestEvents;
  mailbox(): Float64Array;
  isInInit(): boolean;
  /** JSON of the Boot message or of the current Activation. */
  activation(): string;
  /** Name of the scenario that the VU works in. */
  scenario(): string | undefined;
  report(message: GuestReport): void;
  exception(text: string): void;
  located(stack: string): string;
  /** Ends the run; nothing of this VU goes on. */
  end(stop: Stop): void;
}

export function tellingCalls(owner: CallOwner) {
  const { run, samples, mailbox } = owner;
  return {
    flush: () => nothing(samples.collect(mailbox())),
    log: (args) => nothing(run.log(args.text(0) as LogLevel, args.text(1))),
    console: (args) => nothing(run.console(args.text(0) as LogLevel, args.text(1))),
    exception: (args) => nothing(owner.exception(args.text(0))),
    report: (args) => nothing(owner.report(JSON.parse(args.text(0)) as GuestReport)),
    abort: (args) => nothing(owner.end(abortion(args.text(0)))),
    unsupported: (args) => {
      throw new UnsupportedError(args.text(0), args.text(1), args.text(2));
    },
    markFailed: (args) => nothing(run.markFailed(args.text(0))),
    group: (args) => nothing(run.checks.group(args.text(0))),
    startTimer: (args) => {
      if (owner.isInInit()) throw new UnsupportedError('a timer in the init context');
      return owner.queue(args.number(1)).startTimer(args.number(0));
    },
    stopTimer: (args) => nothing(owner.queue(args.number(1)).stopTimer(args.number(0))),
  } satisfies Partial<Record<DirectCallName, DirectCall>>;
}

export function askingCalls(owner: CallOwner) {
  const { run, samples } = owner;
  const { metrics, checks, clock, counters } = run;
  const numbers: Record<string, () => number> = {
    progress: () => run.progressOf(owner.scenario() ?? ''),
    iterationsInterrupted: () => counters.get('iterationsInterrupted'),
    iterationsCompleted: () => counters.get('iterationsCompleted'),
    vusActive: () => counters.get('vusActive'),
    vusInitialized: () => counters.get('vusInitialized'),
    currentTestRunDuration: () => run.elapsedMs(),
    epochMs: () => Math.floor(clock.epochMs()),
  };
  return {
    activation: () => owner.activation(),
    located: (args) => owner.located(args.text(0)),
    metric: (args) => {
      const { name, type, isTime } = JSON.parse(args.text(0)) as { name: string; type: MetricType; isTime: boolean };
      if (!owner.isInInit()) throw new Error('metrics must be declared in the init context');
      return metrics.define(name, type, isTime ? 'time' : 'default').id;
    },
    tagSet: (args) => {
      const [base, json] = [args.number(0), args.text(1)];
      const make = (): TagSet =>
        metrics.tagSets.extend(metrics.tagSets.get(base), keptTags(run, JSON.parse(json) as Record<string, string>));
      // Which tags are kept is known with the settings.
      return (run.settings ? metrics.tagSets.ofText(`${base} ${json}`, make) : make()).id;
    },
    checkHandle: (args) =>
      samples.handleOf(checks.check(args.text(1), args.text(2)), metrics.tagSets.get(args.number(0))),
    now: () => clock.now(),
    execution: (args) => (args.text(0) === 'idInTest' ? idInTest(run, args.number(1)) : numbers[args.text(0)]?.()),
    options: () => JSON.stringify(run.settings?.consolidated ?? {}),
  } satisfies Partial<Record<DirectCallName, DirectCall>>;
}

function abortion(message: string): Stop {
  return { exitCode: EXIT.scriptAborted, reason: message ? `test aborted: ${message}` : 'test aborted' };
}

/** The number of a VU among those of all execution segments; both from 1, and 0 outside of the load. */
function idInTest({ settings }: RunContext, id: number): number {
  return settings?.share && id > 0 ? wholeIndex(settings.share, id - 1) + 1 : id;
}

/** What a guest is told when it starts on a scenario. */
export function scenarioActivation({ settings, setupData }: RunContext, { scenario, startedAtMs }: Task): Activation {
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

/** The guest always keeps its system tags; the option systemTags may not want them on samples. */
export function keptTags({ settings }: RunContext, tags: Record<string, string>): Record<string, string> {
  if (!settings) return tags;
  const isKept = ([name]: [string, string]): boolean => !GUEST_TAGS.includes(name) || settings.systemTags.has(name);
  return Object.fromEntries(Object.entries(tags).filter(isKept));
}

/** A call that has no answer. */
function nothing(_: unknown): undefined {
  return undefined;
}
