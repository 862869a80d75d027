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
import {
  answersMs,
  isJourney,
  isTask,
  periodS,
  perUserPerS,
  requestRows,
  stepsOf,
  type TaskName,
  tasksOf,
  weightPct,
} from '../../thresholds/tasks.ts';
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

/** Requests per second of a user of a run of these names: one on a journey thinks, and makes fewer. Service tests have none of ours. */
function perUserOf(names: readonly string[]): number {
  const tasks = tasksOf(names).filter(isTask);
  if (!tasks.some(isJourney)) return pace.requestsPerUser.valuePerS;
  return meanOf(tasks, perUserPerS);
}

/** Mean pause after a request of users who walk journeys; null where some ask endpoints, which they do at a pace. */
function thinkOf(names: readonly string[]): number | null {
  const tasks = tasksOf(names).filter(isTask);
  if (tasks.length === 0 || !tasks.every(isJourney)) return null;
  return meanOf(tasks, (task) => (periodS(task) - answersMs(task) / 1000) / stepsOf(task).length);
}

/** The mean over users, who choose tasks by their weights. */
function meanOf<Task extends TaskName>(tasks: readonly Task[], amountOf: (task: Task) => number): number {
  const users = tasks.reduce((sum, task) => sum + weightPct(task), 0);
  return tasks.reduce((sum, task) => sum + (amountOf(task) * weightPct(task)) / users, 0);
}

/** What is asked of the system that a run of these names loaded. */
export const demand = (names: readonly string[]): Demand => ({
  climbing,
  perUserPerS: perUserOf(names),
  thinkS: thinkOf(names),
  journeys: Object.keys(journeys),
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
