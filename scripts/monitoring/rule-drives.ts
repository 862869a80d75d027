// Input for the tests of the rules: raw series that put each alert's figure below, at and above its limit.
import { alerts, type ServiceName, triggers } from '../../thresholds/baselines.ts';
import { API_JOB, ROLES } from '../../thresholds/system.ts';
import { type Alert, type AlertName, envelopeOf } from './alerts.ts';
import { RECORD } from './recordings.ts';
import { SERVICES } from './services.ts';

/** Where a figure stands against its limit. An alert that compares nothing (up or down, there or not) has no `at`. */
export type Level = 'below' | 'at' | 'above';

export interface DrivenSeries {
  /** Name with labels. */
  series: string;
  /** Whether the numbers are added at each step or are the value itself. */
  isCounter: boolean;
  /** null where the series is not there. */
  at: Partial<Record<Level, number | null>>;
}

export interface Drive {
  series: DrivenSeries[];
  /** Labels that the alert takes over from its series. */
  labels: Record<string, string>;
  /** The figure in the summary while the level is `above`, as Prometheus prints it. */
  shown: string;
}

/** Time between two samples and two evaluations, seconds: every `for` and the rate's window are whole minutes. */
export const STEP_S = 60;

const ON_NODE = { instance: 'db-1:9100' };

export const DRIVES: Record<AlertName, (alert: Alert) => Drive> = {
  ApiResponseTime: () => p95(alerts.apiResponseTime.thresholdMs / 1000),
  ErrorRate: () => errors(alerts.errorRate.thresholdRatio),
  CpuUsage: () => cpu(alerts.cpuUsage.thresholdPct),
  MemoryUsage: () => memory(alerts.memoryUsage.thresholdPct),
  DiskUsage: () => disk(alerts.diskUsage.thresholdPct),
  ScaleCpu: () => cpu(triggers.cpu.abovePct),
  ScaleMemory: () => memory(triggers.memory.abovePct),
  ScaleResponseTime: () => p95(triggers.responseTimeP95.aboveMs / 1000),
  ScaleErrorRate: () => errors(triggers.errorRate.aboveRatio),
  ServiceDown: ({ service }) => serviceDown(service!),
  ServiceCpu: ({ service }) => serviceCpu(service!),
  ServiceMemory: ({ service }) => serviceMemory(service!),
  ServiceRequests: ({ service }) => serviceRequests(service!),
  SeriesMissing: ({ labels }) => missing(labels?.series ?? ''),
  ExporterDown: () => {
    const labels = { job: 'redis', instance: 'db-1:9121' };
    return {
      series: [{ series: `up${selector(labels)}`, isCounter: false, at: { below: 1, above: 0 } }],
      labels,
      shown: '',
    };
  },
};

function selector(labels: Record<string, string>): string {
  return `{${Object.entries(labels)
    .map(([name, value]) => `${name}="${value}"`)
    .join(',')}}`;
}

/** One hundred requests a step; 95 of them within the limit put the quantile exactly on it. */
function p95(limitS: number): Drive {
  const bucket = (le: string, at: Record<Level, number>) => ({
    series: `http_request_duration_seconds_bucket{job="${API_JOB}",endpoint="${ROLES.health}",le="${le}"}`,
    isCounter: true,
    at,
  });
  const all = { below: 100, at: 100, above: 100 };
  return {
    series: [
      bucket(String(limitS / 2), { below: 0, at: 0, above: 0 }),
      bucket(String(limitS), { below: 96, at: 95, above: 94 }),
      bucket(String(limitS * 2), all),
      bucket('+Inf', all),
    ],
    labels: {},
    // One sixth of the way through the bucket above the limit.
    shown: `${((limitS + limitS / 6) * 1000).toPrecision(4)}ms`,
  };
}

function errors(limitRatio: number): Drive {
  const perStep = 1000;
  const failed = { below: perStep * limitRatio * 0.9, at: perStep * limitRatio, above: perStep * limitRatio * 2 };
  const rest = Object.fromEntries(Object.entries(failed).map(([level, count]) => [level, perStep - count]));
  const requests = (status: string, at: Partial<Record<Level, number>>) => ({
    series: `http_requests_total{job="${API_JOB}",endpoint="${ROLES.health}",status="${status}"}`,
    isCounter: true,
    at,
  });
  return { series: [requests('200', rest), requests('503', failed)], labels: {}, shown: `${limitRatio * 200}%` };
}

