// How far the run is: one line that is rewritten on a terminal, and plain lines without one.
import type { Clock } from './clock.ts';

export interface ProgressState {
  elapsedMs: number;
  vusActive: number;
  vusInitialized: number;
  iterationsCompleted: number;
  iterationsInterrupted: number;
  /** Name and share done, 0 to 1. */
  scenarios: { name: string; done: number }[];
}

const TERMINAL_EVERY_MS = 200;
const PLAIN_EVERY_MS = 5000;
const CLEAR_LINE = '\r\u001b[K';

export function progressLine(state: ProgressState): string {
  const seconds = (state.elapsedMs / 1000).toFixed(1);
  const done =
    state.scenarios.length === 0
      ? 0
      : state.scenarios.reduce((sum, scenario) => sum + scenario.done, 0) / state.scenarios.length;
  const vus = `${state.vusActive}/${state.vusInitialized} VUs`;
  const iterations = `${state.iterationsCompleted} complete and ${state.iterationsInterrupted} interrupted iterations`;
  return `running (${seconds}s), ${vus}, ${iterations}, ${Math.floor(done * 100)}%`;
}

export class Progress {
  readonly #write: (text: string) => void;
  readonly #isTty: boolean;
  readonly #clock: Clock;
  readonly #columns: () => number | undefined;
  #cancel: (() => void) | undefined;
  #isLineOpen = false;

  /** `columns`: how wide the terminal is now; a longer line would stay on the screen when it is rewritten. */
  constructor(write: (text: string) => void, isTty: boolean, clock: Clock, columns: () => number | undefined) {
    this.#write = write;
    this.#isTty = isTty;
    this.#columns = columns;
    this.#clock = clock;
  }

  start(stateOf: () => ProgressState): void {
    const everyMs = this.#isTty ? TERMINAL_EVERY_MS : PLAIN_EVERY_MS;
    const tick = (): void => {
      this.show(progressLine(stateOf()));
      this.#cancel = this.#clock.after(everyMs, tick);
    };
    this.#cancel = this.#clock.after(everyMs, tick);
  }

  show(line: string): void {
    this.#write(this.#isTty ? `${CLEAR_LINE}${cutTo(line, this.#columns())}` : `${line}\n`);
    this.#isLineOpen = this.#isTty;
  }

  /** Makes room for a line of something else. */
  clear(): void {
    if (this.#isLineOpen) this.#write(CLEAR_LINE);
    this.#isLineOpen = false;
  }

  stop(): void {
    this.#cancel?.();
    this.clear();
  }
}

/** One character less than the width: some terminals go on to the next line after the last one. One of width 0 does not know its own. */
export function cutTo(line: string, columns: number | undefined): string {
  return !columns || line.length < columns ? line : `${line.slice(0, Math.max(0, columns - 2))}…`;
}
