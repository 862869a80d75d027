// Which processes and ports are which service of the table, and what they use.
import { type ServiceName, services } from '../../thresholds/baselines.ts';
import { API_SERVICE } from '../../thresholds/system.ts';
import { isListening, type ProcessFigures, type Socket } from './proc.ts';
import type { ServiceFigures } from './sample.ts';

/** How a service shows on its own machine: the port it is known by, and its command line. */
const SIGNS = {
  postgresql: { port: 5432, command: /(^|\/)postgres(:| |$)/ },
  redis: { port: 6379, command: /(^|\/)redis-server( |$)/ },
  chromadb: { port: 8000, command: /(^|\/)chroma( |$)|chromadb/ },
  [API_SERVICE]: {
    port: 8080,
    command: /(^|\/| )(gunicorn|uvicorn)(:| |$)|target\/cli\.ts|(scripts\/cli\.ts|start\.js|\/perf) target( |$)/,
  },
  nginx: { port: 80, command: /(^|\/)nginx(:| |$)/ },
  kafka: { port: 9092, command: / kafka\.Kafka( |$)/ },
} as const satisfies Record<ServiceName, { port: number; command: RegExp }>;

export const SERVICE_NAMES = Object.keys(SIGNS) as ServiceName[];

/** One look at the processes. */
export interface ProcessLook {
  /** Clock that never steps, ms. */
  atMs: number;
  processes: readonly ProcessFigures[];
}

/** Figures of each service between two looks; `ports` replaces the usual ones. */
export function servicesBetween(
  before: ProcessLook | null,
  after: ProcessLook,
  sockets: readonly Socket[] | null,
  ports: Readonly<Partial<Record<ServiceName, number>>>,
): ServiceFigures[] {
  return SERVICE_NAMES.map((name) => {
    const own = after.processes.filter(({ command }) => SIGNS[name].command.test(command));
    const port = ports[name] ?? SIGNS[name].port;
    return {
      name,
      label: services[name].label,
      port,
      isListening: sockets === null ? null : isListening(sockets, port),
      processes: own.length,
      cpuPct: before === null || own.length === 0 ? null : cpuPctBetween(before, after, own),
      memoryMb: own.length === 0 ? null : own.reduce((sum, { memoryBytes }) => sum + memoryBytes, 0) / 1e6,
    };
  });
}

/** Of those that were there at both looks: a process that came or went in between has no stretch to divide by. */
function cpuPctBetween(before: ProcessLook, after: ProcessLook, own: readonly ProcessFigures[]): number {
  const earlier = new Map(before.processes.map(({ pid, cpuS }) => [pid, cpuS]));
  const usedS = own.reduce((sum, { pid, cpuS }) => sum + Math.max(0, cpuS - (earlier.get(pid) ?? cpuS)), 0);
  return (usedS / ((after.atMs - before.atMs) / 1000)) * 100;
}
