// The globals of a script: those that k6 documents. The bundler puts them in the place of the script's free names.
import { console } from './console.ts';
import { clearTimer, setInterval, setTimeout } from './events.ts';
import { host } from './host.ts';
import { GuestPromise } from './promise.ts';
import { random } from './random.ts';
import { TextDecoder, TextEncoder } from './text-coding.ts';
import { webCrypto } from './web-crypto.ts';

declare const __world: typeof globalThis;
/** The world is this VU's alone. */
declare const __isOwn: boolean;
declare const __native: {
  usePromise(promise: unknown): void;
  /** What the global objects of all VUs of a world inherit from. */
  globals?: object;
};

const NONE = Object.freeze([]);

__native.usePromise(GuestPromise);

export let __ENV: Record<string, string> = {};
export let __VU = 0;
export let __ITER: number | undefined;

function open(path: unknown, mode?: unknown): string | ArrayBuffer {
  return openFrom(path, mode, '');
}

/** `base`: the file whose open() it is; empty for the main one. */
function openFrom(path: unknown, mode: unknown, base: string): string | ArrayBuffer {
  if (typeof path !== 'string' || path === '') throw new Error("open() can't be used with an empty filename");
  return host.openFile(path, mode === 'b' ? 'b' : 't', base);
}

function resolveFrom(specifier: unknown, base: string): string {
  return host.resolvePath(String(specifier), base);
}

export function setVu(id: number): void {
  __VU = id;
}

/** Sets the environment that the script sees now; scenarios may have variables of their own. */
export function setEnvironment(env: Record<string, string>): void {
  __ENV = env;
}

export function setIteration(iteration: number): void {
  __ITER = iteration;
}

/** What is in the global object of a VU; a script may put something else in its place. */
const NAMED: Readonly<Record<string, () => unknown>> = Object.freeze({
  console: () => console,
  crypto: () => webCrypto,
  open: () => open,
  TextDecoder: () => TextDecoder,
  TextEncoder: () => TextEncoder,
  Promise: () => GuestPromise,
  setTimeout: () => setTimeout,
  setInterval: () => setInterval,
  clearTimeout: () => clearTimer,
  clearInterval: () => clearTimer,
  globalThis: () => world,
  global: () => world,
});
const LIVE: Readonly<Record<string, () => unknown>> = Object.freeze({
  __ENV: () => __ENV,
  __VU: () => __VU,
  __ITER: () => __ITER,
});

function define(on: object, name: string, get: () => unknown, isFixed: boolean): void {
  // Not enumerable: a script that lists the members of its global object sees its own.
  const set = function (this: object, value: unknown): void {
    Object.defineProperty(this, name, { value, writable: true, configurable: true, enumerable: false });
  };
  Object.defineProperty(on, name, { get, configurable: true, ...(!isFixed && { set }) });
}

function withNames(on: object): object {
  for (const name of Object.keys(NAMED)) define(on, name, NAMED[name] as () => unknown, false);
  for (const name of Object.keys(LIVE)) define(on, name, LIVE[name] as () => unknown, true);
  return on;
}

/** The global object of this VU: what a script stores in it no other VU sees. */
const world = (
  __isOwn ? withNames(__world) : Object.create((__native.globals ??= withNames(Object.create(__world) as object)))
) as Record<string, unknown>;

/** What the global object had before the script. */
const given: readonly string[] = __isOwn ? Object.getOwnPropertyNames(world) : NONE;

/** Names that the script has put into its global object. */
export function globals(): string[] {
  return Object.getOwnPropertyNames(world).filter((name) => !given.includes(name));
}

export {
  clearTimer as clearInterval,
  clearTimer as clearTimeout,
  console,
  GuestPromise as Promise,
  open,
  openFrom as __openFrom,
  random as 'Math.random',
  resolveFrom as __resolveFrom,
  setInterval,
  setTimeout,
  TextDecoder,
  TextEncoder,
  webCrypto as crypto,
  world as global,
  world as globalThis,
};
