// Which VU's code a thread runs, and since which turn: in shared memory, for those who watch from another thread.

const [VU, TURN] = [0, 1];

export class Turns {
  #memory = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  #numbers = new Int32Array(this.#memory);

  /** Pass it to another thread. */
  get memory(): SharedArrayBuffer {
    return this.#memory;
  }

  /** From now on another thread reads from this memory. */
  use(memory: SharedArrayBuffer): void {
    this.#memory = memory;
    this.#numbers = new Int32Array(memory);
  }

  /** Code of a VU begins to run. */
  begin(vu: number): void {
    this.#numbers[TURN] = (this.#numbers[TURN] as number) + 1;
    this.#numbers[VU] = vu + 1;
  }

  /** It has come back. */
  end(): void {
    this.#numbers[VU] = 0;
  }
}

/** Those of this thread. */
export const turns = new Turns();
