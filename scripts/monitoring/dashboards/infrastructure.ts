// The dashboard of the infrastructure: the guide's eight panels, and what one asks next about each.

import { alerts, capacity, resources, targets, triggers } from '../../../thresholds/baselines.ts';
import { API_JOB, SYSTEM } from '../../../thresholds/system.ts';
import { RECORD } from '../recordings.ts';
import { SERVICES } from '../services.ts';
import type { DashboardSpec, Limit, PanelSpec, Query, Source } from './panel.ts';

/** The window of rates in panels; Grafana fits it to the zoom. */
const WINDOW = '$__rate_interval';
const OUTSIDE = 'device!~"lo|veth.*|docker.*|br-.*"';

const query = (source: Source, expr: string, legend: string, limits?: readonly Limit[]): Query => ({
  source,
  expr,
  legend,
  ...(limits && { limits }),
});
const orange = (value: number): Limit => ({ value, colour: 'orange' });
const red = (value: number): Limit => ({ value, colour: 'red' });

export const INFRASTRUCTURE: DashboardSpec = {
  uid: `${SYSTEM.slug}-performance`,
  title: `${SYSTEM.name} performance`,
  description: 'The infrastructure against the tables of baselines. Load tests are annotations.',
  rows: [
    { title: 'API', panels: [heatmap(), p95ByEndpoint(), requestRate(), errorRate()] },
    { title: 'Host', panels: [gauges(), network(), disk()] },
    { title: 'Services', panels: [health(), serviceCpu(), serviceMemory(), serviceRequests()] },
    { title: 'Data', panels: [database(), connections(), cache()] },
  ],
};

function heatmap(): PanelSpec {
  const expr = `sum by (le) (increase(http_request_duration_seconds_bucket{job="${API_JOB}"}[${WINDOW}]))`;
  return {
    title: 'Response Time Heatmap',
    kind: 'heatmap',
    unit: 's',
    description: 'Where the answers lie, by the histogram of the API itself: without the network to the client.',
    queries: [query(API_JOB, expr, '{{le}}')],
    span: 12,
  };
}

function p95ByEndpoint(): PanelSpec {
  return {
    title: 'Response Time p95',
    kind: 'timeseries',
    unit: 's',
    description: 'By endpoint and over all; the line is the alert.',
    queries: [query(API_JOB, RECORD.endpointP95, '{{endpoint}}'), query(API_JOB, RECORD.p95, 'all endpoints')],
    limits: [red(alerts.apiResponseTime.thresholdMs / 1000)],
    span: 12,
  };
}

function requestRate(): PanelSpec {
  const { current, maximum } = capacity.requestsSecond;
  return {
    title: 'Request Rate Graph',
    kind: 'timeseries',
    unit: 'reqps',
    description:
      'By endpoint and over all; the lines are what is carried today and the most that can be (table Capacity).',
    queries: [
      query(API_JOB, RECORD.endpointRequests, '{{endpoint}}'),
      query(API_JOB, RECORD.requests, 'all endpoints'),
    ],
    limits: [orange(current), red(maximum)],
    span: 12,
  };
}

function errorRate(): PanelSpec {
  return {
    title: 'Error Rate Timeline',
    kind: 'timeseries',
    unit: 'percentunit',
    description: 'Share of requests answered with a 5xx status; the line is the alert.',
    queries: [query(API_JOB, RECORD.endpointErrors, '{{endpoint}}'), query(API_JOB, RECORD.errors, 'all endpoints')],
    limits: [red(alerts.errorRate.thresholdRatio)],
    span: 12,
  };
}

function gauges(): PanelSpec {
  const { cpuUsage, memoryUsage, diskUsage } = alerts;
  const cpu = [orange(triggers.cpu.abovePct), red(cpuUsage.thresholdPct)];
  return {
    title: 'Resource Usage Gauges',
    kind: 'gauge',
    unit: 'percent',
    description: 'CPU, memory and the fullest file system of the host; colours change at scaling trigger and alert.',
    queries: [
      query('node', `max(${RECORD.cpu})`, 'CPU', cpu),
      query('node', `max(${RECORD.memory})`, 'Memory', [red(memoryUsage.thresholdPct)]),
      query('node', `max(${RECORD.disk})`, 'Disk', [red(diskUsage.thresholdPct)]),
    ],
    max: 100,
    span: 8,
  };
}

