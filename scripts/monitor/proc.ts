// Reads Linux's /proc: sockets by state, and processes with their CPU time and memory. Elsewhere everything is null or empty.
import { readdir, readFile } from 'node:fs/promises';
import type { ConnectionCounts } from './sample.ts';

/** States of /proc/net/tcp. */
const ESTABLISHED = '01';
const TIME_WAIT = '06';
const LISTEN = '0A';
/** Clock ticks per second in /proc/<pid>/stat, fixed in Linux's interface to programs (USER_HZ). */
const TICKS_PER_S = 100;
const PAGE_BYTES = 4096;

export interface Socket {
  port: number;
  state: string;
}

/** Sockets of one file of /proc/net: local port and state. */
export function parseSockets(text: string): Socket[] {
  return text.split('\n').flatMap((line) => {
    const [, port, state] = /^\s*\d+: [0-9A-F]+:([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) /.exec(line) ?? [];
    return port === undefined || state === undefined ? [] : [{ port: Number.parseInt(port, 16), state }];
  });
}

/** All TCP sockets; null where the system does not tell. */
export async function readSockets(): Promise<Socket[] | null> {
  const texts = await Promise.all(['tcp', 'tcp6'].map((name) => readOrNull(`/proc/net/${name}`)));
  return texts[0] === null ? null : texts.flatMap((text) => parseSockets(text ?? ''));
}

export function countConnections(sockets: readonly Socket[]): ConnectionCounts {
  const count = (wanted: string) => sockets.filter(({ state }) => state === wanted).length;
  return { established: count(ESTABLISHED), listening: count(LISTEN), timeWait: count(TIME_WAIT) };
}

export function isListening(sockets: readonly Socket[], port: number): boolean {
  return sockets.some((socket) => socket.state === LISTEN && socket.port === port);
}

export interface ProcessFigures {
  pid: number;
  command: string;
  cpuS: number;
  memoryBytes: number;
}

/** Every process with a command line. One that ends meanwhile is left out. */
export async function readProcesses(): Promise<ProcessFigures[]> {
  const names = await readdir('/proc').catch(() => []);
  const found = await Promise.all(names.filter((name) => /^\d+$/.test(name)).map(readProcess));
  return found.filter((one) => one !== null);
}

async function readProcess(pid: string): Promise<ProcessFigures | null> {
  const [command, stat, statm] = await Promise.all(
    ['cmdline', 'stat', 'statm'].map((name) => readOrNull(`/proc/${pid}/${name}`)),
  );
  if (!command || !stat || !statm) return null;
  return {
    pid: Number(pid),
    command: command.replaceAll('\0', ' ').trim(),
    cpuS: parseCpuS(stat),
    memoryBytes: Number(statm.split(' ')[1]) * PAGE_BYTES,
  };
}

/** CPU time in user and system mode of one /proc/<pid>/stat, seconds. The name in brackets may hold blanks and brackets. */
export function parseCpuS(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_S;
}

function readOrNull(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
