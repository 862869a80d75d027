// The plan of a script that another engine runs: from the options that it exports.
import { consolidate, type RawOptions, readSettings } from '../options.ts';
import { VERSION } from '../version.ts';
import { type LivePlan, livePlan } from './plan.ts';

/** Options that the runner cannot read are another engine's affair: the plan is then without phases. */
export function livePlanOf(title: string, options: RawOptions): LivePlan {
  try {
    const { scenarios } = readSettings(
      consolidate([options], () => {}),
      VERSION,
    );
    return livePlan(title, scenarios, options.thresholds);
  } catch {
    return livePlan(title, [], options.thresholds);
  }
}
