// The alerts as data, from the tables: alert metrics, scaling triggers, services beyond their row, and silence.
import { alerts, monitoring, resources, type ServiceName, services, triggers } from '../../thresholds/baselines.ts';
import { API_JOB, SYSTEM } from '../../thresholds/system.ts';
import { RECORD } from './recordings.ts';
import { SERVICES } from './services.ts';

/** Where an alert comes from, and so who hears it: `alert` wakes somebody, the others wait for the morning. */
export type AlertKind = 'alert' | 'trigger' | 'envelope' | 'silence';

export type AlertName =
  | 'ApiResponseTime'
  | 'ErrorRate'
  | 'CpuUsage'
  | 'MemoryUsage'
  | 'DiskUsage'
  | 'ScaleCpu'
  | 'ScaleMemory'
  | 'ScaleResponseTime'
  | 'ScaleErrorRate'
  | 'ServiceDown'
  | 'ServiceCpu'
  | 'ServiceMemory'
  | 'ServiceRequests'
  | 'SeriesMissing'
  | 'ExporterDown';

/** What Prometheus and the runbook call an alert: people have alerts of several systems before them. */
export function shownName(name: AlertName): string {
  return SYSTEM.alertPrefix + name;
}

export interface Alert {
  name: AlertName;
  kind: AlertKind;
  severity: 'critical' | 'warning';
  /** What it watches; the same text for an alert and a trigger on one figure. */
  subject: string;
  expr: string;
  /** How long the expression has to hold, seconds; 0 fires at once. */
  forS: number;
  labels?: Record<string, string>;
  /** Set where there is one such alert for each service. */
  service?: ServiceName;
  /** Templates of Prometheus; the figure with its unit and the limit. */
  summary: string;
  description: string;
}

/** A limit on a recorded figure: fires above it, and is silent at it. */
interface Limit {
  record: string;
  /** In the record's own unit. */
  above: number;
  /** Prometheus template of the figure, and the limit in the same words. */
  shown: string;
  limitText: string;
}

const percentOf = (record: string, above: number): Limit => ({
  record,
  above,
  shown: '{{ $value | printf "%.1f" }} %',
  limitText: `${above} %`,
});

const LIMITS = {
  p95: (thresholdMs: number): Limit => ({
    record: RECORD.p95,
    above: thresholdMs / 1000,
    shown: '{{ $value | humanizeDuration }}',
    limitText: `${thresholdMs} ms`,
  }),
  errors: (ratio: number): Limit => ({
    record: RECORD.errors,
    above: ratio,
    shown: '{{ $value | humanizePercentage }}',
    limitText: `${ratio * 100} %`,
  }),
  cpu: (pct: number) => percentOf(RECORD.cpu, pct),
  memory: (pct: number) => percentOf(RECORD.memory, pct),
  disk: (pct: number) => percentOf(RECORD.disk, pct),
};

/** Every alert. Two on one figure differ in kind: the alert is for people on call, the trigger for those who plan capacity. */
export function allAlerts(): Alert[] {
  return [...alertMetrics(), ...scalingTriggers(), ...serviceAlerts(), ...silences()];
}

function alertMetrics(): Alert[] {
  const alert = (name: AlertName, row: { label: string; forS: number }, limit: Limit, description: string): Alert => ({
    ...limited(name, limit),
    kind: 'alert',
    severity: 'critical',
    subject: row.label,
    forS: row.forS,
    summary: `${row.label} is ${limit.shown}, above ${limit.limitText}`,
    description,
  });
  const { apiResponseTime, errorRate, cpuUsage, memoryUsage, diskUsage } = alerts;
  return [
    alert(
      'ApiResponseTime',
      apiResponseTime,
      LIMITS.p95(apiResponseTime.thresholdMs),
      'p95 over all endpoints of the API, by its own histogram.',
    ),
    alert(
      'ErrorRate',
      errorRate,
      LIMITS.errors(errorRate.thresholdRatio),
      'Share of all requests that the API answered with a 5xx status.',
    ),
    alert('CpuUsage', cpuUsage, LIMITS.cpu(cpuUsage.thresholdPct), 'All cores of {{ $labels.instance }}.'),
    alert('MemoryUsage', memoryUsage, LIMITS.memory(memoryUsage.thresholdPct), 'Memory of {{ $labels.instance }}.'),
    alert(
      'DiskUsage',
      diskUsage,
      LIMITS.disk(diskUsage.thresholdPct),
      'File system {{ $labels.mountpoint }} of {{ $labels.instance }}.',
    ),
  ];
}

