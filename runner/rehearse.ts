// Runs a bundle without sockets and without waiting, to see what it exports, which options it has and what it records.
import { VirtualClock } from './clock.ts';
import type { Task } from './executors.ts';
import { loadScript } from './load-script.ts';
import type { RawOptions } from './options.ts';
import type { RunContext } from './run-context.ts';
import { type Scenario, scenarioLength } from './scenarios.ts';
import type { Hop, HopResult, Transport } from './transport.ts';
import { VirtualUser } from './vu.ts';

export interface RehearsalRequest {
  /** Text of the bundle. */
  source: string;
  /** For messages, and for what the bundle opens. */
  filename: string;
  env: Readonly<Record<string, string>>;
  /** How often each scenario's function runs, at moments spread over the scenario's length. */
  iterations: number;
}

export interface Rehearsal {
  exports: string[];
  /** As the script exports them. */
  options: RawOptions;
  /** By metric: each set of tags that a sample of it had. */
  emitted: Record<string, Record<string, string>[]>;
}

/** Every answer of the stand-in for a server. */
const ANSWER_BODY = Buffer.from('{}');

/** Answers each request at once with 200 and an empty JSON object. */
class CannedTransport implements Transport {
  send(hop: Hop, done: (result: HopResult) => void): () => void {
    done({
      status: 200,
      statusText: 'OK',
      headers: [['content-type', 'application/json']],
      body: hop.keepsBody ? ANSWER_BODY : undefined,
      timings: { blocked: 0, connecting: 0, tlsHandshaking: 0, sending: 0, waiting: 1, receiving: 0 },
      error: undefined,
      remoteIp: '127.0.0.1',
      remotePort: 80,
      tls: undefined,
    });
    return () => {};
  }

  takeBytes(): { sent: number; received: number } {
    return { sent: 0, received: 0 };
  }

  close(): void {}
}

/** Time passes only where the script waits, and then at once. */
class SkippingClock extends VirtualClock {
  override after(delayMs: number, callback: () => void): () => void {
    // The time limit of a lifecycle function is no pause of the script.
    if (!this.isSkipping) return () => {};
    this.set(this.now() + delayMs);
    callback();
    return () => {};
  }
  isSkipping = false;
}

/** Evaluates a bundle, runs setup() and each scenario's function `iterations` times. Throws what the script throws. */
export async function rehearse(request: RehearsalRequest): Promise<Rehearsal> {
  const clock = new SkippingClock();
  const failures: string[] = [];
  const { context, settings, main } = await loadScript({
    script: request.filename,
    source: request.source,
    env: request.env,
    clock,
    hasVirtualClock: true,
    keepsAllTags: true,
    newTransport: () => new CannedTransport(),
    log: (level, text) => {
      if (level === 'error') failures.push(text);
    },
    requestFailed: () => {},
  });
  const emitted = recordTags(context);
  context.elapsedMs = () => clock.now();
  await setUp(context, main, settings.noSetup);
  const vu = await VirtualUser.create(context, 1);
  for (const scenario of settings.scenarios) {
    await vu.run(spread(scenario, request.iterations, clock, context));
    if (failures[0] !== undefined) throw new Error(failures[0]);
  }
  const { exports, options } = main;
  vu.dispose();
  main.dispose();
  return { exports: Object.keys(exports), options: (options ?? {}) as RawOptions, emitted: emitted() };
}

async function setUp(context: RunContext, main: VirtualUser, isOff: boolean): Promise<void> {
  if (isOff || !('setup' in main.exports)) return;
  const outcome = await main.lifecycle('setup', undefined, 60_000);
  if (outcome.state !== 'returned') throw new Error(outcome.state === 'threw' ? outcome.text : 'setup() did not end');
  context.setupData = outcome.value === undefined ? undefined : JSON.stringify(outcome.value);
}

/** Grants `count` iterations, each at its moment between the scenario's start and its end. */
function spread(scenario: Scenario, count: number, clock: SkippingClock, context: RunContext): Task {
  const lengthMs = scenarioLength(scenario);
  const atMs = (index: number): number => scenario.startTimeMs + (lengthMs * index) / Math.max(1, count);
  clock.set(scenario.startTimeMs);
  const startedAtMs = clock.epochMs();
  let index = 0;
  context.progressOf = () => Math.min(1, (clock.now() - scenario.startTimeMs) / lengthMs);
  return {
    scenario,
    startedAtMs,
    next() {
      clock.isSkipping = index < count;
      if (index >= count) return undefined;
      clock.set(atMs(index));
      return { iteration: index++ };
    },
  };
}

/** Collects the tags of all samples; the result reads them. */
function recordTags({ metrics }: RunContext): () => Rehearsal['emitted'] {
  const seen = new Map<string, Set<Record<string, string>>>();
  metrics.onSample = ({ metric, tags }) => {
    const sets = seen.get(metric.name);
    if (sets) sets.add(tags.tags);
    else seen.set(metric.name, new Set([tags.tags]));
  };
  return () => Object.fromEntries([...seen].map(([name, sets]) => [name, [...sets]]));
}
