// Do the guide's three queries hold the database's target at every rate of its row? (guide, Database Performance Testing)
import sql from 'k6/x/sql';
import driver from 'k6/x/sql/driver/postgres';
import { AGENTS, maxConnections, QUERIES, requireRows, TABLES } from '../../lib/database.ts';
import { readServiceSettings } from '../../lib/service-env.ts';
import { serviceTest } from '../../lib/service-test.ts';

const settings = readServiceSettings(__ENV, 'DATABASE_URL');
const db = sql.open(driver, settings.url);
const test = serviceTest('database', settings, maxConnections);

export const options = test.options;

export function setup(): void {
  requireRows(db, TABLES);
}

export default function database(): void {
  const { number, isFirst } = test.turn();
  // A connection of its own takes longer than a query, and the target is one for queries.
  if (isFirst) db.query('SELECT 1');
  const turn = Math.floor(number / 3);
  if (number % 3 === 0) {
    const agent = AGENTS[turn % AGENTS.length] as string;
    test.measure('memories-by-agent', () => db.query(QUERIES['memories-by-agent'].text, agent), {
      'memories are those of the agent': (rows) => rows.every((row) => row.agent_id === agent),
    });
  } else if (number % 3 === 1) {
    test.measure('count-events', () => db.query(QUERIES['count-events'].text), {
      'there are events': ([row]) => Number(row?.count) > 0,
    });
  } else {
    test.measure('recent-biometrics', () => db.query(QUERIES['recent-biometrics'].text), {
      'biometric events have a value': (rows) => rows.every((row) => typeof row.value === 'number'),
    });
  }
}

export const handleSummary = test.handleSummary;
export const writes: string[] = [];
