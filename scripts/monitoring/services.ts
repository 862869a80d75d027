// How each service of the table "Services" shows in Prometheus: whether it is up, what it serves, and what it uses.
import { type ServiceName, services } from '../../thresholds/baselines.ts';
import { API_JOB, API_SERVICE, SYSTEM } from '../../thresholds/system.ts';
import type { JobName } from './jobs.ts';

export interface ServiceSeries {
  job: JobName;
  /** Container name in cAdvisor's series; the system's name and the service's. */
  container: string;
  /** 1 while the service answers. */
  up: string;
  /** Counter of what the row's Requests/sec counts; null where nothing exposes one. */
  requests: string | null;
  /** Series of the service's own process, for where no cAdvisor runs. */
  ownProcess?: { cpuSeconds: string; memoryBytes: string };
}

const SERIES = {
  postgresql: {
    job: 'postgres',
    container: `${SYSTEM.slug}-postgres`,
    up: 'pg_up',
    requests: 'pg_stat_database_xact_commit',
  },
  redis: {
    job: 'redis',
    container: `${SYSTEM.slug}-redis`,
    up: 'redis_up',
    requests: 'redis_commands_processed_total',
  },
  // Its server pushes OpenTelemetry and has no page to scrape: it is probed, and its requests are not counted.
  chromadb: { job: 'chromadb', container: `${SYSTEM.slug}-chromadb`, up: 'probe_success', requests: null },
  [API_SERVICE]: {
    job: API_JOB,
    container: `${SYSTEM.slug}-api`,
    up: 'up',
    requests: 'http_requests_total',
    ownProcess: { cpuSeconds: 'process_cpu_seconds_total', memoryBytes: 'process_resident_memory_bytes' },
  },
  nginx: { job: 'nginx', container: `${SYSTEM.slug}-nginx`, up: 'nginx_up', requests: 'nginx_http_requests_total' },
  // A gauge by type, but an offset only grows: its rate is the messages per second.
  kafka: {
    job: 'kafka',
    container: `${SYSTEM.slug}-kafka`,
    up: 'kafka_brokers',
    requests: 'kafka_topic_partition_current_offset',
  },
} as const satisfies Record<ServiceName, ServiceSeries>;

export interface Service extends ServiceSeries {
  name: ServiceName;
  label: string;
}

/** The services in the table's order. */
export const SERVICES: readonly Service[] = (Object.keys(services) as ServiceName[]).map((name) => ({
  ...SERIES[name],
  name,
  label: services[name].label,
}));
