// The change below which nobody needs to act, from the table of tolerances.
import { tolerances } from '../../thresholds/baselines.ts';

/** As a share of the earlier value. */
export const practicalSize: number = tolerances.practicalChange.valueRatio;
