// What the database test knows of the schema: its agents, its tables, and how many connections it may take.

import { withoutCredentials } from 'k6-kit/url-credentials';
import { capacity } from '../thresholds/baselines.ts';
import type { OperationOf } from '../thresholds/service-limits.ts';

/** The guide's three queries (guide, Database Performance Testing) by operation, with the values that it asks them with. */
export const QUERIES = {
  'memories-by-agent': { text: 'SELECT * FROM agent_memories WHERE agent_id = $1 LIMIT 100', values: ['test'] },
  'count-events': { text: 'SELECT COUNT(*) AS count FROM events', values: [] },
  'recent-biometrics': {
    text: "SELECT * FROM biometric_events WHERE timestamp > NOW() - INTERVAL '1 hour'",
    values: [],
  },
} as const satisfies Record<OperationOf<'database'>, { text: string; values: readonly string[] }>;

/** What the queries read. */
export const TABLES: readonly string[] = Object.values(QUERIES).map(
  ({ text }) => / FROM (\w+)/.exec(text)?.[1] ?? text,
);

/** Every second agent is the guide's own, so that its query has a share of the requests that a p95 sees. */
export const AGENTS: readonly string[] = Array.from({ length: 100 }, (_, index) => ['test', `agent-${index}`]).flat();

/**
 * One connection a VU, of those that the capacity table says the database has. A quarter stays for PostgreSQL's own reserve of
 * three, for setup() and for people who watch.
 */
export const maxConnections = Math.floor(capacity.databaseConnections.current * 0.75);

/** As much of k6/x/sql's database as is asked here. */
interface Queryable {
  query(statement: string): unknown[];
}

/** Throws an Error in one line when a table is missing or empty: queries on nothing are fast and say nothing. */
export function requireRows(db: Queryable, tables: readonly string[]): void {
  for (const table of tables) {
    let rows: unknown[];
    try {
      rows = db.query(`SELECT 1 FROM ${table} LIMIT 1`);
    } catch (error) {
      // A driver may repeat the URL that it could not read.
      const reason = withoutCredentials((error as Error).message);
      throw new Error(`DATABASE_URL: table ${table} cannot be read: ${reason}`);
    }
    if (rows.length === 0) throw new Error(`DATABASE_URL: table ${table} is empty: seed it first`);
  }
}
