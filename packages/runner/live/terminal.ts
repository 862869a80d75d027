// Shows a run on a terminal while it goes on: lines that are rewritten in place once a second.
import pc from 'picocolors';
import type { LiveListener } from './listener.ts';
import type { LiveMoment } from './moment.ts';
import type { LivePlan } from './plan.ts';
import { viewLines } from './terminal-view.ts';

/** Lines that are rewritten in place; what else is written has to clear them first. */
export class Screen {
  readonly #write: (text: string) => void;
  #open = 0;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  /** `lines`: none wider than the terminal. */
  show(lines: readonly string[]): void {
    this.#write(`${this.#erasing()}${lines.join('\n')}`);
    this.#open = lines.length;
  }

  clear(): void {
    if (this.#open > 0) this.#write(this.#erasing());
    this.#open = 0;
  }

  /** Back to the start of the first line, and away with what follows. */
  #erasing(): string {
    const up = this.#open > 1 ? `\u001b[${this.#open - 1}A` : '';
    return `\r${up}\u001b[J`;
  }
}

/** Whether lines may be rewritten: a build server's terminal keeps them all. */
export function isRewritable(isTty: boolean, env: Readonly<Record<string, string | undefined>>): boolean {
  return isTty && !env.CI && env.TERM !== 'dumb';
}

export class TerminalView implements LiveListener {
  readonly #screen: Screen;
  readonly #columns: () => number | undefined;
  readonly #paint: ReturnType<typeof pc.createColors>;
  #plan: LivePlan | undefined;

  /** `columns`: how wide the terminal is now. */
  constructor(screen: Screen, columns: () => number | undefined, hasColor: boolean) {
    this.#screen = screen;
    this.#columns = columns;
    this.#paint = pc.createColors(hasColor);
  }

  begin(plan: LivePlan): void {
    this.#plan = plan;
    const nothing = plan.rows.map(() => null);
    this.tell({
      ...{ atMs: 0, spanMs: 0, done: 0, vus: 0, requests: 0, failed: 0, iterations: 0, dropped: 0 },
      ...{ rows: nothing, judged: nothing },
    });
  }

  tell(moment: LiveMoment): void {
    if (this.#plan) this.#screen.show(viewLines(this.#plan, moment, this.#columns(), this.#paint));
  }
}
