// What starts the script of a VU, and runs the loop of its iterations.
import { type Activation, type Boot, type GuestReport, SLOT } from '../protocol.ts';
import { b64encode } from './encoding.ts';
import { dropEvents, forgetNotices, hasPending, settle } from './events.ts';
import { enterScenario } from './execution.ts';
import { setEnvironment, setIteration, setVu } from './globals.ts';
import { host, mailbox } from './host.ts';
import { seedRandomly } from './random.ts';
import { setThrows } from './request.ts';
import { currentTags, resetTags } from './tags.ts';

function report(message: GuestReport): void {
  host.report(JSON.stringify(message));
}

declare const __native: {
  /** The latest text that the host has sent to VUs of this world, and what it says: VUs get the same. */
  told?: { text: string; value: Activation | Boot };
};

let env: Record<string, string> = {};

function told(): Activation | Boot {
  const text = host.activation();
  if (__native.told?.text !== text) __native.told = { text, value: JSON.parse(text) as Activation | Boot };
  return __native.told.value;
}

/** Makes this the script of one VU, before it is evaluated. */
export function boot(): void {
  ({ env } = told() as Boot);
  setVu(host.execution('id'));
  setEnvironment({ ...env });
  seedRandomly();
  resetTags({}, false);
}

type Script = Record<string, unknown>;
let script: Script = {};

/** Called once the script has been evaluated. Tells the host what it exports. */
export function adopt(given: Script): void {
  // A CommonJS module has all of its exports in one object.
  const { default: main } = given;
  const exports = typeof main === 'object' && main !== null ? (main as Script) : given;
  script = exports;
  const kinds = Object.fromEntries(Object.keys(exports).map((name) => [name, typeof exports[name]]));
  report({ kind: 'script', exports: kinds, options: exports.options ?? {} });
}

function functionNamed(name: string): (...args: unknown[]) => unknown {
  const found = script[name];
  if (typeof found !== 'function') throw new Error(`the script exports no function "${name}"`);
  return found as (...args: unknown[]) => unknown;
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return `Uncaught ${typeof error === 'object' ? JSON.stringify(error) : String(error)}`;
  const head = error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
  return `${head}\n${host.located(String(error.stack))}`.trimEnd();
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
}

/** What handleSummary returned: texts by destination. */
function textsOf(result: unknown): Record<string, string> {
  if (typeof result !== 'object' || result === null)
    throw new TypeError('handleSummary() must return an object of texts by destination');
  return Object.fromEntries(
    Object.entries(result).map(([name, value]) => {
      if (value instanceof ArrayBuffer) return [name, `b${b64encode(value)}`];
      if (typeof value !== 'string')
        throw new TypeError(`handleSummary() returned ${typeof value} for "${name}": expected text or an ArrayBuffer`);
      return [name, `t${value}`];
    }),
  );
}

/**
 * Carries out what the host has to do next; it is started anew for every scenario that the VU takes part in. The iterations are
 * in here and not in functions of their own, because a waiting guest pays for every frame of its stack.
 */
export function loop(): void {
  const activation = told() as Activation;
  if (activation.kind !== 'scenario') {
    runLifecycle(activation);
    return;
  }
  enter(activation);
  const body = functionNamed(activation.exec);
  const data: unknown = activation.setupData === undefined ? undefined : JSON.parse(activation.setupData);
  while (host.nextIteration(currentTags()) === 1) {
    setIteration(mailbox[SLOT.vuIteration] as number);
    try {
      const result = body(data);
      if (result !== undefined || hasPending()) settle(result);
    } catch (error) {
      reportException(error);
    }
    forgetNotices();
  }
}

/** After a generator has been dropped: nothing of the iteration may run on. */
export function abandon(): void {
  dropEvents();
  forgetNotices();
}
