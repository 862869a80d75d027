// Time as the runner sees it: the machine's clock, or one that tests and rehearsals move by hand.
import { readyQueue } from './ready-queue.ts';

export interface Clock {
  /** Milliseconds on a clock that never goes back; only differences mean something. */
  now(): number;
  /** Milliseconds since 1970. */
  epochMs(): number;
  /** Calls `callback` once, `delayMs` from now; the result cancels it. */
  after(delayMs: number, callback: () => void): () => void;
  /** Lets everything else that is ready run first. */
  yield(callback: () => void): void;
  /** Lets a guest go on that can: soon, in turn with others. */
  ready(callback: () => void): void;
}

/** Its getter costs more than the clock. */
const ORIGIN_MS = performance.timeOrigin;

export const realClock: Clock = {
  now: () => performance.now(),
  epochMs: () => ORIGIN_MS + performance.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
  yield: (callback) => {
    setImmediate(callback);
  },
  ready: (callback) => readyQueue.push(callback),
};

/** Resolves after `delayMs`, or early once `signal` is aborted. */
export function delay(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const finish = (): void => {
      cancel();
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const cancel = clock.after(delayMs, finish);
    signal?.addEventListener('abort', finish);
  });
}

interface Entry {
  atMs: number;
  order: number;
  callback: () => void;
}

/** A clock that stands still until it is moved; an hour takes as long as what happens in it. */
export class VirtualClock implements Clock {
  #nowMs = 0;
  #order = 0;
  #entries: Entry[] = [];
  readonly #startEpochMs: number;

  constructor(startEpochMs = Date.UTC(2026, 0, 1)) {
    this.#startEpochMs = startEpochMs;
  }

  now(): number {
    return this.#nowMs;
  }

  epochMs(): number {
    return this.#startEpochMs + this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const entry = { atMs: this.#nowMs + Math.max(0, delayMs), order: this.#order++, callback };
    this.#entries.push(entry);
    return () => {
      const index = this.#entries.indexOf(entry);
      if (index >= 0) this.#entries.splice(index, 1);
    };
  }

  yield(callback: () => void): void {
    setImmediate(callback);
  }

  /** At once: the clock does not wait for a queue. */
  ready(callback: () => void): void {
    callback();
  }

  /** Jumps to a moment; what was due on the way is not called. */
  set(nowMs: number): void {
    this.#nowMs = nowMs;
  }

  /** Moves from one due callback to the next until `work` has ended. */
  async drive<T>(work: Promise<T>): Promise<T> {
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    work.then(over, over);
    let idleTurns = 0;
    while (!isOver) {
      await new Promise((resolve) => setImmediate(resolve));
      if (isOver) break;
      const next = this.#takeNext();
      idleTurns = next ? 0 : idleTurns + 1;
      if (idleTurns > 1000) throw new Error('the virtual clock has nothing left to do, but the work has not ended');
      if (!next) continue;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
    }
    return work;
  }

  #takeNext(): Entry | undefined {
    const next = this.#entries.reduce<Entry | undefined>(
      (first, entry) =>
        !first || entry.atMs < first.atMs || (entry.atMs === first.atMs && entry.order < first.order) ? entry : first,
      undefined,
    );
    if (next) this.#entries.splice(this.#entries.indexOf(next), 1);
    return next;
  }
}