function network(): PanelSpec {
  const bytesPerS = (way: string) => `sum(rate(node_network_${way}_bytes_total{job="node",${OUTSIDE}}[${WINDOW}]))`;
  return {
    title: 'Network Traffic Flow',
    kind: 'timeseries',
    unit: 'Bps',
    description: 'What leaves and enters the host; the lines are Peak and Limit of Network Out (table Resources).',
    queries: [query('node', bytesPerS('receive'), 'in'), query('node', bytesPerS('transmit'), 'out')],
    limits: [orange(resources.networkOut.peakMbPerS * 1e6), red(resources.networkOut.limitMbPerS * 1e6)],
    span: 8,
  };
}

function disk(): PanelSpec {
  const bytesPerS = (way: string) => `sum(rate(node_disk_${way}_bytes_total{job="node"}[${WINDOW}]))`;
  return {
    title: 'Disk Traffic',
    kind: 'timeseries',
    unit: 'Bps',
    description: 'Read and written; the lines are Peak and Limit (table Resources).',
    queries: [query('node', bytesPerS('read'), 'read'), query('node', bytesPerS('written'), 'written')],
    limits: [orange(resources.diskIO.peakMbPerS * 1e6), red(resources.diskIO.limitMbPerS * 1e6)],
    span: 8,
  };
}

/** -1 stands for a service that nothing measures: an empty panel would look like health. */
function health(): PanelSpec {
  return {
    title: 'Service Health Status',
    kind: 'stat',
    unit: 'none',
    description: 'Whether each service answers its exporter; "not measured" if no exporter reports it.',
    queries: SERVICES.map(({ name, job, label }) => {
      const up = `${RECORD.serviceUp}{service="${name}"}`;
      return query(job, `max(${up}) or vector(-1)`, label);
    }),
    words: {
      '-1': { text: 'not measured', color: 'gray' },
      '0': { text: 'down', color: 'red' },
      '1': { text: 'up', color: 'green' },
    },
    span: 24,
  };
}

function perService(title: string, unit: string, record: string, description: string): PanelSpec {
  const sources: Source[] = record === RECORD.serviceRequests ? [API_JOB] : ['containers'];
  return {
    title,
    kind: 'timeseries',
    unit,
    description,
    queries: sources.map((source) => query(source, record, '{{service}}')),
    span: 8,
  };
}

function serviceCpu(): PanelSpec {
  return perService('Service CPU', 'percent', RECORD.serviceCpu, 'Percent of one core, by service.');
}

function serviceMemory(): PanelSpec {
  return perService('Service Memory', 'decbytes', RECORD.serviceMemory, 'Working set, by service.');
}

function serviceRequests(): PanelSpec {
  const text = 'Transactions, commands, requests and messages per second, by service; ChromaDB counts none.';
  return perService('Service Requests', 'reqps', RECORD.serviceRequests, text);
}

function database(): PanelSpec {
  const rate = (series: string) => `sum by (datname) (rate(${series}{job="postgres"}[${WINDOW}]))`;
  return {
    title: 'Database Query Performance',
    kind: 'timeseries',
    unit: 's',
    description:
      'Mean time of a statement, by database; the server keeps no percentiles. The line is the target of the p95.',
    queries: [
      query(
        'postgres',
        `${rate('pg_stat_statements_seconds_total')} / ${rate('pg_stat_statements_calls_total')}`,
        '{{datname}}',
      ),
    ],
    limits: [red(targets.databaseQueryTime.limitMs / 1000)],
    span: 8,
  };
}

function connections(): PanelSpec {
  return {
    title: 'Database Connections',
    kind: 'timeseries',
    unit: 'none',
    description: 'In use, and what the server allows; the lines are table Capacity.',
    queries: [
      query('postgres', 'sum(pg_stat_activity_count{job="postgres"})', 'in use'),
      query('postgres', 'max(pg_settings_max_connections{job="postgres"})', 'allowed'),
    ],
    limits: [orange(capacity.databaseConnections.current), red(capacity.databaseConnections.maximum)],
    span: 8,
  };
}

function cache(): PanelSpec {
  const rate = (series: string, job: string) => `sum(rate(${series}{job="${job}"}[${WINDOW}]))`;
  const ratio = (hit: string, miss: string, job: string) =>
    `${rate(hit, job)} / (${rate(hit, job)} + ${rate(miss, job)})`;
  return {
    title: 'Cache Hit Ratio',
    kind: 'timeseries',
    unit: 'percentunit',
    description: "Redis keys that were there, and PostgreSQL's blocks found in its buffers.",
    queries: [
      query('redis', ratio('redis_keyspace_hits_total', 'redis_keyspace_misses_total', 'redis'), 'Redis'),
      query(
        'postgres',
        ratio('pg_stat_database_blks_hit', 'pg_stat_database_blks_read', 'postgres'),
        'PostgreSQL buffers',
      ),
    ],
    span: 8,
  };
}
