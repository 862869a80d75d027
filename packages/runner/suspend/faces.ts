// What transformed code calls: asking functions for their generator faces, and running what has one.
//
// Evaluated inside of the script's world, once for all VUs that share it, and not itself transformed.
import { call, FACE, type Face, type Faced, type Fn, g, madeFor, SUSPENDED, type Waiting, withFace } from './face.ts';
import type { FaceName } from './face-names.ts';
import { addNativeFaces } from './native-faces.ts';

/** What the runner is notified of. */
export interface FaceHost {
  /** Something that cannot wait has reached a call that does: the run is to end. `stack`: where. */
  wouldWait(stack: string): void;
  /** How many loops and calls may pass before it is asked again. STOP: the script has to stop. FULL: it has no memory left. */
  tick(): number;
  /** The script's own text for the native text of a function. */
  textOf(native: string): string;
  /** The value itself, with all that its class reads when it is asked for as members of its own. */
  own(value: unknown): unknown;
  /** The class of promises whose jobs the runner runs. */
  promise(): PromiseConstructorLike;
}

const CANNOT_WAIT =
  'a call that waits (http, sleep, ...) was reached from where nothing can wait: a setter, toJSON, toString, a Proxy, or another function that JavaScript itself calls';
/** Answers of `tick` that are no fuel. */
export const STOP = -1;
export const FULL = -2;
const OUT_OF_MEMORY = 'out of memory: the script keeps more than the thread has room for';
const MAKE = Symbol('make');

const { apply, construct, defineProperty, getPrototypeOf, getOwnPropertyDescriptor } = Reflect;

/** What no script can catch: its iteration is over. */
class Final extends Error {
  override name = 'Interruption';
}

