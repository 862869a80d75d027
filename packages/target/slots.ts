// A limit on what is taken at once (requests worked on, database connections): known capacity, the rest queues in order of arrival.

/** Releases the slot; more calls than one do nothing. */
export type Release = () => void;

export class Slots {
  private readonly limit: number;
  private taken = 0;
  private readonly queue = new Set<() => void>();

  /** @param limit Infinity for none */
  constructor(limit: number) {
    this.limit = limit;
  }

  /** Slots that are taken now. */
  used(): number {
    return this.taken;
  }

  /** Requests that wait for a slot. */
  queued(): number {
    return this.queue.size;
  }

  /** Resolves when the request may be worked on; with null when `gone` fired before that. */
  acquire(gone: AbortSignal): Promise<Release | null> {
    if (gone.aborted) return Promise.resolve(null);
    if (this.taken < this.limit) return Promise.resolve(this.take());
    return new Promise((resolve) => {
      const start = () => resolve(this.take());
      this.queue.add(start);
      gone.addEventListener('abort', () => {
        if (this.queue.delete(start)) resolve(null);
      });
    });
  }

  private take(): Release {
    this.taken += 1;
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      this.taken -= 1;
      const [next] = this.queue;
      if (next === undefined) return;
      this.queue.delete(next);
      next();
    };
  }
}
