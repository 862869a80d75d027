// Memory statistics from PostgreSQL, with Redis in front of it as a cache aside.
import pg from 'pg';
import { createClient } from 'redis';
import { capacity } from '../../../thresholds/baselines.ts';
import { named, type Source } from './source.ts';

/** How long a figure may be old, seconds. */
const TTL_S = 5;
/** Agents of the seeded table whose figures are asked for in turn. */
const AGENTS = Array.from({ length: 20 }, (_, n) => `agent-${n + 1}`);

const QUERY = `
SELECT count(*)::int AS total,
       count(*) FILTER (WHERE created_at > now() - interval '1 day')::int AS hot,
       count(*) FILTER (WHERE created_at <= now() - interval '1 day' AND created_at > now() - interval '7 days')::int AS warm,
       count(*) FILTER (WHERE created_at <= now() - interval '7 days')::int AS cold
FROM agent_memories WHERE agent_id = $1`;

interface Counts {
  total: number;
  hot: number;
  warm: number;
  cold: number;
}

export async function openMemories(databaseUrl: string, redisUrl: string): Promise<Source> {
  const pool = newPool(databaseUrl);
  let wasThere = false;
  const cache = createClient({
    url: redisUrl,
    disableOfflineQueue: true,
    // Later it comes back by itself; at the start nobody waits for one that is not there.
    socket: { connectTimeout: 5_000, reconnectStrategy: (retries) => wasThere && Math.min(retries * 50, 2_000) },
  });
  // Failures show in the commands.
  cache.on('error', () => {});
  const close = async (): Promise<void> => {
    if (cache.isOpen) cache.destroy();
    await pool.end();
  };
  try {
    await Promise.all([named('PostgreSQL', pool.query('SELECT 1')), named('Redis', cache.connect())]);
  } catch (error) {
    await close();
    throw error;
  }
  wasThere = true;
  const seen = { hits: 0, misses: 0 };
  let turn = 0;
  return {
    async value() {
      const agent = AGENTS[turn++ % AGENTS.length] as string;
      const key = `memories:${agent}`;
      const kept = await cache.get(key);
      if (kept !== null) seen.hits += 1;
      else seen.misses += 1;
      const counts = kept === null ? await count(pool, agent) : (JSON.parse(kept) as Counts);
      if (kept === null) await cache.set(key, JSON.stringify(counts), { expiration: { type: 'EX', value: TTL_S } });
      const { total, ...tiers } = counts;
      return { total_memories: total, by_tier: tiers, by_agent: { [agent]: total }, cache: seen };
    },
    close,
  };
}

async function count(pool: pg.Pool, agent: string): Promise<Counts> {
  const { rows } = await pool.query<Counts>(QUERY, [agent]);
  return rows[0] as Counts;
}

/** As many connections as the API has today (table "Capacity"). */
export function newPool(databaseUrl: string): pg.Pool {
  const max = capacity.databaseConnections.current;
  const pool = new pg.Pool({ connectionString: databaseUrl, max, connectionTimeoutMillis: 5_000 });
  pool.on('error', () => {});
  return pool;
}
