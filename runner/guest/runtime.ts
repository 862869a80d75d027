// The first module of a sandbox: sets up the world, exports k6's modules, and has the loop that runs iterations.
import { type Activation, type Boot, type GuestReport, SLOT } from '../protocol.ts';
import { browserModule } from './browser.ts';
import { cryptoModule } from './crypto.ts';
import { dataModule } from './data.ts';
import { encodingModule } from './encoding.ts';
import { clearTimer, dropEvents, forgetNotices, hasPending, setInterval, setTimeout, settle } from './events.ts';
import { enterScenario, executionModule, setVuId } from './execution.ts';
import { installGlobals, setEnvironment, setIteration } from './globals.ts';
import { host, mailbox } from './host.ts';
import { httpModule } from './http.ts';
import { k6Module } from './k6.ts';
import { metricsModule } from './metrics.ts';
import { seedRandomly } from './random.ts';
import { redisModule } from './redis.ts';
import { setThrows } from './request.ts';
import { keepOpenResponses } from './response.ts';
import { postgresDriverModule, sqlModule } from './sql.ts';
import { currentTags, resetTags } from './tags.ts';

function report(message: GuestReport): void {
  host.report(JSON.stringify(message));
}

/** The modules that a script may import, by name. The loader makes a module of each. */
export const modules: Record<string, Record<string, unknown>> = {
  k6: k6Module,
  'k6/http': httpModule,
  'k6/metrics': metricsModule,
  'k6/execution': executionModule,
  'k6/data': dataModule,
  'k6/encoding': encodingModule,
  'k6/crypto': cryptoModule,
  'k6/timers': { setTimeout, setInterval, clearTimeout: clearTimer, clearInterval: clearTimer },
  'k6/browser': browserModule,
  'k6/x/sql': sqlModule,
  'k6/x/sql/driver/postgres': postgresDriverModule,
  'k6/x/redis': redisModule,
};

report({
  kind: 'modules',
  exports: Object.fromEntries(Object.entries(modules).map(([name, members]) => [name, Object.keys(members)])),
});

let env: Record<string, string> = {};

/** Makes the sandbox that of one VU. Everything above is the same for all of them and may have been copied from another. */
export function boot(): void {
  const message = JSON.parse(host.activation()) as Boot;
  env = message.env;
  setVuId(message.vuId);
  seedRandomly();
  installGlobals(env, message.vuId, message.hasVirtualClock);
  resetTags({}, false);
}

type Script = Record<string, unknown>;
let script: Script = {};

/** Called by the entry module once the script has been evaluated. Tells the host what it exports. */
export function adopt(exports: Script): void {
  script = exports;
  const kinds = Object.fromEntries(Object.keys(exports).map((name) => [name, typeof exports[name]]));
  report({ kind: 'script', exports: kinds, options: exports.options ?? {} });
}

function functionNamed(name: string): (...args: unknown[]) => unknown {
  const found = script[name];
  if (typeof found !== 'function') throw new Error(`the script exports no function "${name}"`);
  return found as (...args: unknown[]) => unknown;
}

/** An endless recursion has hundreds of lines. */
const STACK_LINES = 10;

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return `Uncaught ${typeof error === 'object' ? JSON.stringify(error) : String(error)}`;
  const head = error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
  return `${head}\n${(error.stack ?? '').trimEnd().split('\n').slice(0, STACK_LINES).join('\n')}`;
}

function enter(activation: Extract<Activation, { kind: 'scenario' }>): void {
  enterScenario(activation);
  setEnvironment({ ...env, ...activation.env });
  resetTags(activation.tags, activation.throws);
  setThrows(activation.throws);
}

function reportException(error: unknown): void {
  dropEvents();
  host.exception(textOf(error));
}

function runLifecycle(activation: Exclude<Activation, { kind: 'scenario' }>): void {
  enterScenario(undefined);
  resetTags(activation.tags, activation.throws);
  setThrows(activation.throws);
  const argument: unknown = activation.argument === undefined ? undefined : JSON.parse(activation.argument);
  try {
    const result = settle(functionNamed(activation.exec)(argument));
    report({ kind: 'result', value: activation.kind === 'handleSummary' ? textsOf(result) : result });
  } catch (error) {
    dropEvents();
    host.exception(textOf(error));
  }
  keepOpenResponses();
}

/** What handleSummary returned: texts by destination. */
function textsOf(result: unknown): Record<string, string> {
  if (typeof result !== 'object' || result === null)
    throw new TypeError('handleSummary() wants to return an object of texts by destination');
  return Object.fromEntries(
    Object.entries(result).map(([name, value]) => {
      if (value instanceof ArrayBuffer) return [name, `b${encodingModule.b64encode(value)}`];
      if (typeof value !== 'string')
        throw new TypeError(`handleSummary() returned ${typeof value} for "${name}": wants text or an ArrayBuffer`);
      return [name, `t${value}`];
    }),
  );
}

/**
 * Carries out what the host has to do next; it is started anew for every scenario that the VU takes part in. The iterations are
 * in here and not in functions of their own, because a waiting guest pays for every frame of its stack.
 */
function loop(): void {
  const activation = JSON.parse(host.activation()) as Activation;
  if (activation.kind !== 'scenario') {
    runLifecycle(activation);
    return;
  }
  enter(activation);
  const body = functionNamed(activation.exec);
  const data: unknown = activation.setupData === undefined ? undefined : JSON.parse(activation.setupData);
  while (host.next(currentTags()) === 1) {
    setIteration(mailbox[SLOT.vuIteration] as number);
    try {
      const result = body(data);
      if (result !== undefined || hasPending()) settle(result);
    } catch (error) {
      reportException(error);
    }
    keepOpenResponses();
    forgetNotices();
  }
}

Object.defineProperty(globalThis, Symbol.for('runner.loop'), { value: loop });
