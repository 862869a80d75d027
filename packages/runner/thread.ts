// A thread that runs its part of a run's VUs. See threaded-engine.ts for the other side.
import { parentPort, workerData } from 'node:worker_threads';
import { CheckTree } from './checks.ts';
import { realClock } from './clock.ts';
import { Counters, Tally } from './counters.ts';
import { LocalEngine } from './engine.ts';
import { stopOf } from './guest-error.ts';
import { Specs } from './http-spec.ts';
import { RelayLog, RelayMetrics, type Send } from './relay.ts';
import type { RunContext } from './run-context.ts';
import { Script } from './script.ts';
import { SelfWatch } from './self-watch.ts';
import { SharedTexts } from './shared-texts.ts';
import { type FromThread, ThreadSignals, type ThreadStart, type ToThread, weightOf } from './thread-messages.ts';
import { readThresholds } from './thresholds.ts';
import { socketTransport } from './transport.ts';
import { TurnLimit } from './turn-limit.ts';
import { turns } from './turns.ts';

/** How often samples and counts are handed on, milliseconds: often enough for thresholds that are judged every two seconds. */
const FLUSH_EVERY_MS = 100;
/** The weight of messages that may wait in the main thread before this one does: some 8 MB of samples. */
const MOST_BACKLOG = 512;

const start = workerData as ThreadStart;
const port = parentPort as NonNullable<typeof parentPort>;
const signals = new ThreadSignals(start.scenarios.length, start.signals);
turns.use(start.turns);
const stopping = new AbortController();
let startedAtMs = 0;

const send: Send = (message, transfer = []) => {
  port.postMessage(message, transfer);
  signals.sent(weightOf(message), MOST_BACKLOG);
};
const relayLog = new RelayLog(send);
const metrics = newMetrics();
const context = newContext();
const tallies = new Map(start.tallies.map(([name, memory]) => [name, new Tally(1, memory)]));
const engine = new LocalEngine(context, start.scenarios, tallies);
context.progressOf = (scenario) => engine.progressOf(scenario);

port.on('message', (message: ToThread) => {
  switch (message.kind) {
    case 'stop':
      stopping.abort();
      break;
    case 'run':
      startedAtMs = message.startedAtMs;
      context.setupData = message.setupData;
      // What is thrown here is a bug: it ends the thread, and the main thread hears of it.
      void run();
  }
});
void prepare();

function newMetrics(): RelayMetrics {
  const made = new RelayMetrics(start.keepsAllTags, send);
  for (const definition of start.metrics) made.define(...definition);
  made.metricsAreKnown();
  // They are judged in the main thread; here they tell which tags matter.
  if (!start.settings.noThresholds) readThresholds(start.settings.thresholds, made);
  return made;
}

function newContext(): RunContext {
  return {
    clock: realClock,
    script: new Script(start.script),
    env: start.env,
    metrics,
    checks: new CheckTree(),
    shared: new Map(start.shared.map(([name, { bytes, ends }]) => [name, new SharedTexts(bytes, ends)])),
    counters: new Counters(start.counters),
    watch: new SelfWatch(),
    turnLimit: new TurnLimit(),
    settings: start.settings,
    specs: new Specs(start.settings),
    newTransport: () => socketTransport(() => start.settings),
    log: (level, text) => send({ kind: 'log', level, text }),
    console: (level, text) => send({ kind: 'console', level, text }),
    logRepeated: (level, text) => relayLog.repeated(level, text),
    requestFailed: (url, error) => relayLog.requestFailed(url, error),
    end: (stop) => {
      send({ kind: 'end', stop });
      stopping.abort();
    },
    markFailed: (message) => send({ kind: 'markFailed', message }),
    isMarkedFailed: false,
    elapsedMs: () => realClock.epochMs() - startedAtMs,
    progressOf: () => 0,
    isStopping: () => signals.isStopping,
    ownWorlds: start.ownWorlds,
    world: undefined,
    setupData: undefined,
  };
}

async function prepare(): Promise<void> {
  try {
    await engine.prepare(stopping.signal, () => {});
    send({ kind: 'ready' });
  } catch (error) {
    send({ kind: 'failed', stop: stopOf(error) });
  }
}

async function run(): Promise<void> {
  const flushing = setInterval(flush, FLUSH_EVERY_MS);
  const [figures] = await engine.run(stopping.signal);
  clearInterval(flushing);
  flush();
  const done: FromThread = {
    kind: 'done',
    checks: context.checks.counts(),
    figures: figures as NonNullable<typeof figures>,
  };
  send(done);
  engine.close();
  port.close();
}

function flush(): void {
  metrics.flush();
  relayLog.flush();
  for (const [index, { name }] of start.scenarios.entries()) signals.progress[index] = engine.progressOf(name);
}
