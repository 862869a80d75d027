// What a run does again and again while it goes on.
import type { Clock } from './clock.ts';

export class Tickers {
  readonly #clock: Clock;
  readonly #cancel: (() => void)[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  every(ms: number, action: () => void): void {
    const index = this.#cancel.length;
    const again = (): void => {
      action();
      this.#cancel[index] = this.#clock.after(ms, again);
    };
    this.#cancel.push(this.#clock.after(ms, again));
  }

  stop(): void {
    for (const cancel of this.#cancel) cancel();
  }
}
