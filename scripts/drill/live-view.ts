// The drill's spike while it goes on: the view of a run on a terminal, and a line in five seconds elsewhere.
import { isRewritable, type LiveListener, type LivePlan, momentLine, Screen, TerminalView } from 'k6-local/live';
import type { Io } from '../io.ts';

/** Without a terminal a line in five is enough for a log. */
const PLAIN_EVERY = 5;

export function liveView({ stdout, isTty, keepsStdout, columns, env }: Io): LiveListener & { end(): void } {
  const screen = new Screen(stdout);
  if (isRewritable(isTty && !keepsStdout, env)) {
    const view = new TerminalView(screen, () => columns?.(), !env.NO_COLOR);
    return { begin: (plan) => view.begin(plan), tell: (moment) => view.tell(moment), end: () => screen.clear() };
  }
  let plan: LivePlan | undefined;
  let told = 0;
  return {
    begin: (own) => {
      plan = own;
    },
    tell: (moment) => {
      if (plan && told++ % PLAIN_EVERY === 0) stdout(`${momentLine(plan, moment)}\n`);
    },
    end: () => {},
  };
}
