// From a path and settings to a script that is ready to run: flags, environment, init context, options, thresholds.
import { parseSelector } from 'k6-format/selectors';
import { defineBrowserMetrics } from './browser/traffic.ts';
import { CheckTree } from './checks.ts';
import { type Clock, realClock } from './clock.ts';
import { readConfig } from './config-file.ts';
import { Counters } from './counters.ts';
import { EXIT, StartError } from './exit-codes.ts';
import { environmentOptions, type Flags, parseFlags } from './flags.ts';
import { stopOf } from './guest-error.ts';
import { Specs } from './http-spec.ts';
import { knownRefusal } from './known-refusals.ts';
import type { LogFormat, LogOutput } from './log-output.ts';
import { Metrics } from './metrics.ts';
import { shownFile } from './module-source.ts';
import { runOnce } from './once.ts';
import { consolidate, type RawOptions, readSettings, type Settings } from './options.ts';
import { type OutputSpec, readOutputs, takesSamples } from './outputs.ts';
import { readScript, UnreadableScript } from './read-script.ts';
import type { RunContext } from './run-context.ts';
import { segmentScenarios } from './scenario-parts.ts';
import type { Scenario } from './scenarios.ts';
import type { Script, ScriptText } from './script.ts';
import { SelfWatch } from './self-watch.ts';
import { threadsFor } from './threads.ts';
import { readThresholds, type ThresholdGroup } from './thresholds.ts';
import { socketTransport, type Transport } from './transport.ts';
import { TurnLimit } from './turn-limit.ts';
import { VERSION } from './version.ts';
import { VirtualUser } from './vu.ts';

export interface LoadRequest {
  /** Path of the script; `source` is its text when it is not to be read. */
  script: string;
  source?: string;
  /** The environment: what `k6 run` would find in its own. */
  env: Readonly<Record<string, string>>;
  /** Flags of `k6 run`. */
  args?: readonly string[];
  clock?: Clock;
  /** Takes the place of sockets. */
  newTransport?: () => Transport;
  /** Keeps all tags of all samples apart, for those who look at them. */
  keepsAllTags?: boolean;
  log: RunContext['log'];
  /** For lines that may come in every iteration; `log` when it is left out. */
  logRepeated?: RunContext['log'];
  requestFailed: RunContext['requestFailed'];
  /** Hears of the script's text before it is evaluated. */
  onText?: (text: ScriptText) => void;
  /** Learns before the script is evaluated how it needs its logs; the result gets what the script logs instead of `log`. */
  prepareLogs?: (wanted: {
    isVerbose: boolean;
    consoleOutput: string | undefined;
    format: LogFormat;
    output: LogOutput;
  }) => RunContext['console'];
}

export interface LoadedScript {
  context: RunContext;
  flags: Flags;
  settings: Settings;
  thresholds: ThresholdGroup[];
  summaryExport: string | undefined;
  /** False: neither summary nor handleSummary. */
  hasSummary: boolean;
  outputs: OutputSpec[];
  /** How many threads the VUs are to be spread over. */
  threads: number;
  /** VU 0: evaluated the script first, and runs setup, teardown and handleSummary. */
  main: VirtualUser;
}

/** Evaluates the script once and reads its options. Throws a StartError with the exit code that k6 would end with. */
export async function loadScript(request: LoadRequest): Promise<LoadedScript> {
  const flags = orInvalid(() => parseFlags(request.args ?? []));
  const warn = (text: string): void => request.log('warning', text);
  const early: string[] = [...flags.warnings];
  const fromEnv = orInvalid(() => environmentOptions(request.env, (text) => early.push(text)));
  const fromFile = orInvalid(() => readConfig(flags.config));
  const outputs = orInvalid(() => readOutputs(flags.outputs, request.env));
  const console = request.prepareLogs?.({
    isVerbose: flags.isVerbose,
    consoleOutput: flags.consoleOutput ?? fromEnv.consoleOutput,
    format: flags.logFormat ?? fromEnv.logFormat ?? 'text',
    output: flags.logOutput ?? fromEnv.logOutput ?? { kind: 'stderr' },
  });
  for (const text of early) warn(text);
  const script = await scriptOf(request, !flags.noRemoteModules);
  request.onText?.(script.text);
  const context = newContext(
    { ...request, keepsAllTags: request.keepsAllTags || outputs.some(takesSamples) },
    flags,
    script,
  );
  if (console) context.console = console;
  const main = await evaluate(context);
  refuseKnown(context.script);
  if (context.script.modules.has('k6/browser')) defineBrowserMetrics(context.metrics);
  return orInvalid(() => {
    const levels = [fromFile, (main.options ?? {}) as RawOptions, fromEnv.options, flags.options];
    const raw = flags.isOnce ? runOnce(levels, flags.scenarios, warn) : consolidate(levels, warn);
    const whole = choose(readSettings(raw, VERSION, flags.maxBodyMib, warn), flags.scenarios);
    checkExports(whole.scenarios, main.exports);
    const settings = ownPart(whole, request.log);
    const thresholds = settings.noThresholds ? [] : readThresholds(settings.thresholds, context.metrics);
    context.settings = settings;
    context.specs = new Specs(settings);
    // Clocks and transports of tests are objects of this thread.
    const staysHere = request.clock !== undefined || request.newTransport !== undefined;
    return {
      ...{ context, flags, settings, thresholds, outputs, main },
      summaryExport: flags.summaryExport ?? fromEnv.summaryExport,
      hasSummary: (flags.summaryMode ?? fromEnv.summaryMode) !== 'disabled',
      threads: staysHere ? 1 : threadsOf(settings.scenarios, flags.threads, warn),
    };
  });
}