/** Shares of the time: a percent is a second, on as many cores as that takes. */
function cpu(limitPct: number): Drive {
  const seconds = (mode: string, of: (pct: number) => number) => ({
    series: `node_cpu_seconds_total${selector({ job: 'node', ...ON_NODE, cpu: '0', mode })}`,
    isCounter: true,
    at: { below: of(limitPct - 1), at: of(limitPct), above: of(limitPct + 10) },
  });
  return {
    series: [seconds('user', (pct) => pct), seconds('idle', (pct) => 100 - pct)],
    labels: ON_NODE,
    shown: `${(limitPct + 10).toFixed(1)} %`,
  };
}

/** A machine of 100 bytes: a byte is a percent. */
function memory(limitPct: number): Drive {
  const gauge = (name: string, at: Record<Level, number>) => ({
    series: `${name}${selector({ job: 'node', ...ON_NODE })}`,
    isCounter: false,
    at,
  });
  return {
    series: [
      gauge('node_memory_MemTotal_bytes', { below: 100, at: 100, above: 100 }),
      gauge('node_memory_MemAvailable_bytes', freeAround(limitPct)),
    ],
    labels: ON_NODE,
    shown: `${(limitPct + 1).toFixed(1)} %`,
  };
}

function disk(limitPct: number): Drive {
  const place = { mountpoint: '/var' };
  const gauge = (name: string, at: Record<Level, number>) => ({
    series: `${name}${selector({ job: 'node', ...ON_NODE, ...place, fstype: 'ext4' })}`,
    isCounter: false,
    at,
  });
  return {
    series: [
      gauge('node_filesystem_size_bytes', { below: 100, at: 100, above: 100 }),
      gauge('node_filesystem_avail_bytes', freeAround(limitPct)),
    ],
    labels: { ...ON_NODE, ...place },
    shown: `${(limitPct + 1).toFixed(1)} %`,
  };
}

function freeAround(limitPct: number): Record<Level, number> {
  return { below: 101 - limitPct, at: 100 - limitPct, above: 99 - limitPct };
}

function serviceDown(name: ServiceName): Drive {
  const { up, job } = serviceOf(name);
  const series = `${up}${selector({ job, instance: 'db-1:1' })}`;
  return { series: [{ series, isCounter: false, at: { below: 1, above: 0 } }], labels: { service: name }, shown: '' };
}

function serviceCpu(name: ServiceName): Drive {
  const { cpuPct } = envelopeOf(name);
  const series = `container_cpu_usage_seconds_total${inContainer(name)}`;
  const cpuS = (pct: number) => exact((STEP_S * pct) / 100);
  const at = { below: cpuS(cpuPct - 1), at: cpuS(cpuPct), above: cpuS(cpuPct + 10) };
  const labels = { service: name };
  return { series: [{ series, isCounter: true, at }], labels, shown: `${(cpuPct + 10).toFixed(1)} %` };
}

function serviceMemory(name: ServiceName): Drive {
  const { memoryBytes } = envelopeOf(name);
  const series = `container_memory_working_set_bytes${inContainer(name)}`;
  const at = { below: memoryBytes - 1, at: memoryBytes, above: memoryBytes * 2 };
  const [amount, unit] = at.above >= 1e9 ? [at.above / 1e9, 'G'] : [at.above / 1e6, 'M'];
  return { series: [{ series, isCounter: false, at }], labels: { service: name }, shown: `${amount}${unit}B` };
}

function serviceRequests(name: ServiceName): Drive {
  const { requestsPerS } = envelopeOf(name);
  const { requests, job } = serviceOf(name);
  const series = `${requests}${selector({ job, instance: 'db-1:1' })}`;
  const at = { below: (requestsPerS - 1) * STEP_S, at: requestsPerS * STEP_S, above: requestsPerS * 2 * STEP_S };
  return { series: [{ series, isCounter: true, at }], labels: { service: name }, shown: `${requestsPerS * 2}/s` };
}

/** The series of the alert on that record: gone above, healthy below. */
function missing(record: string): Drive {
  const sources: Record<string, Drive> = {
    [RECORD.p95]: p95(alerts.apiResponseTime.thresholdMs / 1000),
    [RECORD.errors]: errors(alerts.errorRate.thresholdRatio),
    [RECORD.cpu]: cpu(alerts.cpuUsage.thresholdPct),
    [RECORD.memory]: memory(alerts.memoryUsage.thresholdPct),
    [RECORD.disk]: disk(alerts.diskUsage.thresholdPct),
  };
  const series = (sources[record]?.series ?? []).map((one) => ({
    ...one,
    at: { below: one.at.below ?? null, above: null },
  }));
  return { series, labels: { series: record }, shown: '' };
}

function serviceOf(name: ServiceName) {
  return SERVICES.find((service) => service.name === name)!;
}

function inContainer(name: ServiceName): string {
  return selector({ job: 'containers', name: serviceOf(name).container });
}

/** Takes the noise of binary fractions out of a product. */
export function exact(value: number): number {
  return Number(value.toPrecision(12));
}