function scalingTriggers(): Alert[] {
  const trigger = (
    name: AlertName,
    subject: string,
    row: { label: string; forS: number | null; action: string },
    limit: Limit,
  ): Alert => ({
    ...limited(name, limit),
    kind: 'trigger',
    severity: 'warning',
    subject,
    forS: row.forS ?? 0,
    summary: `${row.label} is ${limit.shown}, above the scaling trigger of ${limit.limitText}`,
    description: `${row.action}.`,
  });
  const { cpu, memory, responseTimeP95, errorRate } = triggers;
  return [
    trigger('ScaleCpu', alerts.cpuUsage.label, cpu, LIMITS.cpu(cpu.abovePct)),
    trigger('ScaleMemory', alerts.memoryUsage.label, memory, LIMITS.memory(memory.abovePct)),
    trigger('ScaleResponseTime', alerts.apiResponseTime.label, responseTimeP95, LIMITS.p95(responseTimeP95.aboveMs)),
    trigger('ScaleErrorRate', alerts.errorRate.label, errorRate, LIMITS.errors(errorRate.aboveRatio)),
  ];
}

/**
 * What a service may use before somebody is notified: its row is normal load, and the host's own rows say how far normal load is
 * from peak (CPU 35 to 65 %, memory 2.8 to 3.5 GB). Percent of one core to the nearest 5, bytes, requests per second.
 */
export function envelopeOf(name: ServiceName): { cpuPct: number; memoryBytes: number; requestsPerS: number } {
  const { cpuPct, memoryMb, requestsPerS } = services[name];
  const { cpuOverall, memory } = resources;
  return {
    cpuPct: Math.round((cpuPct * cpuOverall.peakPct) / cpuOverall.normalPct / 5) * 5,
    memoryBytes: Math.round((memoryMb * memory.peakMb) / memory.normalMb) * 1e6,
    requestsPerS: requestsPerS.max,
  };
}

function serviceAlerts(): Alert[] {
  return SERVICES.flatMap(({ name, label, requests }) => {
    const { cpuPct, memoryBytes, requestsPerS } = envelopeOf(name);
    const of = (record: string) => `${record}{service="${name}"}`;
    const beyond = (alert: AlertName, what: string, shown: string, limit: Limit): Alert => ({
      ...limited(alert, limit),
      kind: 'envelope',
      service: name,
      severity: 'warning',
      subject: `${label} ${what}`,
      forS: monitoring.serviceEnvelopeFor.valueS,
      summary: `${label} ${what} is ${limit.shown}, above ${limit.limitText}`,
      description: `Normal load is ${shown} (table Services).`,
    });
    const { min, max } = services[name].requestsPerS;
    const memoryLimit = { above: memoryBytes, shown: '{{ $value | humanize }}B', limitText: `${memoryBytes / 1e6} MB` };
    const rateLimit = { above: requestsPerS, shown: '{{ $value | printf "%.0f" }}/s', limitText: `${requestsPerS}/s` };
    const normalMb = `${services[name].memoryMb} MB`;
    const normalCpu = `${services[name].cpuPct} % of a core`;
    return [
      down(name, label),
      beyond('ServiceCpu', 'CPU', normalCpu, percentOf(of(RECORD.serviceCpu), cpuPct)),
      beyond('ServiceMemory', 'memory', normalMb, { record: of(RECORD.serviceMemory), ...memoryLimit }),
      ...(requests === null
        ? []
        : [
            beyond('ServiceRequests', 'requests', `${min}-${max}/s`, {
              record: of(RECORD.serviceRequests),
              ...rateLimit,
            }),
          ]),
    ];
  });
}

function down(name: ServiceName, label: string): Alert {
  return {
    name: 'ServiceDown',
    service: name,
    kind: 'alert',
    severity: 'critical',
    subject: label,
    expr: `${RECORD.serviceUp}{service="${name}"} == 0`,
    forS: monitoring.serviceDownFor.valueS,
    summary: `${label} does not answer`,
    description: 'Its exporter says so, or the API itself does not answer the scrape.',
  };
}

/** An alert whose series is gone can't fire, and silence looks like health: its absence is an alert of its own. */
function silences(): Alert[] {
  const watched: [string, string][] = [
    [alerts.apiResponseTime.label, RECORD.p95],
    [alerts.errorRate.label, RECORD.errors],
    [alerts.cpuUsage.label, RECORD.cpu],
    [alerts.memoryUsage.label, RECORD.memory],
    [alerts.diskUsage.label, RECORD.disk],
  ];
  const missing = watched.map(
    ([subject, record]): Alert => ({
      name: 'SeriesMissing',
      kind: 'silence',
      severity: 'warning',
      subject,
      expr: `absent(${record})`,
      forS: monitoring.seriesMissingFor.valueS,
      labels: { series: record },
      summary: `${subject} is not measured: its alert cannot fire`,
      description: 'No exporter delivers what it is computed from; look at the targets page of Prometheus.',
    }),
  );
  return [...missing, exporterDown()];
}

/** The API's own scrape is its service's alert. */
function exporterDown(): Alert {
  return {
    name: 'ExporterDown',
    kind: 'silence',
    severity: 'warning',
    subject: 'Exporters',
    expr: `up{job!="${API_JOB}"} == 0`,
    forS: monitoring.serviceDownFor.valueS,
    summary: 'The exporter {{ $labels.instance }} of job {{ $labels.job }} does not answer',
    description: 'What it measures is unknown until it does.',
  };
}

function limited(name: AlertName, { record, above }: Limit): Pick<Alert, 'name' | 'expr'> {
  return { name, expr: `${record} > ${above}` };
}
