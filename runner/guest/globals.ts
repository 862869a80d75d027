// The globals of a script: those that k6 documents, and none of those that only QuickJS has.

import { console } from './console.ts';
import { webCrypto } from './crypto.ts';
import { clearTimer, setInterval, setTimeout } from './events.ts';
import { host, unsupported } from './host.ts';
import { GuestPromise } from './promise.ts';
import { random } from './random.ts';
import { TextDecoder, TextEncoder } from './text-coding.ts';

const world = globalThis as unknown as Record<string, unknown>;

/** Names that QuickJS defines and k6 does not. */
const FOREIGN = [
  'InternalError',
  'Iterator',
  'WeakRef',
  'FinalizationRegistry',
  'SharedArrayBuffer',
  'Atomics',
  'Float16Array',
  'queueMicrotask',
  'performance',
];

function open(path: unknown, mode?: unknown): string | ArrayBuffer {
  if (typeof path !== 'string' || path === '') throw new Error("open() can't be used with an empty filename");
  return host.openFile(path, mode === 'b' ? 'b' : 't');
}

function define(name: string | symbol, value: unknown): void {
  Object.defineProperty(world, name, { value, writable: true, configurable: true, enumerable: false });
}

/** `now`: milliseconds since 1970 on a clock that is not the machine's. */
function replaceDate(now: () => number): void {
  const Original = Date;
  class VirtualDate extends Original {
    constructor(...args: unknown[]) {
      super(...((args.length === 0 ? [now()] : args) as [number]));
    }
    static override now(): number {
      return now();
    }
  }
  define('Date', VirtualDate);
}

export function installGlobals(env: Record<string, string>, vuId: number, hasVirtualClock: boolean): void {
  for (const name of FOREIGN) delete world[name];
  const values = {
    __ENV: { ...env },
    __VU: vuId,
    global: world,
    console,
    crypto: webCrypto,
    open,
    TextDecoder,
    TextEncoder,
  };
  const timers = { setTimeout, setInterval, clearTimeout: clearTimer, clearInterval: clearTimer };
  const require = (name: unknown): never => {
    // Libraries try names of Node's modules and catch that k6 has none of them.
    if (/^(k6(\/|$)|\.{0,2}\/|file:|https?:)/.test(String(name)))
      unsupported(`require("${String(name)}")`, 'use import');
    throw new Error(`require("${String(name)}"): there is no such module`);
  };
  for (const [name, value] of Object.entries({ ...values, ...timers, require, Promise: GuestPromise }))
    define(name, value);
  define(Symbol.for('runner.resolve'), (specifier: unknown, base: string) => host.resolvePath(String(specifier), base));
  Math.random = random;
  if (hasVirtualClock) replaceDate(() => host.execution('epochMs'));
}

/** Sets the environment that the script sees now; scenarios may have variables of their own. */
export function setEnvironment(env: Record<string, string>): void {
  world.__ENV = env;
}

export function setIteration(iteration: number): void {
  world.__ITER = iteration;
}
