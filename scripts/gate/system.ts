// Starts one side of a gate, by a command or from an image, on a free port of loopback, and waits until it answers.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { atExit } from 'k6-kit/at-exit';
import { EXIT } from 'k6-kit/exit-codes';
import { freePort } from 'k6-kit/ports';
import { findProgramIn, foldersOf } from 'k6-kit/programs';
import { readText } from 'k6-kit/read-bounded';
import { Interrupted, UserError } from 'k6-kit/user-error';
import { ask } from 'k6-local/ask';
import { plain } from 'k6-verdict/render/escape';
import type { Io } from '../io.ts';

const ASK_MS = 2000;
const PAUSE_MS = 200;
/** Between a polite end and the other one. */
const END_MS = 5000;
/** A name, with or without registry, tag and digest; never an option of docker. */
const IMAGE = /^[a-z0-9][\w.\-/:@]*$/i;
/** What the system under test has no use for: the job's token, the runner's own, and what npm noted for this command. */
const KEPT_BACK = /^(GITHUB_TOKEN|GH_TOKEN|ACTIONS_.*|RUNNER_.*|npm_.*)$/;

export interface SystemPlan {
  side: 'base' | 'head';
  /** A line for the shell, which starts a server on $PORT; or an image that has one on `imagePort`. */
  start: { command: string } | { image: string; imagePort: number };
  /** Where the command runs. */
  folder: string;
  /** What is asked until it answers with less than 500. */
  readyPath: string;
  readyMs: number;
  logFile: string;
}

export interface RunningSystem {
  url: string;
  stop(): Promise<void>;
}

/** One side did not come up: there is nothing to compare. */
export class NotReady extends UserError {
  override readonly exitCode = EXIT.targetDown;
}

export async function startSystem(plan: SystemPlan, io: Io): Promise<RunningSystem> {
  const port = await freePort();
  const [program, args, remove] = programOf(plan, port, io);
  const own = Object.fromEntries(Object.entries(io.env).filter(([name]) => !KEPT_BACK.test(name)));
  const log = openSync(plan.logFile, 'w');
  const child = spawn(program, args, {
    cwd: plan.folder,
    env: { ...own, PORT: String(port) },
    // A group of its own: a shell, what it starts, and what that starts end together.
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  const ended = new Promise<string>((resolve) => {
    child.on('error', ({ message }) => resolve(message));
    child.on('close', (code, signal) => resolve(signal === null ? `ended with ${code}` : `ended by ${signal}`));
  });
  const forget = atExit(() => killGroup(child, 'SIGKILL'));
  const stop = async () => {
    killGroup(child, 'SIGTERM');
    await Promise.race([ended, pause(END_MS, undefined, { ref: false })]);
    killGroup(child, 'SIGKILL');
    await ended;
    await remove();
    forget();
  };
  const url = `http://127.0.0.1:${port}`;
  try {
    await untilReady(url, plan, ended, io);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, stop };
}

function programOf(
  { side, start }: SystemPlan,
  port: number,
  io: Io,
): [program: string, args: string[], remove: () => Promise<void>] {
  if ('command' in start) return ['/bin/sh', ['-c', start.command], async () => {}];
  const { image, imagePort } = start;
  if (!IMAGE.test(image))
    throw new UserError('E_GATE_IMAGE', `--${side}-image reads "${plain(image)}": expected the name of an image`);
  const docker = findProgramIn(['docker'], foldersOf(io.env.PATH));
  if (docker === undefined)
    throw new UserError(
      'E_GATE_DOCKER',
      `--${side}-image: no docker on the PATH; install it, or use --${side}-command`,
    );
  const name = `perf-gate-${side}-${port}`;
  const args = ['run', '--rm', '--init', '--name', name, '--publish', `127.0.0.1:${port}:${imagePort}`];
  // The client may end without its container.
  const remove = () =>
    new Promise<void>(
      (resolve) => void execFile(docker, ['rm', '--force', name], { timeout: END_MS }, () => resolve()),
    );
  return [docker, [...args, '--env', `PORT=${imagePort}`, image], remove];
}

async function untilReady(url: string, plan: SystemPlan, ended: Promise<string>, io: Io): Promise<void> {
  let end: string | undefined;
  void ended.then((how) => {
    end = how;
  });
  const { side, readyPath, readyMs, logFile } = plan;
  for (const until = Date.now() + readyMs; Date.now() < until; await pause(PAUSE_MS)) {
    if (io.signal?.aborted) throw new Interrupted('interrupted before both systems answered');
    if (end !== undefined)
      throw new NotReady('E_GATE_ENDED', `${side}: ${end} before it answered${await lastLine(logFile)}`);
    const answer = await ask(`${url}${readyPath}`, { timeoutMs: ASK_MS, reads: 'head' }).catch(() => undefined);
    if (answer !== undefined && answer.status < 500) return;
  }
  const where = 'command' in plan.start ? 'on 127.0.0.1:$PORT' : 'on its port (--image-port)';
  throw new NotReady(
    'E_GATE_READY',
    `${side}: no answer to ${readyPath} within ${readyMs / 1000} s, expected a server ${where}${await lastLine(logFile)}`,
  );
}

async function lastLine(logFile: string): Promise<string> {
  const text = await readText(logFile).catch(() => '');
  const line = plain(text.trim().split('\n').at(-1) ?? '').slice(0, 300);
  return line === '' ? '' : `; its log ends: ${line}`;
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, signal);
  } catch {
    // Gone already.
  }
}
