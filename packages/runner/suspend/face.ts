// A function's generator face: what a caller that can wait calls instead of the function.

/** A generator that yields SUSPENDED while it waits for the host. */
export type Waiting<T = unknown> = Generator<unknown, T, unknown>;
// biome-ignore lint/suspicious/noExplicitAny: functions of the script
export type Fn = (...args: any[]) => any;
export type Face = (...args: unknown[]) => Waiting;

/** Whose text stands for that of a function which was made for it. */
export const madeFor = new WeakMap<Fn, Fn>();

export const FACE = Symbol('face');
export const SUSPENDED = Object.freeze({ isSuspended: true });

export interface Faced extends Fn {
  [FACE]?: Face;
}

const { apply, defineProperty } = Reflect;

/** The generator face of a function; a function that throws when the value is none. Undefined for plain functions. */
export function g(f: unknown, text?: string): Face | undefined {
  if (typeof f === 'function') return (f as Faced)[FACE];
  if (text === undefined) return undefined;
  // biome-ignore lint/correctness/useYield: throws where the call would, after the arguments
  return function* () {
    throw new TypeError(`${text} is not a function`);
  };
}

// biome-ignore lint/correctness/useYield: a face that never waits
export function* none<T>(value: T): Waiting<T> {
  return value;
}

/** Calls a function in a place that can wait. */
export function* call(f: Fn, self: unknown, ...args: unknown[]): Waiting {
  const face = g(f);
  return face ? yield* apply(face, self, args) : apply(f, self, args);
}

export function withFace<T extends Fn>(f: T, face: Face): T {
  defineProperty(f, FACE, { value: face, writable: true, configurable: true, enumerable: false });
  return f;
}
