// A clock that tests move by hand.
import type { Clock } from './clock.ts';

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
