// Runs a tool of the guide under a time limit, ends it with us, and says which one is missing.
import { complete } from '../services/stack/process.ts';
import { findProgram } from '../services/stack/programs.ts';

/** Debian's package of each tool. */
const PACKAGES = {
  ab: 'apache2-utils',
  wrk: 'wrk',
  pgbench: 'postgresql-contrib',
  'redis-benchmark': 'redis-tools',
} as const;
export type Tool = keyof typeof PACKAGES;

/** Longest that a tool may take, milliseconds: load ends by itself. */
const LONGEST_MS = 10 * 60_000;

/** Path of a tool; undefined when it is missing, after `skipped` got the way to install it. */
export async function findTool(
  tool: Tool,
  skipped: string[],
  folders: readonly string[] = [],
): Promise<string | undefined> {
  const path = await findProgram(tool, folders);
  if (!path) skipped.push(`${tool} is not installed; apt-get install ${PACKAGES[tool]}`);
  return path;
}

/** What a tool printed. Throws an Error with its last words when it failed. */
export function runTool(
  path: string,
  args: readonly string[],
  options: { cwd: string; env?: Readonly<Record<string, string>>; signal: AbortSignal | undefined },
): Promise<string> {
  return complete(path, args, { ...options, timeoutMs: LONGEST_MS });
}
