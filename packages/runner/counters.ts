// Numbers that all threads of a run count in together: in shared memory, so that nobody has to ask.

const NAMES = ['vusMade', 'vusInitialized', 'vusActive', 'iterationsCompleted', 'iterationsInterrupted'] as const;
export type CounterName = (typeof NAMES)[number];

/** What has happened in a run so far. */
export class Counters {
  /** Pass it to another thread: counters made from it are the same. */
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Int32Array;

  constructor(memory = new SharedArrayBuffer(NAMES.length * Int32Array.BYTES_PER_ELEMENT)) {
    this.memory = memory;
    this.#numbers = new Int32Array(memory);
  }

  get(name: CounterName): number {
    return Atomics.load(this.#numbers, NAMES.indexOf(name));
  }

  /** Returns the sum, this change included. */
  add(name: CounterName, change: number): number {
    return Atomics.add(this.#numbers, NAMES.indexOf(name), change) + change;
  }
}

const [TAKEN, PRESENT, SHORT, ENDED] = [0, 1, 2, 3];

/** Hands out the numbers of a scenario's iterations, each once, to all threads that work on it. */
export class Tally {
  readonly memory: SharedArrayBuffer;
  readonly #numbers: Int32Array;

  /** `threads`: how many will work on the scenario. */
  constructor(threads = 1, memory?: SharedArrayBuffer) {
    this.memory = memory ?? new SharedArrayBuffer(4 * Int32Array.BYTES_PER_ELEMENT);
    this.#numbers = new Int32Array(this.memory);
    if (!memory) this.#numbers[PRESENT] = threads;
  }

  /** The next number, from 0; undefined once there have been `most`. */
  take(most = Number.POSITIVE_INFINITY): number | undefined {
    const taken = Atomics.add(this.#numbers, TAKEN, 1);
    if (taken < most) return taken;
    Atomics.sub(this.#numbers, TAKEN, 1);
    return undefined;
  }

  /** How many have been handed out. */
  get taken(): number {
    return Atomics.load(this.#numbers, TAKEN);
  }

  /** An iteration has ended by itself. */
  end(): void {
    Atomics.add(this.#numbers, ENDED, 1);
  }

  /** How many have ended by themselves. */
  get ended(): number {
    return Atomics.load(this.#numbers, ENDED);
  }

  /** The scenario has run out of VUs; true for the first thread that says so. */
  runsShort(): boolean {
    return Atomics.exchange(this.#numbers, SHORT, 1) === 0;
  }

  /** A thread has done its part; true for the last one, when `taken` is final. */
  leave(): boolean {
    return Atomics.sub(this.#numbers, PRESENT, 1) === 1;
  }
}
