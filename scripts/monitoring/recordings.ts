// Recording rules: each figure that alerts, dashboards and people ask for is computed once, under one name.
import { API_JOB } from '../../thresholds/system.ts';
import { SERVICES, type Service } from './services.ts';

/** One recorded series. Names are level:metric:operation, as Prometheus's own practice has it. */
export interface Recording {
  record: string;
  expr: string;
  labels?: Record<string, string>;
}

/** Names of what is recorded; units are in the names. */
export const RECORD = {
  requests: 'api:http_requests:per_second',
  errors: 'api:http_errors:ratio',
  p95: 'api:http_request_duration_seconds:p95',
  endpointRequests: 'endpoint:http_requests:per_second',
  endpointErrors: 'endpoint:http_errors:ratio',
  endpointP95: 'endpoint:http_request_duration_seconds:p95',
  cpu: 'instance:cpu_usage:percent',
  memory: 'instance:memory_usage:percent',
  disk: 'instance:disk_usage:percent',
  serviceUp: 'service:up:bool',
  serviceCpu: 'service:cpu_usage:percent',
  serviceMemory: 'service:memory:bytes',
  serviceRequests: 'service:requests:per_second',
} as const;

const API = `job="${API_JOB}"`;
const NODE = 'job="node"';
/** File systems that are no disks, or full by nature. */
const NO_DISK = 'fstype!~"tmpfs|ramfs|squashfs|iso9660"';

/** All of them, with rates over `window`. */
export function recordings(window: string): Recording[] {
  return [
    ...apiRecordings(window),
    ...hostRecordings(window),
    ...SERVICES.flatMap((service) => ofService(service, window)),
  ];
}

function apiRecordings(window: string): Recording[] {
  const requests = (labels = '') => `rate(http_requests_total{${API}${labels}}[${window}])`;
  const failed = requests(',status=~"5.."');
  const quantile = (by: string) =>
    `histogram_quantile(0.95, sum by (${by}) (rate(http_request_duration_seconds_bucket{${API}}[${window}])))`;
  return [
    { record: RECORD.requests, expr: `sum(${requests()})` },
    // Nothing failed yet is a share of 0, not an unknown one; no requests at all stays unknown.
    { record: RECORD.errors, expr: `(sum(${failed}) or vector(0)) / sum(${requests()})` },
    { record: RECORD.p95, expr: quantile('le') },
    { record: RECORD.endpointRequests, expr: `sum by (endpoint) (${requests()})` },
    {
      record: RECORD.endpointErrors,
      expr: `(sum by (endpoint) (${failed}) or 0 * sum by (endpoint) (${requests()})) / sum by (endpoint) (${requests()})`,
    },
    { record: RECORD.endpointP95, expr: quantile('le, endpoint') },
  ];
}

function hostRecordings(window: string): Recording[] {
  const [total, available] = [`node_memory_MemTotal_bytes{${NODE}}`, `node_memory_MemAvailable_bytes{${NODE}}`];
  const [free, size] = [
    `node_filesystem_avail_bytes{${NODE},${NO_DISK}}`,
    `node_filesystem_size_bytes{${NODE},${NO_DISK}}`,
  ];
  const cpuSeconds = (mode = '') => `sum by (instance) (rate(node_cpu_seconds_total{${NODE}${mode}}[${window}]))`;
  return [
    // Idle against all time, not against the clock: after a start or a missed scrape a rate is too low, a share is not.
    { record: RECORD.cpu, expr: rounded(`100 - ${cpuSeconds(',mode="idle"')} / ${cpuSeconds()} * 100`) },
    { record: RECORD.memory, expr: `max by (instance) ((${total} - ${available}) / ${total} * 100)` },
    { record: RECORD.disk, expr: `max by (instance, mountpoint) (100 - ${free} / ${size} * 100)` },
  ];
}

function ofService(service: Service, window: string): Recording[] {
  const { name, job, container, up, requests, ownProcess } = service;
  const labels = { service: name };
  const inContainer = `job="containers",name="${container}"`;
  const cpuPct = (series: string) => rounded(`sum(rate(${series}[${window}])) * 100`);
  const either = (first: string, second: string | undefined) =>
    second === undefined ? first : `${first} or ${second}`;
  const found: Recording[] = [
    { record: RECORD.serviceUp, labels, expr: `min(clamp_max(${up}{job="${job}"}, 1))` },
    {
      record: RECORD.serviceCpu,
      labels,
      expr: either(
        cpuPct(`container_cpu_usage_seconds_total{${inContainer}}`),
        ownProcess && cpuPct(`${ownProcess.cpuSeconds}{job="${job}"}`),
      ),
    },
    {
      record: RECORD.serviceMemory,
      labels,
      expr: either(
        `sum(container_memory_working_set_bytes{${inContainer}})`,
        ownProcess && `sum(${ownProcess.memoryBytes}{job="${job}"})`,
      ),
    },
  ];
  if (requests === null) return found;
  const perS = rounded(`sum(rate(${requests}{job="${job}"}[${window}]))`);
  return [...found, { record: RECORD.serviceRequests, labels, expr: perS }];
}

/** To hundredths: the last bits of a rate decide nothing at a limit. */
function rounded(expr: string): string {
  return `round(${expr}, 0.01)`;
}
