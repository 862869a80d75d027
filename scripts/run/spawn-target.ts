// Starts the reference target as a process of its own, so that it does not share an event loop with the load.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createInterface } from 'node:readline';
import { UserError } from 'k6-kit/user-error';
import { ask } from 'k6-local/ask';
import type { Io } from '../io.ts';
import { programArgs } from '../start/program.ts';

export interface SpawnedTarget {
  url: string;
  token: string;
  /** The target's own figures of what it answered (`/__target/stats`). */
  stats(): Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts the target with `faults` and other arguments on a free port and waits until it listens. */
export async function spawnTarget(
  faults: readonly string[],
  io: Pick<Io, 'root' | 'env'>,
  otherArgs: readonly string[] = [],
): Promise<SpawnedTarget> {
  const token = randomBytes(16).toString('hex');
  const args = [
    ...programArgs(io.root, 'scripts/cli.ts'),
    'target',
    '--json',
    // Its standard input closes when we are gone, however we went: no target stays behind.
    '--stop-with-stdin',
    // Its own process is what is being watched; the machine's figures would hold the load generator's share, too.
    '--no-host-series',
    ...faults.flatMap((fault) => ['--fault', fault]),
    ...otherArgs,
  ];
  const child = spawn(process.execPath, args, {
    cwd: io.root,
    // Its own process group: Ctrl-C ends the load first, and the target only after its figures were read.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    // What npm kept for itself was the caller's to refuse.
    env: { ...io.env, TARGET_TOKEN: token, npm_lifecycle_event: undefined },
  });
  const exited = new Promise<number | null>((resolve) => child.on('exit', resolve));
  let complaint = '';
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const [line] = await Promise.race([firstLine(child.stdout), exited.then((code) => [`exit ${code}`])]);
  if (!line?.startsWith('{'))
    throw new UserError('E_TARGET', complaint.trim() || `the reference target did not start (${line})`);
  const { url } = JSON.parse(line) as { url: string };
  return {
    url,
    token,
    stats: async () => JSON.parse((await ask(`${url}/__target/stats`, { timeoutMs: 5_000 })).text),
    stop: async () => {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

function firstLine(stream: NodeJS.ReadableStream): Promise<string[]> {
  return new Promise((resolve) => createInterface({ input: stream }).once('line', (line) => resolve([line])));
}
