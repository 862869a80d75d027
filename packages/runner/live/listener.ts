// Who hears of a run while it goes on.
import type { LiveMoment } from './moment.ts';
import type { LivePlan } from './plan.ts';

export interface LiveListener {
  /** Before the load. */
  begin(plan: LivePlan): void;
  /** Once a second from the start of the load on, and once at its end. */
  tell(moment: LiveMoment): void;
}
