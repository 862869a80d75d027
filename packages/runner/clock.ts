// Time as the runner sees it: the machine's clock, or one that tests move by hand.
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
