// What a window of a run measured at its load, and what the system's capacity is compared with.
import { type Factors, FULL_SCALE } from 'k6-format/scale';
import type { LoadPoint } from './fit.ts';

export interface Measured extends LoadPoint {
  window: string;
  /** Requests that started in the window, per second. */
  startedPerS: number;
  /** Users that the planned load stands for. */
  users: number;
  p95Ms: number;
}

/** A metric as it is today, and how much of it there may be at most. */
export interface Level {
  label: string;
  current: number;
  maximum: number;
}

/** What is asked of the system: a run says what it carries, and this how much that has to be. */
export interface Demand {
  /** Test types whose load climbs far enough to meet a limit; others would only repeat their own load. */
  climbing: readonly string[];
  /** Requests per second that a user of the run makes. */
  perUserPerS: number;
  /** Mean pause after an answer, seconds, of users who walk journeys and nothing else; null: users keep a pace, however long answers take. */
  thinkS: number | null;
  /** Names of journeys: the run's figures under them are of whole journeys. */
  journeys: readonly string[];
  /** p95 above which the system is too slow to be of use. */
  p95LimitMs: number;
  users: Omit<Level, 'maximum'>;
  requestsPerS: Omit<Level, 'maximum'>;
  dbConnections: Level;
  memoryMb: Level;
  /** What is expected, the nearest first: `Current`, `3 months`... */
  growth: readonly GrowthRow[];
}

/** What is asked of a system of another size. */
export function scaledDemand(demand: Demand, { users, rate, limits }: Factors = FULL_SCALE): Demand {
  return {
    ...demand,
    p95LimitMs: demand.p95LimitMs * limits,
    users: { ...demand.users, current: demand.users.current * users },
    requestsPerS: { ...demand.requestsPerS, current: demand.requestsPerS.current * rate },
    growth: demand.growth.map((row) => ({ ...row, users: row.users * users, requestsPerS: row.requestsPerS * rate })),
  };
}

export interface GrowthRow {
  period: string;
  users: number;
  requestsPerS: number;
  /** What carries it; null: nothing has to be done. */
  action: string | null;
}
