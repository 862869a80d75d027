// The probes by the name of their service, and what each needs to know.
import { probeApi, probeNginx } from './http.ts';
import { probeKafka } from './kafka.ts';
import type { ProbeRequest, ProbeResult } from './model.ts';
import { probePostgres } from './postgres.ts';
import { probeRedis } from './redis.ts';

export interface Probe {
  /** The variable with the service's address. */
  variable: string;
  run(request: ProbeRequest): Promise<ProbeResult>;
}

export const PROBES = {
  postgres: { variable: 'DATABASE_URL', run: probePostgres },
  redis: { variable: 'REDIS_URL', run: probeRedis },
  kafka: { variable: 'KAFKA_BROKERS', run: probeKafka },
  api: { variable: 'API_URL', run: probeApi },
  nginx: { variable: 'PROXY_URL', run: probeNginx },
} as const satisfies Record<string, Probe>;

export type ProbeName = keyof typeof PROBES;
export const PROBE_NAMES = Object.keys(PROBES) as ProbeName[];
