// How long guest code may run without a pause: all other VUs of its thread stand still meanwhile.

/** More than any script in its senses computes between two waits, milliseconds. */
const FIRST_MS = 10_000;
/** Once a script has looped for ever it will do so in other VUs too, and these must not stop the run one after the other. */
const LATER_MS = 1_000;

/** The limit of one thread. */
export class TurnLimit {
  #ms = FIRST_MS;

  /** Milliseconds. */
  get ms(): number {
    return this.#ms;
  }

  /** A VU has been stopped by the limit. */
  hit(): void {
    this.#ms = LATER_MS;
  }
}