/** The faces that transformed code of one world uses. */
export function makeFaces(host: FaceHost): Record<FaceName, unknown> {
  /** Runs a generator face where nobody can wait. */
  function run(it: Waiting): unknown {
    const { done, value } = it.next();
    if (done) return value;
    const error = new Final(CANNOT_WAIT);
    host.wouldWait(String(error.stack));
    throw error;
  }

  function tick(): number {
    const fuel = host.tick();
    if (fuel === STOP) throw new Final('the iteration was interrupted');
    if (fuel === FULL) throw new RangeError(OUT_OF_MEMORY);
    return fuel;
  }

  function def(f: Faced, face: Face, name?: string): Faced {
    f[FACE] = face;
    if (name !== undefined) defineProperty(f, 'name', { value: name, configurable: true });
    return f;
  }

  /** Arrow functions have the `this` of where they stand. */
  function bind(self: unknown, face: Face): Face {
    return (...args) => apply(face, self, args) as Waiting;
  }

  /** A method is written as its face; its plain face takes its place. */
  function plainOf(face: Face, length: number, name: string): Fn {
    const f = {
      method(this: unknown, ...args: unknown[]) {
        return run(apply(face, this, args) as Waiting);
      },
    }.method;
    defineProperty(f, 'length', { value: length, configurable: true });
    defineProperty(f, 'name', { value: name, configurable: true });
    madeFor.set(f, face);
    return withFace(f, face);
  }

  const [STATIC, GETTER, GENERATOR] = [1, 2, 4];

  function methods(target: object, specs: readonly [number, string | symbol, number][], name?: string): object {
    for (const [kind, key, length] of specs) {
      const home: object = typeof target === 'function' && !(kind & STATIC) ? target.prototype : target;
      if (kind & GETTER) defineGetter(home, key as string, typeof target === 'function');
      else {
        const face = getOwnPropertyDescriptor(home, key)?.value as Face;
        const shown = typeof key === 'symbol' ? `[${key.description}]` : String(key);
        const value = kind & GENERATOR ? generatorOf(face, length, shown) : plainOf(face, length, shown);
        defineProperty(home, key, { value });
      }
    }
    if (name !== undefined && typeof target === 'function')
      defineProperty(target, 'name', { value: name, configurable: true });
    return target;
  }

  // ---- getters

  const getKeys = new Map<string, symbol>();
  function getKey(name: string): symbol {
    let key = getKeys.get(name);
    if (!key) getKeys.set(name, (key = Symbol(`get ${name}`)));
    return key;
  }

  function defineGetter(home: object, name: string, isClass: boolean): void {
    const key = getKey(name);
    const face = getOwnPropertyDescriptor(home, key)?.value as Face;
    defineProperty(home, key, { enumerable: false });
    const get = plainOf(face, 0, `get ${name}`);
    defineProperty(home, name, { get, configurable: true, ...(!isClass && { enumerable: true }) });
  }

  /** Property `name` of an object, whose getter may wait. */
  function* get(object: unknown, name: string): Waiting {
    let home = object as object | null | undefined;
    while (home !== null && (typeof home === 'object' || typeof home === 'function')) {
      const own = getOwnPropertyDescriptor(home, name);
      if (own) return own.get ? yield* call(own.get, object) : (object as Record<string, unknown>)[name];
      home = getPrototypeOf(home);
    }
    return (object as Record<string, unknown>)[name];
  }

  // ---- constructors

  function create(target: Fn): object {
    return Object.create((target.prototype as object | null) ?? Object.prototype) as object;
  }

  function made(result: unknown, self: unknown): unknown {
    return (typeof result === 'object' && result !== null) || typeof result === 'function' ? result : self;
  }

  function* constructAs(C: Faced, target: Fn, args: unknown[]): Waiting {
    if (typeof C !== 'function') throw new TypeError(`${String(C)} is not a constructor`);
    const make = (C as unknown as Record<symbol, Face | undefined>)[MAKE];
    if (make) return yield* make(target, ...args);
    const face = g(C);
    const isOrdinary = face && !hasPlainFaceOnly.has(C) && 'prototype' in C;
    if (!isOrdinary) return construct(C, args, target);
    const self = create(target);
    return made(yield* apply(face, self, args) as Waiting, self);
  }
  /** Native functions with a face are no constructors of their own. */
  const hasPlainFaceOnly = new WeakSet<Fn>();

  function* makeNew(C: Faced, ...args: unknown[]): Waiting {
    return yield* constructAs(C, C, args);
  }

  function* superCall(C: Fn, target: Fn, ...args: unknown[]): Waiting {
    return yield* constructAs(getPrototypeOf(C) as Faced, target, args);
  }

  // ---- generators of the script, and what reads them

  class ScriptGenerator {
    readonly it: Waiting;
    constructor(it: Waiting) {
      this.it = it;
    }
    [Symbol.iterator](): this {
      return this;
    }
  }
  function* advance(it: Waiting, method: 'next' | 'return' | 'throw', given: unknown): Waiting {
    let step = it[method](given as never);
    while (!step.done && step.value === SUSPENDED) {
      let answer: unknown;
      try {
        answer = yield SUSPENDED;
      } catch (error) {
        step = it.throw(error);
        continue;
      }
      step = it.next(answer);
    }
    return step;
  }
  for (const method of ['next', 'return', 'throw'] as const) {
    const face: Face = function (this: ScriptGenerator, value: unknown) {
      return advance(this.it, method, value);
    } as Face;
    defineProperty(ScriptGenerator.prototype, method, {
      value: plainOf(face, 1, method),
      writable: true,
      configurable: true,
    });
  }
  defineProperty(ScriptGenerator.prototype, Symbol.toStringTag, { value: 'Generator', configurable: true });

  function gen(it: Waiting): ScriptGenerator {
    return new ScriptGenerator(it);
  }
  function generatorOf(face: Face, length: number, name: string): Fn {
    const f = {
      method(this: unknown, ...args: unknown[]) {
        return gen(apply(face, this, args) as Waiting);
      },
    }.method;
    defineProperty(f, 'length', { value: length, configurable: true });
    defineProperty(f, 'name', { value: name, configurable: true });
    return f;
  }

  class Iteration {
    value: unknown;
    done = false;
    #isOpen = true;
    readonly #it: Record<string, Fn | undefined>;
    constructor(iterable: Iterable<unknown>) {
      if (typeof iterable?.[Symbol.iterator] !== 'function') throw new TypeError(`${typeof iterable} is not iterable`);
      this.#it = iterable[Symbol.iterator]() as never;
    }
    *step(): Waiting<this> {
      this.#isOpen = false;
      const { done, value } = (yield* call(this.#it.next as Fn, this.#it)) as IteratorResult<unknown>;
      this.done = Boolean(done);
      this.#isOpen = !this.done;
      this.value = value;
      return this;
    }
    *close(): Waiting<void> {
      if (!this.#isOpen) return;
      this.#isOpen = false;
      if (this.#it.return) yield* call(this.#it.return, this.#it);
    }
  }

  function mayWait(value: unknown): value is Iterable<unknown> {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return false;
    return (
      value instanceof ScriptGenerator ||
      g((value as Record<string, unknown>).next) !== undefined ||
      g((value as Record<symbol, unknown>)[Symbol.iterator]) !== undefined ||
      !(Symbol.toStringTag in value)
    );
  }

  /** What can be spread or taken apart without waiting: an iterator that may wait is read first, up to `most` values. */
  function* spread(value: unknown, most = Number.POSITIVE_INFINITY): Waiting {
    if (!mayWait(value) || typeof value[Symbol.iterator] !== 'function') return value;
    const it = new Iteration(value);
    const all: unknown[] = [];
    while (all.length < most) {
      if ((yield* it.step()).done) return all;
      all.push(it.value);
    }
    yield* it.close();
    return all;
  }

  /** `yield*` in a generator of the script. */
  function* delegate(value: Iterable<unknown>): Waiting {
    if (!mayWait(value)) return yield* value as Iterable<unknown> as Waiting;
    const it = new Iteration(value);
    try {
      while (!(yield* it.step()).done) yield it.value;
    } finally {
      yield* it.close();
    }
    return it.value;
  }

  // ---- async functions

  /** Goes on with the body of an async function until it awaits or ends. */
  function* proceed(it: Waiting, settle: [Fn, Fn], method: 'next' | 'throw', given: unknown): Waiting<void> {
    const [resolve, reject] = settle;
    try {
      const { done, value } = (yield* advance(it, method, given)) as IteratorResult<unknown>;
      if (done) resolve(value);
      else {
        const ScriptPromise = host.promise() as PromiseConstructor;
        const on = (next: 'next' | 'throw'): Fn =>
          withFace(
            (answer: unknown) => run(proceed(it, settle, next, answer)),
            (answer) => proceed(it, settle, next, answer),
          );
        ScriptPromise.resolve(value).then(on('next'), on('throw'));
      }
    } catch (error) {
      if (error instanceof Final) throw error;
      reject(error);
    }
  }

  function* asyncFace(self: unknown, args: ArrayLike<unknown> | null, body: Fn): Waiting {
    let settle: [Fn, Fn] | undefined;
    const ScriptPromise = host.promise() as PromiseConstructor;
    const promise = new ScriptPromise((resolve, reject) => {
      settle = [resolve, reject];
    });
    yield* proceed(apply(body, self, args ?? []) as Waiting, settle as unknown as [Fn, Fn], 'next', undefined);
    return promise;
  }

  addNativeFaces(hasPlainFaceOnly, host.textOf, spread);
  const faces: Record<FaceName, unknown> = {
    S: SUSPENDED,
    make: MAKE,
    g,
    run,
    def,
    bind,
    gen,
    methods,
    getKey,
    get,
    new: makeNew,
    create,
    made,
    rest: (args: ArrayLike<unknown>) => Array.prototype.slice.call(args, 1),
    parent: (C: Fn) => getPrototypeOf(C.prototype as object),
    super: (read: Fn) => new Proxy({}, { get: (_target, name) => read(name) as unknown }),
    superCall,
    *tagged(self: unknown, tag: Fn, [texts, values]: [unknown, unknown[]]) {
      return yield* call(tag, self, texts, ...values);
    },
    template: (texts: unknown, ...values: unknown[]) => [texts, values],
    iterate: (value: Iterable<unknown>) => new Iteration(value),
    spread,
    delegate,
    async: (self: unknown, args: ArrayLike<unknown> | null, body: Fn) => run(asyncFace(self, args, body)),
    asyncFace,
    pass: (error: unknown) => {
      if (error instanceof Final) throw error;
    },
    own: host.own,
    tick,
  };
  return faces;
}
