// Prometheus's scrape jobs: what each reads, and who exposes it. Addresses are in deploy/prometheus/targets/, one file a job.
import { API_JOB } from '../../thresholds/system.ts';

export interface Job {
  /** Value of the label `job`; rules and dashboards select by it. */
  name: JobName;
  /** Program that exposes the series, for people who find a panel empty. */
  exporter: string;
  /** Address in the example of the job's targets, on loopback. */
  example: string;
  /** Set for a prober: what is asked, instead of the address itself. */
  probe?: { module: string; prober: string };
}

export type JobName = typeof API_JOB | 'node' | 'postgres' | 'redis' | 'nginx' | 'kafka' | 'chromadb' | 'containers';

export const JOBS: readonly Job[] = [
  { name: API_JOB, exporter: "the API's own /metrics", example: '127.0.0.1:8080' },
  { name: 'node', exporter: 'node_exporter', example: '127.0.0.1:9100' },
  { name: 'postgres', exporter: 'postgres_exporter with postgres-queries.yml', example: '127.0.0.1:9187' },
  { name: 'redis', exporter: 'redis_exporter', example: '127.0.0.1:9121' },
  { name: 'nginx', exporter: 'nginx-prometheus-exporter', example: '127.0.0.1:9113' },
  { name: 'kafka', exporter: 'kafka_exporter', example: '127.0.0.1:9308' },
  {
    name: 'chromadb',
    exporter: 'blackbox_exporter, module http_2xx',
    example: 'http://127.0.0.1:8000/api/v2/heartbeat',
    probe: { module: 'http_2xx', prober: '127.0.0.1:9115' },
  },
  { name: 'containers', exporter: 'cAdvisor', example: '127.0.0.1:8081' },
];

export function exporterOf(name: JobName): string {
  return JOBS.find((job) => job.name === name)!.exporter;
}
