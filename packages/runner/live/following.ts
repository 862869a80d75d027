// Everybody who hears of a run while it goes on: the terminal, where there is one, and who asked for it.
import { basename } from 'node:path';
import type { LoadedScript } from '../load-script.ts';
import type { RunRequest } from '../run-request.ts';
import { cutToColumns } from './cells.ts';
import type { LiveListener } from './listener.ts';
import { livePlan } from './plan.ts';
import { isRewritable, Screen, TerminalView } from './terminal.ts';
import { LiveWatch } from './watch.ts';

export class Following {
  /** The terminal shows the run in lines that are rewritten; else a log gets a line now and then. */
  readonly isDrawn: boolean;
  readonly #screen: Screen;
  readonly #columns: () => number | undefined;
  readonly #listeners: readonly LiveListener[];
  readonly #watch: LiveWatch | undefined;

  /** Before the first sample. */
  constructor(loaded: LoadedScript, { io, env, live, script }: Pick<RunRequest, 'io' | 'env' | 'live' | 'script'>) {
    const { flags, settings, context } = loaded;
    this.isDrawn = !flags.isQuiet && isRewritable(io.isTty, env);
    this.#screen = new Screen((text) => io.stderr(text));
    this.#columns = () => io.columns;
    const view = new TerminalView(this.#screen, this.#columns, flags.hasColor && !env.NO_COLOR);
    this.#listeners = [...(this.isDrawn ? [view] : []), ...(live ? [live] : [])];
    if (this.#listeners.length === 0) return;
    const isTime = (name: string): boolean => context.metrics.get(name)?.contains === 'time';
    const thresholds = settings.noThresholds ? {} : settings.thresholds;
    this.#watch = new LiveWatch(livePlan(basename(script), settings.scenarios, thresholds, isTime), context);
  }

  /** Whether anybody hears of figures. */
  get isHeard(): boolean {
    return this.#watch !== undefined;
  }

  making(made: number, planned: number): void {
    const line = `initialising VUs: ${made} of ${planned}`;
    if (this.isDrawn) this.#screen.show([cutToColumns(line, (this.#columns() || line.length + 1) - 1)]);
  }

  begin(): void {
    if (this.#watch) for (const listener of this.#listeners) listener.begin(this.#watch.plan);
  }

  /** `done`: share of the run, 0 to 1. */
  tell(elapsedMs: number, done: number): void {
    const moment = this.#watch?.moment(elapsedMs, done);
    if (moment) for (const listener of this.#listeners) listener.tell(moment);
  }

  /** Makes room for a line of something else. */
  clear(): void {
    this.#screen.clear();
  }
}
