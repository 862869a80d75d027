// Takes samples one after the other: what changes between two looks needs the one before.
import type { Scrape } from '../../lib/resources.ts';
import type { ServiceName } from '../../thresholds/baselines.ts';
import { readActiveAlerts } from './active-alerts.ts';
import { timeRequest } from './api-timing.ts';
import { readContainers } from './docker.ts';
import { lookAtMachine, machineBetween } from './machine.ts';
import { countConnections, readProcesses, readSockets } from './proc.ts';
import type { MonitorSample } from './sample.ts';
import { type ProcessLook, servicesBetween } from './services.ts';

export interface WatchRequest {
  /** Address of the API that is timed. */
  url: string;
  ports: Readonly<Partial<Record<ServiceName, number>>>;
  prometheusUrl: string | undefined;
  /** Where `docker` is looked for. */
  path: string | undefined;
  now: () => Date;
}

interface Look {
  machine: Scrape;
  processes: ProcessLook;
}

export class Watch {
  readonly #request: WatchRequest;
  #before: Look | null = null;

  constructor(request: WatchRequest) {
    this.#request = request;
  }

  /** The first look, which later samples count from. */
  async begin(): Promise<void> {
    this.#before = await look();
  }

  /** Everything now, with rates since the look before. */
  async sample(): Promise<MonitorSample> {
    const { url, ports, prometheusUrl, path, now } = this.#request;
    const [after, sockets, api, docker, prometheus] = await Promise.all([
      look(),
      readSockets(),
      timeRequest(url),
      readContainers(path),
      readActiveAlerts(prometheusUrl),
    ]);
    const before = this.#before;
    this.#before = after;
    const machine = machineBetween(before?.machine ?? after.machine, after.machine);
    const isBlind = machine.cpuPct === null && machine.memoryPct === null;
    return {
      at: now().toISOString(),
      machine,
      connections: sockets && countConnections(sockets),
      api,
      services: servicesBetween(before?.processes ?? null, after.processes, sockets, ports),
      containers: docker.containers,
      alerts: prometheus.alerts,
      notes: [
        ...(isBlind ? ['machine: this system has no /proc to read; figures need Linux'] : []),
        ...[docker.note, prometheus.note].filter((note) => note !== undefined),
      ],
    };
  }
}

async function look(): Promise<Look> {
  const [machine, processes] = await Promise.all([lookAtMachine(), readProcesses()]);
  return { machine, processes: { atMs: performance.now(), processes } };
}
