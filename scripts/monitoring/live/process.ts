// Programs that tests start on loopback: ready when they answer, gone when the test is.
import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

export interface Running {
  stop(): Promise<void>;
}

/** A port that is free now. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

interface Start {
  command: string;
  args: readonly string[];
  env?: Record<string, string>;
  /** Runs as this user; PostgreSQL refuses root. */
  user?: { uid: number; gid: number } | undefined;
  /** Answers true once the program serves. */
  isReady: () => Promise<boolean>;
}

/** Starts a program and waits until it is ready; throws with what it said where it ends or stays silent for a minute. */
export async function startProcess({ command, args, env, user, isReady }: Start): Promise<Running> {
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], ...user });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-2000);
    });
  }
  let failure: string | undefined;
  child.on('error', (error) => {
    failure = error.message;
  });
  const giveUpAt = Date.now() + 60_000;
  while (!(await isReady().catch(() => false))) {
    const hasEnded = child.exitCode !== null || failure !== undefined;
    if (hasEnded || Date.now() > giveUpAt) {
      await stopChild(child);
      throw new Error(`${command} did not start: ${failure ?? said}`);
    }
    await pause(50);
  }
  return { stop: () => stopChild(child) };
}

async function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGINT');
  const kill = setTimeout(() => child.kill('SIGKILL'), 5000);
  await ended;
  clearTimeout(kill);
}

/** Whether the address answers 200. */
export async function answers(url: string): Promise<boolean> {
  const answer = await fetch(url, { signal: AbortSignal.timeout(2000) });
  await answer.arrayBuffer();
  return answer.ok;
}
