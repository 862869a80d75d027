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
declare const __native: { usePromise(promise: unknown): void };

__native.usePromise(GuestPromise);

export let __ENV: Record<string, string> = {};
export let __VU = 0;
export let __ITER: number | undefined;

/** The global object of this VU: what a script stores in it no other VU sees. */
const world = (__isOwn ? __world : Object.create(__world)) as Record<string, unknown>;

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

const values: Record<string, unknown> = {
  ...{ console, crypto: webCrypto, open, TextDecoder, TextEncoder, Promise: GuestPromise, setTimeout, setInterval },
  ...{ clearTimeout: clearTimer, clearInterval: clearTimer, globalThis: world, global: world },
};
const hidden = Object.entries(values).map(([name, value]) => [
  name,
  { value, writable: true, configurable: true, enumerable: false },
]);
const live = Object.entries({ __ENV: () => __ENV, __VU: () => __VU, __ITER: () => __ITER }).map(([name, get]) => [
  name,
  { get, configurable: true, enumerable: false },
]);
Object.defineProperties(world, Object.fromEntries([...hidden, ...live]) as PropertyDescriptorMap);

const given = Object.getOwnPropertyNames(world);

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