/** A browser is the client's of one thread, and ended by it. */
function threadsOf(scenarios: readonly Scenario[], asked: number | undefined, warn: (text: string) => void): number {
  if (!scenarios.some(({ hasBrowser }) => hasBrowser)) return threadsFor(scenarios, asked);
  if (asked !== undefined && asked > 1)
    warn(`--threads ${asked}: a run with a browser stays on one thread, as all its VUs do`);
  return 1;
}

async function scriptOf(request: LoadRequest, allowsRemote: boolean): Promise<Script> {
  try {
    return await readScript(request.script, { source: request.source, allowsRemote });
  } catch (error) {
    const exitCode = error instanceof UnreadableScript ? EXIT.other : EXIT.scriptException;
    throw new StartError(exitCode, (error as Error).message, { cause: error });
  }
}

function newContext(request: LoadRequest, flags: Flags, script: Script): RunContext {
  const clock = request.clock ?? realClock;
  const context: RunContext = {
    clock,
    script,
    env: { ...(flags.includesSystemEnv && request.env), ...flags.env, PERF_ENGINE: `local ${VERSION}` },
    metrics: new Metrics(request.keepsAllTags),
    checks: new CheckTree(),
    shared: new Map(),
    counters: new Counters(),
    watch: new SelfWatch(),
    turnLimit: new TurnLimit(),
    settings: undefined,
    specs: undefined,
    newTransport: request.newTransport ?? (() => socketTransport(() => context.settings as Settings)),
    log: request.log,
    console: request.log,
    logRepeated: request.logRepeated ?? request.log,
    requestFailed: request.requestFailed,
    end: () => {},
    markFailed: (message) => {
      context.isMarkedFailed = true;
      context.log('error', message ? `test marked as failed: ${message}` : 'test marked as failed');
    },
    isMarkedFailed: false,
    elapsedMs: () => 0,
    progressOf: () => 0,
    isStopping: () => false,
    ownWorlds: flags.ownWorlds || script.text.changesWorld,
    world: undefined,
    setupData: undefined,
  };
  return context;
}

async function evaluate(context: RunContext): Promise<VirtualUser> {
  try {
    const main = await VirtualUser.create(context, 0);
    if (context.ownWorlds || !main.hasChangedWorld) return main;
    main.dispose();
    context.ownWorlds = true;
    return await VirtualUser.create(context, 0);
  } catch (error) {
    const { exitCode, reason } = stopOf(error);
    throw new StartError(exitCode, reason, { cause: error });
  }
}

/** Throws a StartError for what a file of the script uses and the runner lacks. */
function refuseKnown({ text }: Script): void {
  for (const [name, source] of text.sources) {
    const refusal = knownRefusal(source);
    if (refusal) throw new StartError(EXIT.scriptException, `${shownFile(name)}: ${refusal}`);
  }
}

/** Keeps the scenarios that --scenario names, and drops the thresholds that are tagged with others. */
function choose(settings: Settings, names: readonly string[] | undefined): Settings {
  if (!names) return settings;
  const unknown = names.find((name) => !settings.scenarios.some((scenario) => scenario.name === name));
  if (unknown !== undefined) {
    throw new Error(
      `--scenario has "${unknown}": expected some of ${settings.scenarios.map((scenario) => scenario.name).join(', ')}`,
    );
  }
  const kept = Object.entries((settings.thresholds ?? {}) as Record<string, unknown>).filter(([selector]) => {
    const scenario = parseSelector(selector).tags.get('scenario');
    return scenario === undefined || names.includes(scenario);
  });
  return {
    ...settings,
    scenarios: settings.scenarios.filter(({ name }) => names.includes(name)),
    thresholds: Object.fromEntries(kept),
  };
}

/** What of the scenarios is this instance's by its execution segment. */
function ownPart(whole: Settings, log: RunContext['log']): Settings {
  if (!whole.share) return whole;
  const scenarios = segmentScenarios(whole.scenarios, whole.share);
  for (const { name } of whole.scenarios) {
    if (!scenarios.some((scenario) => scenario.name === name))
      log('warning', `scenario "${name}" has no VUs in this execution segment`);
  }
  return { ...whole, scenarios };
}

function checkExports(scenarios: readonly Scenario[], exports: Record<string, string>): void {
  for (const { name, exec } of scenarios) {
    if (exports[exec] !== 'function') throw new Error(`scenario "${name}": the script exports no function "${exec}"`);
  }
  for (const name of ['setup', 'teardown', 'handleSummary']) {
    if (name in exports && exports[name] !== 'function') throw new Error(`the export "${name}" must be a function`);
  }
}

function orInvalid<T>(read: () => T): T {
  return orExit(EXIT.invalidConfig, read);
}

function orExit<T>(exitCode: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof StartError ? error : new StartError(exitCode, (error as Error).message, { cause: error });
  }
}
