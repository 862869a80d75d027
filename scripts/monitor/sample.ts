// What the monitor shows at one moment. A figure that nobody measured is null, never 0.
import type { ServiceName } from '../../thresholds/baselines.ts';

export interface MonitorSample {
  /** RFC 3339, UTC. */
  at: string;
  machine: MachineFigures;
  connections: ConnectionCounts | null;
  api: ApiTiming;
  services: ServiceFigures[];
  /** null where Docker is not there or does not answer. */
  containers: ContainerFigures[] | null;
  /** Alerts that are pending or firing; null where no Prometheus was asked. */
  alerts: { name: string; state: string; summary: string }[] | null;
  /** What could not be measured and why, one line each. */
  notes: string[];
}

export interface MachineFigures {
  /** All cores. */
  cpuPct: number | null;
  memoryMb: number | null;
  memoryPct: number | null;
  /** Space used of the root file system. */
  diskPct: number | null;
  /** Read and written together. */
  diskMbPerS: number | null;
  networkInMbPerS: number | null;
  networkOutMbPerS: number | null;
}

/** TCP sockets by state, IPv4 and IPv6 together. */
export interface ConnectionCounts {
  established: number;
  listening: number;
  timeWait: number;
}

export interface ApiTiming {
  url: string;
  /** HTTP status; null where none came. */
  status: number | null;
  /** Until the connection stood, name resolution included, as curl's time_connect. */
  connectMs: number | null;
  /** Until the last byte of the answer. */
  totalMs: number | null;
  error: string | null;
}

export interface ServiceFigures {
  name: ServiceName;
  label: string;
  port: number;
  /** Whether something listens on the port of this machine; null where that cannot be seen. */
  isListening: boolean | null;
  /** Processes that look like the service. */
  processes: number;
  /** Percent of one core, over all its processes; null without a process or before the second look. */
  cpuPct: number | null;
  /** Resident memory of all its processes; what they share is counted in each. */
  memoryMb: number | null;
}

export interface ContainerFigures {
  name: string;
  cpuPct: number | null;
  memoryPct: number | null;
}
