// How many generators a load needs: CPU, memory, ports, file descriptors and bandwidth, from published and measured cost. Pure.
import { PACING_S } from '../../lib/load.ts';
import { MEMORY_PER_VU_MB } from '../engines.ts';

/** One generator machine or pod: a common size of node, with room besides the load. */
export const DEFAULT_GENERATOR = { cores: 4, memoryMb: 16_000, networkMbit: 1_000 };

/**
 * Requests/s that one core of k6 carries. The guide to large tests of k6's documentation has a single instance on a machine of 96
 * cores at up to 300,000; scripts of this suite do more per request than its example, so it is a bound and not a promise.
 */
export const K6_RATE_PER_CORE_PER_S = 300_000 / 96;
/** Share of a generator that is planned for: beyond it, its own delays show in the response times. */
const FILL_RATIO = 0.8;
/** Connections from one address to one other: the ports that Linux uses by default (32768 to 60999). */
const PORTS = 28_232;
/** Files that a process may have open by default, a connection each. */
export const FILES = 1_024;
/** Files of the process itself. */
const OWN_FILES = 64;

/** What a generator spends on load. */
export interface Cost {
  ratePerCorePerS: number;
  memoryPerVuMb: number;
  /** Where the figures are from, for the reader. */
  source: string;
}

/** The upper figure of k6's own range: a VU of this suite holds a bundle and its data. */
export const PUBLISHED_COST: Cost = {
  ratePerCorePerS: K6_RATE_PER_CORE_PER_S,
  memoryPerVuMb: MEMORY_PER_VU_MB.k6[1],
  source: 'CPU and memory are those of k6 as its guide to large tests has them, the upper end',
};

export interface Demand {
  users: number;
  ratePerS: number;
  /** Mean size of an answer on the wire, bytes. */
  answerBytes: number;
}

export interface Sizing extends Demand {
  instances: number;
  /** What asks for that many. */
  boundBy: 'one is enough' | 'CPU' | 'memory' | 'ports' | 'bandwidth';
  /** All instances together. */
  cores: number;
  memoryMb: number;
  networkMbit: number;
  perInstance: {
    users: number;
    ratePerS: number;
    /** A connection each, and the process's own. */
    openFiles: number;
    /** Share of the ports that a machine has for one target, without settings. */
    portPct: number;
  };
  cost: Cost;
  /** Settings that the generators need before such a load, each with the command. */
  settings: string[];
}

/** Users alone make as many requests as the table "Pace" says; a rate alone needs as many users as keep it up. */
export function demandOf(users: number | undefined, ratePerS: number | undefined, answerBytes: number): Demand {
  return {
    users: users ?? Math.ceil((ratePerS ?? 0) * PACING_S),
    ratePerS: ratePerS ?? (users ?? 0) / PACING_S,
    answerBytes,
  };
}

/** The smallest number of generators that all stay within their share; `cost` is that of one generator's engine. */
export function sizeFor(demand: Demand, cost: Cost = PUBLISHED_COST): Sizing {
  const { users, ratePerS, answerBytes } = demand;
  const cores = ratePerS / cost.ratePerCorePerS;
  const memoryMb = users * cost.memoryPerVuMb;
  const networkMbit = (ratePerS * answerBytes * 8) / 1e6;
  const asked = {
    CPU: cores / (DEFAULT_GENERATOR.cores * FILL_RATIO),
    memory: memoryMb / (DEFAULT_GENERATOR.memoryMb * FILL_RATIO),
    ports: users / (PORTS * FILL_RATIO),
    bandwidth: networkMbit / (DEFAULT_GENERATOR.networkMbit * FILL_RATIO),
  };
  const [largest] = (Object.entries(asked) as [keyof typeof asked, number][]).sort(([, a], [, b]) => b - a);
  const instances = Math.max(1, Math.ceil(largest![1]));
  const usersEach = Math.ceil(users / instances);
  const perInstance = {
    ...{ users: usersEach, ratePerS: ratePerS / instances },
    ...{ openFiles: usersEach + OWN_FILES, portPct: (100 * usersEach) / PORTS },
  };
  return {
    ...demand,
    instances,
    boundBy: instances === 1 ? 'one is enough' : largest![0],
    ...{ cores, memoryMb, networkMbit, perInstance, cost },
    settings: settingsFor(usersEach),
  };
}

function settingsFor(users: number): string[] {
  return [
    ...(users + OWN_FILES > FILES
      ? [`file descriptors: ulimit -n ${Math.max(65_536, 2 * users)} (default ${FILES})`]
      : []),
    ...(users > PORTS * 0.5 ? ['ports: sysctl -w net.ipv4.ip_local_port_range="1024 65535"'] : []),
  ];
}

/** From the growth table's size to a million users, two requests per second each. */
export const SIZING_USERS = [1_000, 10_000, 50_000, 100_000, 500_000, 1_000_000] as const;
