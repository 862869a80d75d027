// Whether this machine can carry a load: open files, ports, processors, memory. Figures of Linux; elsewhere "not known".
import { readFile } from 'node:fs/promises';
import { availableParallelism, loadavg } from 'node:os';
import { type Check, failed, ok, warning } from './check.ts';

/** The machine as the checks see it; passed in by tests. `null`: not known. */
export interface Machine {
  openFiles: number | null;
  ports: number | null;
  cores: number;
  /** Processes that are ready to run, mean of the last minute. */
  busy: number;
  freeMemoryMb: number | null;
}

/** Besides its connections, a generator has files, pipes and sockets of its own. */
const SPARE_FILES = 200;
/** A closed connection keeps its port for a minute; a VU keeps one open and may need another. */
const PORTS_PER_VU = 2;
/** From this share of busy cores on, a generator waits for its turn. */
const BUSY_SHARE = 0.75;
/** They make 1000 requests a second, which cost the local runner some 0.4 s of a core's time (bench/README.md). */
const VUS_PER_CORE = 500;

export async function thisMachine(): Promise<Machine> {
  const [limits, range, memory] = await Promise.all(
    ['/proc/self/limits', '/proc/sys/net/ipv4/ip_local_port_range', '/proc/meminfo'].map(textOf),
  );
  const [, files] = /^Max open files\s+(\d+|unlimited)/m.exec(limits ?? '') ?? [];
  const [low, high] = (range ?? '').trim().split(/\s+/).map(Number);
  const [, freeKb] = /^MemAvailable:\s+(\d+) kB/m.exec(memory ?? '') ?? [];
  return {
    openFiles: files === undefined ? null : files === 'unlimited' ? Number.POSITIVE_INFINITY : Number(files),
    ports: low && high ? high - low + 1 : null,
    cores: availableParallelism(),
    busy: loadavg()[0] ?? 0,
    freeMemoryMb: freeKb === undefined ? null : Number(freeKb) / 1024,
  };
}

function textOf(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

/** What `vus` VUs of `memoryMbPerVu` each ask of the machine. */
export function machineChecks(machine: Machine, vus: number, memoryMbPerVu: number): Check[] {
  return [
    filesCheck(machine, vus),
    portsCheck(machine, vus),
    ...coresChecks(machine, vus),
    memoryCheck(machine, vus * memoryMbPerVu),
  ];
}

function filesCheck({ openFiles }: Machine, vus: number): Check {
  const [id, title, wants] = ['open-files', 'open files', vus + SPARE_FILES];
  if (openFiles === null) return warning(id, title, 'not known here', `see that ${wants} files may be open`);
  const found = `${openFiles === Number.POSITIVE_INFINITY ? 'unlimited' : openFiles} allowed, ${wants} wanted`;
  return openFiles >= wants ? ok(id, title, found) : failed(id, title, found, `ulimit -n ${wants}`);
}

function portsCheck({ ports }: Machine, vus: number): Check {
  const [id, title, wants] = ['ports', 'ports for connections', vus * PORTS_PER_VU];
  if (ports === null) return warning(id, title, 'not known here', `see that ${wants} ports are free`);
  const found = `${ports} in the range, ${wants} wanted`;
  return ports >= wants
    ? ok(id, title, found)
    : failed(id, title, found, 'sysctl -w net.ipv4.ip_local_port_range="1024 65535"');
}

function coresChecks({ cores, busy }: Machine, vus: number): Check[] {
  const wants = Math.ceil(vus / VUS_PER_CORE);
  const found = `${cores}, ${wants} wanted for ${vus} VUs`;
  const isBusy = busy / cores > BUSY_SHARE;
  const load = `${busy.toFixed(1)} of ${cores} cores wanted in the last minute`;
  return [
    cores >= wants
      ? ok('cores', 'processor cores', found)
      : failed('cores', 'processor cores', found, 'take a machine with more cores, or fewer VUs'),
    isBusy
      ? warning('busy', 'other work', load, 'stop other work here: a generator that waits is measured as a slow target')
      : ok('busy', 'other work', load),
  ];
}

function memoryCheck({ freeMemoryMb }: Machine, wantsMb: number): Check {
  const [id, title] = ['memory', 'free memory'];
  if (freeMemoryMb === null) return warning(id, title, 'not known here', `see that ${Math.round(wantsMb)} MB are free`);
  const found = `${Math.round(freeMemoryMb)} MB, ${Math.round(wantsMb)} MB wanted`;
  return freeMemoryMb >= wantsMb
    ? ok(id, title, found)
    : failed(id, title, found, 'stop other programs, or take fewer VUs');
}
