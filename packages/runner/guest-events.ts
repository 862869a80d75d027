// What an iteration may still wait for: timers that run and asynchronous requests on their way.
import type { Clock } from './clock.ts';
import type { GuestEvent } from './protocol.ts';

/** Timers of all queues have numbers of their own. */
let lastTimer = 0;

export class GuestEvents {
  readonly #clock: Clock;
  readonly #ready: GuestEvent[] = [];
  readonly #timers = new Map<number, () => void>();
  /** How many events are still to come. */
  #expected = 0;
  /** Raised by `clear`: what was expected before does not count any more. */
  #era = 0;
  #onEvent: (() => void) | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Announces an event; the result delivers it. */
  expect(): (event: GuestEvent) => void {
    const era = this.#era;
    this.#expected += 1;
    return (event) => {
      if (era !== this.#era) return;
      this.#expected -= 1;
      this.#ready.push(event);
      this.#onEvent?.();
    };
  }

  /** Delivers an event that was not announced: an iteration does not wait for it. */
  post(event: GuestEvent): void {
    this.#ready.push(event);
    this.#onEvent?.();
  }

  /** Events that nobody has asked for yet. */
  get backlog(): number {
    return this.#ready.length;
  }

  startTimer(delayMs: number): number {
    const id = ++lastTimer;
    const deliver = this.expect();
    const cancel = this.#clock.after(delayMs, () => {
      this.#timers.delete(id);
      deliver({ kind: 'timer', id });
    });
    this.#timers.set(id, cancel);
    return id;
  }

  stopTimer(id: number): void {
    const cancel = this.#timers.get(id);
    if (!cancel) return;
    cancel();
    this.#timers.delete(id);
    this.#expected -= 1;
  }

  /** Calls `deliver` once: with the next event, or with `idle` when none is expected. */
  next(deliver: (event: GuestEvent) => void): void {
    this.#onEvent = () => {
      const event = this.#ready.shift() ?? (this.#expected === 0 ? ({ kind: 'idle' } as const) : undefined);
      if (!event) return;
      this.#onEvent = undefined;
      deliver(event);
    };
    this.#onEvent();
  }

  /** Forgets everything: the iteration is over. */
  clear(): void {
    for (const cancel of this.#timers.values()) cancel();
    this.#timers.clear();
    this.#ready.length = 0;
    this.#expected = 0;
    this.#era += 1;
    this.#onEvent = undefined;
  }
}
