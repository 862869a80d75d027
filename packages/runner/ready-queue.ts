// The order of work in one thread: sockets and timers first, guests that can go on in turn, a little at a time.
//
// A guest that goes on takes 0.1 ms or so. Were it to go on inside the callback of its socket, then of 500 answers that are
// ready together the last would be read 50 ms late, and those 50 ms would look like the target's. So callbacks only note
// their moment and queue the guest; between two slices of guests the event loop reads every socket that is ready.

/** Guests run for this long before sockets and timers get a turn, milliseconds: the most that they make each other late. */
const SLICE_MS = 0.25;

export class ReadyQueue {
  #waiting: (() => void)[] = [];
  #sinceMs: number[] = [];
  /** Index of the first that still waits. */
  #head = 0;
  #isScheduled = false;
  #onWait: ((waitedMs: number) => void) | undefined;

  /** Called with the time that each callback has waited, milliseconds. */
  set onWait(listener: ((waitedMs: number) => void) | undefined) {
    this.#onWait = listener;
  }

  /** Calls `callback` soon, after those that were there before. `sinceMs`: since when it could go on. */
  push(callback: () => void, sinceMs = performance.now()): void {
    this.#waiting.push(callback);
    this.#sinceMs.push(sinceMs);
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    setImmediate(this.#drain);
  }

  /** Forgets who waits: code that was ended from outside has left the queue in the middle of its work. */
  restart(): void {
    this.#waiting = [];
    this.#sinceMs = [];
    this.#head = 0;
    this.#isScheduled = false;
  }

  readonly #drain = (): void => {
    const startMs = performance.now();
    let nowMs = startMs;
    try {
      while (this.#head < this.#waiting.length && nowMs - startMs < SLICE_MS) {
        const callback = this.#waiting[this.#head] as () => void;
        this.#onWait?.(nowMs - (this.#sinceMs[this.#head] as number));
        this.#head += 1;
        callback();
        nowMs = performance.now();
      }
    } finally {
      this.#isScheduled = this.#head < this.#waiting.length;
      if (this.#isScheduled) setImmediate(this.#drain);
      this.#compact();
    }
  };

  #compact(): void {
    if (this.#isScheduled && this.#head < 1024) return;
    this.#waiting = this.#waiting.slice(this.#head);
    this.#sinceMs = this.#sinceMs.slice(this.#head);
    this.#head = 0;
  }
}

/** That of this thread. */
export const readyQueue = new ReadyQueue();
