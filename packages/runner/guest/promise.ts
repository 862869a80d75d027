// Promises whose jobs run inside the loop, so that a job may make calls that suspend the sandbox.
//
// V8's own job queue cannot be suspended. esbuild turns async functions into generators over the global Promise, which is this
// class; native promises never come up in a script.

type Job = () => void;
type Settle = (value: unknown) => void;

let jobs: Job[] = [];
let nextJob = 0;

/** Runs jobs until none is left. */
export function runJobs(): void {
  while (nextJob < jobs.length) {
    const job = jobs[nextJob++] as Job;
    if (nextJob === jobs.length) {
      jobs = [];
      nextJob = 0;
    }
    job();
  }
}

export function hasJobs(): boolean {
  return nextJob < jobs.length;
}

/** Forgets the jobs of an iteration that was cut short. */
export function dropJobs(): void {
  jobs = [];
  nextJob = 0;
}

const PENDING = 0;
const FULFILLED = 1;
const REJECTED = 2;

/** What `new Promise` has inside; kept off the object so that scripts see no more than they should. */
interface Inside {
  state: 0 | 1 | 2;
  value: unknown;
  reactions: { onFulfilled: Settle; onRejected: Settle }[];
}

/** Made when it is needed: most VUs make no promise. */
let insides: WeakMap<object, Inside> | undefined;

function insideOf(promise: unknown): Inside {
  const inside = typeof promise === 'object' && promise !== null ? insides?.get(promise) : undefined;
  if (!inside) throw new TypeError('not a promise');
  return inside;
}

function settle(inside: Inside, state: 1 | 2, value: unknown): void {
  if (inside.state !== PENDING) return;
  inside.state = state;
  inside.value = value;
  const { reactions } = inside;
  inside.reactions = [];
  for (const reaction of reactions) schedule(inside, reaction);
}

function schedule(inside: Inside, { onFulfilled, onRejected }: Inside['reactions'][number]): void {
  jobs.push(() => (inside.state === FULFILLED ? onFulfilled : onRejected)(inside.value));
}

/** The two functions that settle a promise; only the first call of either counts. */
function settlersOf(promise: object, inside: Inside): [resolve: Settle, reject: Settle] {
  let isDone = false;
  const reject: Settle = (reason) => {
    if (isDone) return;
    isDone = true;
    settle(inside, REJECTED, reason);
  };
  const resolve: Settle = (value) => {
    if (isDone) return;
    isDone = true;
    adopt(promise, inside, value);
  };
  return [resolve, reject];
}

function thenOf(value: unknown): unknown {
  const mayHaveOne = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return mayHaveOne ? (value as { then?: unknown }).then : undefined;
}

function adopt(promise: object, inside: Inside, value: unknown): void {
  let then: unknown;
  try {
    if (value === promise) throw new TypeError('a promise cannot be resolved with itself');
    then = thenOf(value);
  } catch (error) {
    settle(inside, REJECTED, error);
    return;
  }
  if (typeof then !== 'function') {
    settle(inside, FULFILLED, value);
    return;
  }
  jobs.push(() => {
    const [resolve, reject] = settlersOf(promise, inside);
    try {
      (then as (...args: unknown[]) => unknown).call(value, resolve, reject);
    } catch (error) {
      reject(error);
    }
  });
}

export class GuestPromise<T = unknown> {
  constructor(executor: (resolve: (value?: T | PromiseLike<T>) => void, reject: (reason?: unknown) => void) => void) {
    if (typeof executor !== 'function') throw new TypeError('Promise needs a function');
    const inside: Inside = { state: PENDING, value: undefined, reactions: [] };
    (insides ??= new WeakMap()).set(this, inside);
    const [resolve, reject] = settlersOf(this, inside);
    try {
      executor(resolve, reject);
    } catch (error) {
      reject(error);
    }
  }

  // biome-ignore lint/suspicious/noThenProperty: this is a promise
  then(onFulfilled?: unknown, onRejected?: unknown): GuestPromise {
    const inside = insideOf(this);
    return new GuestPromise((resolve, reject) => {
      const through = (handler: unknown, otherwise: Settle): Settle => {
        if (typeof handler !== 'function') return otherwise;
        return (value) => {
          try {
            resolve(handler(value));
          } catch (error) {
            reject(error);
          }
        };
      };
      const reaction = { onFulfilled: through(onFulfilled, resolve), onRejected: through(onRejected, reject) };
      if (inside.state === PENDING) inside.reactions.push(reaction);
      else schedule(inside, reaction);
    });
  }

  catch(onRejected?: unknown): GuestPromise {
    return this.then(undefined, onRejected);
  }

  finally(onFinally?: unknown): GuestPromise {
    if (typeof onFinally !== 'function') return this.then(onFinally, onFinally);
    return this.then(
      (value: unknown) => GuestPromise.resolve(onFinally()).then(() => value),
      (reason: unknown) =>
        GuestPromise.resolve(onFinally()).then(() => {
          throw reason;
        }),
    );
  }

  get [Symbol.toStringTag](): string {
    return 'Promise';
  }

  static resolve(value?: unknown): GuestPromise {
    return value instanceof GuestPromise ? value : new GuestPromise((resolve) => resolve(value));
  }

  static reject(reason?: unknown): GuestPromise {
    return new GuestPromise((_resolve, reject) => reject(reason));
  }

  static all(values: Iterable<unknown>): GuestPromise {
    return gather(values, (slots, index, done) => [
      (value) => {
        slots[index] = value;
        done();
      },
      undefined,
    ]);
  }

  static allSettled(values: Iterable<unknown>): GuestPromise {
    return gather(values, (slots, index, done) => [
      (value) => {
        slots[index] = { status: 'fulfilled', value };
        done();
      },
      (reason) => {
        slots[index] = { status: 'rejected', reason };
        done();
      },
    ]);
  }

  static any(values: Iterable<unknown>): GuestPromise {
    const inverted = gather(values, (slots, index, done) => [
      undefined,
      (reason) => {
        slots[index] = reason;
        done();
      },
    ]);
    return inverted.then((reasons: unknown[]) => {
      if (reasons instanceof Won) return reasons.value;
      throw new AggregateError(reasons, 'All promises were rejected');
    });
  }

  static race(values: Iterable<unknown>): GuestPromise {
    return new GuestPromise((resolve, reject) => {
      for (const value of values) GuestPromise.resolve(value).then(resolve, reject);
    });
  }
}

/** The first value of `Promise.any`, distinguished from the list of reasons. */
class Won {
  readonly value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

type Handlers = [onFulfilled: Settle | undefined, onRejected: Settle | undefined];

/** A promise of a list that is complete when every member has called `done`. */
function gather(
  values: Iterable<unknown>,
  handlersOf: (slots: unknown[], index: number, done: () => void) => Handlers,
): GuestPromise {
  return new GuestPromise((resolve, reject) => {
    const slots: unknown[] = [];
    let missing = 1;
    const done = (): void => {
      missing -= 1;
      if (missing === 0) resolve(slots);
    };
    let index = 0;
    for (const value of values) {
      missing += 1;
      slots.push(undefined);
      const [onFulfilled, onRejected] = handlersOf(slots, index, done);
      GuestPromise.resolve(value).then(onFulfilled ?? ((won: unknown) => resolve(new Won(won))), onRejected ?? reject);
      index += 1;
    }
    done();
  });
}
