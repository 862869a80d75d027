// What a window of a run measured at its load.
import { capacity as capacityTable } from '../../../thresholds/baselines.ts';
import type { LoadPoint } from './fit.ts';

/** A user's requests per second: the capacity table's own ratio (50 users make 100/s). */
export const PER_USER_PER_S = capacityTable.requestsSecond.current / capacityTable.concurrentUsers.current;

export interface Measured extends LoadPoint {
  window: string;
  /** Requests that started in the window, per second. */
  startedPerS: number;
  /** Users that the planned load stands for. */
  users: number;
  p95Ms: number;
}
