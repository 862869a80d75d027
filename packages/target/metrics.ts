// The target's Prometheus series: requests and their times, its own process, and the machine.
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type HostMetric, hostMetrics } from './host-series.ts';
import type { StatusLabel } from './truth.ts';

/** What the series read when they are scraped. */
export interface MetricsSource {
  version: string;
  environment: string;
  /** Whether to serve the machine's figures under node_exporter's names. */
  hostSeries: boolean;
  /** Requests accepted and not yet ended. */
  inFlight: () => number;
  /** Connections of the made-up database pool that are lent out; null without a pool. */
  connectionsInUse: (() => number) | null;
  /** Bytes over all connections since the start. */
  traffic: () => { receivedBytes: number; sentBytes: number };
}

export interface TargetMetrics {
  /** Counts an ended request; `tookMs` is recorded unless it was aborted. */
  observe(endpoint: string, method: string, status: StatusLabel, tookMs: number): void;
  /** Text exposition of all series, or of those named. */
  render(names: readonly string[]): Promise<string>;
  contentType: string;
}

/**
 * Upper bounds in seconds. Up to 5 s no bucket is wider than 2 ms or 3 % of its lower bound, so that Prometheus's linear
 * interpolation cannot be further off than that, whatever lies in the bucket; beyond, a quarter is enough.
 */
export const durationBuckets: readonly number[] = (() => {
  const boundsMs = Array.from({ length: 40 }, (_, index) => index + 1);
  for (let last = 40; last < 60_000; last = boundsMs.at(-1) ?? last) {
    const next = last < 66 ? last + 2 : last * (last < 5000 ? 1.03 : 1.25);
    // Down, not to the nearest: rounding up would widen the bucket.
    boundsMs.push(Math.min(60_000, Math.floor(next * 10) / 10));
  }
  return boundsMs.map((boundMs) => Number((boundMs / 1000).toFixed(4)));
})();

const methods = ['GET', 'HEAD', 'POST'];

export function createMetrics(source: MetricsSource): TargetMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const labelNames = ['endpoint', 'method', 'status'] as const;
  const requests = new Counter({
    name: 'http_requests_total',
    help: 'Requests that ended, by endpoint, method and HTTP status (or "aborted").',
    labelNames,
    registers,
  });
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request head to the end of the response, of complete answers.',
    labelNames,
    buckets: [...durationBuckets],
    registers,
  });
  addTargetSeries(registry, source);
  if (source.hostSeries) for (const metric of hostMetrics) addHostSeries(registry, metric);
  return {
    observe(endpoint, method, status, tookMs) {
      const labels = { endpoint, method: methods.includes(method) ? method : 'other', status };
      requests.inc(labels);
      if (status !== 'aborted') durations.observe(labels, tookMs / 1000);
    },
    async render(names) {
      if (names.length === 0) return registry.metrics();
      // Some series are filled by another's collector: the CPU total by that of the user share.
      await Promise.all(registry.getMetricsAsArray().map((metric) => metric.collect?.()));
      const known = names.filter((name) => registry.getSingleMetric(name) !== undefined);
      const texts = await Promise.all(known.map((name) => registry.getSingleMetricAsString(name)));
      return texts.map((text) => `${text.trimEnd()}\n`).join('\n');
    },
    contentType: registry.contentType,
  };
}

function addTargetSeries(registry: Registry, source: MetricsSource): void {
  const registers = [registry];
  new Gauge({
    name: 'http_requests_in_flight',
    help: 'Requests accepted and not yet ended.',
    registers,
    collect() {
      this.set(source.inFlight());
    },
  });
  const { connectionsInUse } = source;
  if (connectionsInUse) {
    new Gauge({
      name: 'db_client_connection_count',
      help: 'Connections of the made-up database pool, by state (OpenTelemetry semantic conventions).',
      labelNames: ['db_client_connection_state'],
      registers,
      collect() {
        this.set({ db_client_connection_state: 'used' }, connectionsInUse());
      },
    });
  }
  new Counter({
    name: 'process_network_receive_bytes_total',
    help: "Bytes received over the target's connections, scrapes included.",
    registers,
    collect() {
      setCounter(this, source.traffic().receivedBytes);
    },
  });
  new Counter({
    name: 'process_network_transmit_bytes_total',
    help: "Bytes sent over the target's connections, scrapes included.",
    registers,
    collect() {
      setCounter(this, source.traffic().sentBytes);
    },
  });
  const build = new Gauge({
    name: 'target_build_info',
    help: 'Always 1; what the target is.',
    labelNames: ['version', 'environment'],
    registers,
  });
  build.set({ version: source.version, environment: source.environment }, 1);
}

function addHostSeries(registry: Registry, metric: HostMetric): void {
  const { name, help, labels: labelNames, read } = metric;
  const settings = { name, help, labelNames, registers: [registry] };
  if (metric.type === 'gauge') {
    new Gauge({
      ...settings,
      async collect() {
        for (const { labels, value } of await read()) this.set(labels, value);
      },
    });
    return;
  }
  new Counter({
    ...settings,
    async collect() {
      const samples = await read();
      this.reset();
      for (const { labels, value } of samples) this.inc(labels, value);
    },
  });
}

/** Puts a counter without labels where another counter stands. */
function setCounter(counter: Counter, value: number): void {
  counter.reset();
  counter.inc(value);
}
