// What the statistics of runs take from the tables.
import type { Demand } from 'k6-history/capacity/measured';
import type { Rows } from 'k6-history/propose';
import {
  capacity,
  growth,
  journeys,
  pace,
  resources,
  testTypes,
  tolerances,
  triggers,
} from '../../thresholds/baselines.ts';
import { requestRows } from '../../thresholds/tasks.ts';
import { knownTraits } from '../../thresholds/traits.ts';

/** The change below which nobody needs to act, as a share of the earlier value. */
export const practicalSize: number = tolerances.practicalChange.valueRatio;

/** How far above its row a latency may be, as a share of it. */
export const rowToleranceRatio: number = tolerances.baselineRow.valueRatio;

export const ROWS: Rows = {
  rows: { ...requestRows, ...journeys },
  types: Object.keys(testTypes).filter((type) => knownTraits(type)?.endpointRows === 'yes'),
  practicalSize,
};

/** Types whose load is held above what the system carries today, the highest first: others repeat what is known. */
const climbing = Object.entries(testTypes)
  .filter(([, { users }]) => users > capacity.concurrentUsers.current)
  .sort(([, a], [, b]) => b.users - a.users)
  .map(([type]) => type);

/** What is asked of the system. */
export const demand = (): Demand => ({
  climbing,
  perUserPerS: pace.requestsPerUser.valuePerS,
  p95LimitMs: triggers.responseTimeP95.aboveMs,
  users: capacity.concurrentUsers,
  requestsPerS: capacity.requestsSecond,
  dbConnections: capacity.databaseConnections,
  memoryMb: {
    label: capacity.memoryUsage.label,
    current: capacity.memoryUsage.currentMb,
    maximum: resources.memory.limitMb,
  },
  growth: growth.map(({ action, ...row }) => ({ ...row, action: action === 'None' ? null : action })),
});
