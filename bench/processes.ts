// Runs a load generator to its end and measures its CPU and memory, children and threads included.
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findProgramIn, foldersOf } from 'k6-kit/programs';

export interface Ran {
  stdout: string;
  stderr: string;
  exitCode: number | null;
  /** User and system time of the generator, seconds. */
  cpuS: number;
  wallS: number;
  /** Most memory that the process had, megabytes (10^6 bytes). */
  peakMb: number;
}

/** No measurement takes longer, milliseconds. */
const LONGEST_MS = 180_000;
const SAMPLE_EVERY_MS = 50;

/** Full path of a command; undefined when this machine lacks it. */
export function findCommand(name: string): string | undefined {
  return findProgramIn([name], [...foldersOf(process.env.PATH), '/usr/sbin']);
}

/** Files that a process of 30,000 VUs has open; a machine that allows fewer keeps its limit. */
const OPEN_FILES = 65_000;

/** How many files a process that `run` starts may have open. */
export function openFiles(): number {
  const asked = `ulimit -n ${OPEN_FILES} 2>/dev/null; ulimit -n`;
  return Number(spawnSync('sh', ['-c', asked], { encoding: 'utf8' }).stdout.trim()) || Number.POSITIVE_INFINITY;
}

/** The shell's `times` tells the CPU of what it ran, to 10 ms: it needs no privileges and misses no thread. */
export function run(command: readonly string[], env: Record<string, string> = {}, cwd = process.cwd()): Promise<Ran> {
  return new Promise((resolve, reject) => {
    const startMs = performance.now();
    const script = `ulimit -n ${OPEN_FILES} 2>/dev/null; "$@"; code=$?; times; exit $code`;
    const child = spawn('sh', ['-c', script, 'sh', ...command], {
      env: { ...process.env, ...env },
      detached: true,
      cwd,
    });
    let [stdout, stderr, peakMb] = ['', '', 0];
    child.stdout.on('data', (chunk) => (stdout += chunk));
    child.stderr.on('data', (chunk) => (stderr += chunk));
    const sampling = setInterval(() => (peakMb = Math.max(peakMb, peakOfChildren(child.pid))), SAMPLE_EVERY_MS);
    const giveUp = setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), LONGEST_MS);
    child.on('error', reject);
    child.on('close', (exitCode) => {
      clearInterval(sampling);
      clearTimeout(giveUp);
      const lines = stdout.trimEnd().split('\n');
      const cpuS = cpuOf(lines.at(-1) ?? '');
      const wallS = (performance.now() - startMs) / 1000;
      resolve({ stdout: lines.slice(0, -2).join('\n'), stderr, exitCode, cpuS, wallS, peakMb });
    });
  });
}

/** `0m1.234s 0m0.500s`, seconds. */
export function cpuOf(line: string): number {
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, [, minutes, seconds]) => sum + Number(minutes) * 60 + Number(seconds),
    0,
  );
}

function peakOfChildren(pid: number | undefined): number {
  try {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    const peaks = children.map((child) => /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${child}/status`, 'utf8'))?.[1]);
    // A process that has ended has no peak any more.
    return (Math.max(0, ...peaks.filter((peak) => peak !== undefined).map(Number)) * 1024) / 1e6;
  } catch {
    return 0;
  }
}
