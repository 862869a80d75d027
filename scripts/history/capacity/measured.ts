// What a window of a run measured at its load.

import type { LoadPoint } from 'k6-history/capacity/fit';
import { pace } from '../../../thresholds/baselines.ts';

/** A user's requests per second. */
export const PER_USER_PER_S = pace.requestsPerUser.valuePerS;

export interface Measured extends LoadPoint {
  window: string;
  /** Requests that started in the window, per second. */
  startedPerS: number;
  /** Users that the planned load stands for. */
  users: number;
  p95Ms: number;
}
