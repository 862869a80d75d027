// Containers by `docker stats`, where Docker is.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { shaped } from 'k6-kit/shapes';
import * as v from 'valibot';
import type { ContainerFigures } from './sample.ts';

/** Docker looks twice, a second apart; longer than this it does not answer, ms. */
const PATIENCE_MS = 8000;

const row = v.object({ Name: v.string(), CPUPerc: v.string(), MemPerc: v.string() });

/** Figures of running containers, or why they are missing; null and no reason where Docker is not installed. */
export async function readContainers(
  path: string | undefined,
): Promise<{ containers: ContainerFigures[] | null; note?: string }> {
  const args = ['stats', '--no-stream', '--format', '{{json .}}'];
  try {
    const { stdout } = await promisify(execFile)('docker', args, {
      timeout: PATIENCE_MS,
      env: { ...process.env, PATH: path },
    });
    return { containers: parseStats(stdout) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { containers: null };
    return { containers: null, note: 'containers: docker stats failed; is the Docker service up, and may you use it?' };
  }
}

/** One JSON object a line; a line of another shape is left out. */
export function parseStats(text: string): ContainerFigures[] {
  return text.split('\n').flatMap((line) => {
    const read = shaped(row, jsonOf(line));
    return read ? [{ name: read.Name, cpuPct: percentOf(read.CPUPerc), memoryPct: percentOf(read.MemPerc) }] : [];
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** `12.5%` as 12.5; null for `--`, which Docker writes before it knows. */
function percentOf(text: string): number | null {
  const value = /^[\d.]+%$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  return Number.isFinite(value) ? value : null;
}
