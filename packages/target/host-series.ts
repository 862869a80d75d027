// The machine's figures under node_exporter's names, read from Linux's /proc, for when no node_exporter runs here.
import { readFile, statfs } from 'node:fs/promises';

/** One series of a metric. */
export interface Sample {
  labels: Record<string, string>;
  value: number;
}

export interface HostMetric {
  name: string;
  help: string;
  type: 'counter' | 'gauge';
  labels: readonly string[];
  /** Samples of now; empty where the machine does not tell. */
  read: () => Promise<Sample[]>;
}

/** Clock ticks per second in /proc/stat, fixed in Linux's interface to programs (USER_HZ). */
const ticksPerS = 100;
/** Unit of /proc/diskstats, whatever the disk's own sector is. */
const sectorBytes = 512;

const cpuModes = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'];

/** Seconds of each CPU by mode, from /proc/stat. */
export function parseCpuSeconds(stat: string): Sample[] {
  return stat.split('\n').flatMap((line) => {
    const [, cpu, rest] = /^cpu(\d+) +(.*)$/.exec(line) ?? [];
    if (cpu === undefined || rest === undefined) return [];
    const ticks = rest.split(' ').map(Number);
    return cpuModes.map((mode, index) => ({ labels: { cpu, mode }, value: (ticks[index] ?? 0) / ticksPerS }));
  });
}

/** Bytes of one line of /proc/meminfo. */
export function parseMemory(meminfo: string, key: string): Sample[] {
  const [, kilobytes] = new RegExp(`^${key}: +(\\d+) kB$`, 'm').exec(meminfo) ?? [];
  return kilobytes === undefined ? [] : [{ labels: {}, value: Number(kilobytes) * 1024 }];
}

/** Bytes received (column 0) or sent (column 8) by each device of /proc/net/dev. */
export function parseNetwork(netDev: string, column: 0 | 8): Sample[] {
  return netDev.split('\n').flatMap((line) => {
    const [, device, rest] = /^ *([^ :]+): *(.*)$/.exec(line) ?? [];
    if (device === undefined || rest === undefined) return [];
    return [{ labels: { device }, value: Number(rest.split(/ +/)[column]) }];
  });
}

/** Bytes read (column 5) or written (column 9) by each disk of /proc/diskstats. */
export function parseDisk(diskstats: string, column: 5 | 9): Sample[] {
  return diskstats.split('\n').flatMap((line) => {
    const columns = line.trim().split(/ +/);
    const device = columns[2];
    if (device === undefined || /^(loop|ram)\d/.test(device)) return [];
    return [{ labels: { device }, value: Number(columns[column]) * sectorBytes }];
  });
}

/** Size or space left to users of the root file system, in bytes. */
async function rootFileSystem(kind: 'size' | 'available'): Promise<Sample[]> {
  const { bsize, blocks, bavail } = await statfs('/');
  return [{ labels: { mountpoint: '/' }, value: bsize * (kind === 'size' ? blocks : bavail) }];
}

/** Makes a reader that yields nothing where the file is missing, as outside Linux. */
function from(path: string, parse: (text: string) => Sample[]): () => Promise<Sample[]> {
  return () => readFile(path, 'utf8').then(parse, () => []);
}

export const hostMetrics: readonly HostMetric[] = [
  {
    name: 'node_cpu_seconds_total',
    help: 'Seconds the CPUs spent in each mode.',
    type: 'counter',
    labels: ['cpu', 'mode'],
    read: from('/proc/stat', parseCpuSeconds),
  },
  {
    name: 'node_memory_MemTotal_bytes',
    help: 'Memory of the machine.',
    type: 'gauge',
    labels: [],
    read: from('/proc/meminfo', (text) => parseMemory(text, 'MemTotal')),
  },
  {
    name: 'node_memory_MemAvailable_bytes',
    help: 'Memory that programs can still get.',
    type: 'gauge',
    labels: [],
    read: from('/proc/meminfo', (text) => parseMemory(text, 'MemAvailable')),
  },
  {
    name: 'node_filesystem_size_bytes',
    help: 'Size of the root file system.',
    type: 'gauge',
    labels: ['mountpoint'],
    read: () => rootFileSystem('size'),
  },
  {
    name: 'node_filesystem_avail_bytes',
    help: 'Space of the root file system left to users.',
    type: 'gauge',
    labels: ['mountpoint'],
    read: () => rootFileSystem('available'),
  },
  {
    name: 'node_network_receive_bytes_total',
    help: 'Bytes received by network device.',
    type: 'counter',
    labels: ['device'],
    read: from('/proc/net/dev', (text) => parseNetwork(text, 0)),
  },
  {
    name: 'node_network_transmit_bytes_total',
    help: 'Bytes sent by network device.',
    type: 'counter',
    labels: ['device'],
    read: from('/proc/net/dev', (text) => parseNetwork(text, 8)),
  },
  {
    name: 'node_disk_read_bytes_total',
    help: 'Bytes read from disk.',
    type: 'counter',
    labels: ['device'],
    read: from('/proc/diskstats', (text) => parseDisk(text, 5)),
  },
  {
    name: 'node_disk_written_bytes_total',
    help: 'Bytes written to disk.',
    type: 'counter',
    labels: ['device'],
    read: from('/proc/diskstats', (text) => parseDisk(text, 9)),
  },
];
