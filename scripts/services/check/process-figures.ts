// CPU and memory of a service while it is under load: its process and all below it, from /proc.
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of the kernel's clock in a second; Linux has reported 100 to programs for decades (USER_HZ). */
const TICKS_PER_S = 100;
/** How often memory is looked at, milliseconds. */
const EVERY_MS = 500;
const MB = 1024 * 1024;

export interface ProcessFigures {
  /** Mean over the time watched; 100 is one core, as `docker stats` counts. */
  cpuPct: number;
  /** Highest, pages that processes share counted once. */
  peakMemoryMb: number;
}

/** Watches a process until `stop` is called. Undefined figures: the process was gone, or the system has no /proc. */
export function watchProcess(pid: number): { stop(): ProcessFigures | undefined } {
  const [startedMs, startTicks] = [performance.now(), cpuTicks(pid)];
  let peak = 0;
  let ticks = startTicks;
  const look = (): void => {
    peak = Math.max(peak, memoryBytes(pid) ?? 0);
    // A process that dies takes its figures along: what was seen last stands.
    ticks = cpuTicks(pid) ?? ticks;
  };
  look();
  const timer = setInterval(look, EVERY_MS);
  return {
    stop() {
      clearInterval(timer);
      look();
      const seconds = (performance.now() - startedMs) / 1000;
      if (startTicks === undefined || ticks === undefined || peak === 0) return undefined;
      return { cpuPct: ((ticks - startTicks) / TICKS_PER_S / seconds) * 100, peakMemoryMb: peak / MB };
    },
  };
}

/** User and system time of the whole tree, children that have ended included. */
function cpuTicks(pid: number): number | undefined {
  const family = familyOf(pid);
  if (family.length === 0) return undefined;
  return family.reduce((sum, member) => {
    const fields = statOf(member);
    return sum + [11, 12, 13, 14].reduce((own, at) => own + Number(fields?.[at] ?? 0), 0);
  }, 0);
}

/** Proportional set size of the tree; resident size where the system does not let us look closer. */
function memoryBytes(pid: number): number | undefined {
  const family = familyOf(pid);
  if (family.length === 0) return undefined;
  return family.reduce((sum, member) => sum + memoryOf(member), 0);
}

function memoryOf(pid: number): number {
  const rollup = readText(`/proc/${pid}/smaps_rollup`);
  const [, pss] = /^Pss:\s+(\d+) kB/m.exec(rollup) ?? [];
  const [, rss] = /^VmRSS:\s+(\d+) kB/m.exec(pss === undefined ? readText(`/proc/${pid}/status`) : '') ?? [];
  return Number(pss ?? rss ?? 0) * 1024;
}

/** The process and everything below it. */
function familyOf(pid: number): number[] {
  const parents = new Map<number, number[]>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const parent = Number(statOf(Number(name))?.[1] ?? -1);
    parents.set(parent, [...(parents.get(parent) ?? []), Number(name)]);
  }
  if (statOf(pid) === undefined) return [];
  const family = [pid];
  for (const member of family) family.push(...(parents.get(member) ?? []));
  return family;
}

/** Fields of /proc/<pid>/stat after the name, which may hold anything: state first, parent second. */
function statOf(pid: number): string[] | undefined {
  const text = readText(`/proc/${pid}/stat`);
  return text === '' ? undefined : text.slice(text.lastIndexOf(')') + 2).split(' ');
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
