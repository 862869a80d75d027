// The stack as a whole: up, one service after the other; what runs; and down, with nothing left behind.
import { randomBytes } from 'node:crypto';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort } from 'k6-kit/ports';
import { UserError } from 'k6-kit/user-error';
import { accountFor } from './account.ts';
import { api } from './api.ts';
import { chroma } from './chroma.ts';
import type { Definition, Installed, Missing, Place, ServiceName, Wishes } from './definition.ts';
import { exporters } from './exporters.ts';
import { kafka } from './kafka.ts';
import { nginx } from './nginx.ts';
import { postgres } from './postgres.ts';
import { end, isRunning, launch, startTicksOf } from './process.ts';
import { prometheus } from './prometheus.ts';
import { redis } from './redis.ts';
import { isOurs, type KeptService, keep, makeFolder, readStack, removeFolder, type Stack } from './state.ts';

/** Every service in the order in which it starts. */
export const DEFINITIONS: readonly Definition[] = [
  postgres,
  redis,
  chroma,
  kafka,
  api,
  nginx,
  ...exporters,
  prometheus,
];

/** What became of one service. */
export type Outcome =
  | { name: ServiceName; state: 'up'; running: KeptService }
  | { name: ServiceName; state: 'missing'; missing: string; install: string }
  | { name: ServiceName; state: 'left-out'; why: string }
  | { name: ServiceName; state: 'failed'; why: string };

export interface UpRequest {
  dir: string;
  root: string;
  /** Only these and nothing else; undefined: all. */
  only?: readonly ServiceName[] | undefined;
  wishes: Wishes;
  signal?: AbortSignal | undefined;
  onOutcome?: (outcome: Outcome) => void;
}

/**
 * Starts the services in a new folder. One that is not installed or does not start is reported in its outcome and the rest goes on;
 * after `signal` everything is ended again and a UserError thrown.
 */
export async function up(request: UpRequest): Promise<Outcome[]> {
  const { dir, signal } = request;
  const stack = await makeFolder(dir);
  await keep(dir, stack);
  const outcomes: Outcome[] = [];
  for (const definition of DEFINITIONS) {
    if (signal?.aborted) break;
    if (request.only && !request.only.includes(definition.name)) continue;
    const outcome = await raise(definition, stack, request);
    if (outcome.state === 'up') {
      stack.services[definition.name] = outcome.running;
      // After each: whatever happens to us, `down` knows what runs.
      await keep(dir, stack);
    }
    outcomes.push(outcome);
    request.onOutcome?.(outcome);
  }
  if (signal?.aborted) {
    await down(dir);
    throw new UserError('E_STOPPED', 'stopped: what had been started was ended again');
  }
  return outcomes;
}

async function raise(definition: Definition, stack: Stack, request: UpRequest): Promise<Outcome> {
  const { name } = definition;
  const absent = definition.needs.find((needed) => stack.services[needed] === undefined);
  if (absent) return { name, state: 'left-out', why: `${absent} is not up` };
  const found = await definition.find();
  if (isMissing(found)) return { name, state: 'missing', ...found };
  const pids: number[] = [];
  try {
    const place = await placeFor(definition, stack, request, pids);
    const running = await definition.start(place, found);
    const { stopSignal } = definition;
    return {
      name,
      state: 'up',
      running: { ...running, version: found.version, stopSignal, startTicks: startTicksOf(running.pid) },
    };
  } catch (error) {
    for (const pid of pids) await end({ pid, startTicks: startTicksOf(pid) }, 'SIGKILL');
    return { name, state: 'failed', why: (error as Error).message };
  }
}

export function isMissing(found: Installed | Missing): found is Missing {
  return 'missing' in found;
}

async function placeFor(definition: Definition, stack: Stack, request: UpRequest, pids: number[]): Promise<Place> {
  const dir = join(request.dir, definition.name);
  await mkdir(dir, { mode: 0o700 });
  const account = definition.account ? await accountFor(definition.account) : undefined;
  if (account) await chown(dir, account.uid, account.gid);
  return {
    dir,
    account,
    root: request.root,
    wishes: request.wishes,
    up: stack.services,
    freePort,
    secret: () => randomBytes(18).toString('hex'),
    launch: async (program, args, env, cwd) => {
      const launched = await launch(dir, program, args, { account, env, cwd });
      pids.push(launched.pid);
      return launched;
    },
  };
}

export interface ServiceStatus {
  name: ServiceName;
  pid: number;
  port: number;
  version: string;
  isUp: boolean;
}

/** What runs of the stack in `dir`. Throws a UserError when there is none. */
export async function status(dir: string): Promise<ServiceStatus[]> {
  const { services } = await stackOf(dir);
  return Object.entries(services).map(([name, { pid, port, version, startTicks }]) => ({
    name: name as ServiceName,
    pid,
    port,
    version,
    isUp: isRunning({ pid, startTicks }),
  }));
}

/** Names and values by which the services of a stack are reached; those that run only. Secrets are in them. */
export async function environmentOf(dir: string): Promise<Record<string, string>> {
  const { services } = await stackOf(dir);
  const up = Object.values(services).filter((service) => isRunning(service));
  return Object.assign({}, ...up.map((service) => service.env));
}

export async function stackOf(dir: string): Promise<Stack> {
  const stack = await readStack(dir);
  if (stack) return stack;
  throw new UserError('E_STACK', `${dir} holds no stack: start one with \`perf services up\``);
}

/** Ends what runs, last started first, and removes the folder if it is ours. Says which services were ended. */
export async function down(dir: string): Promise<ServiceName[]> {
  const stack = await readStack(dir);
  if (!stack) {
    if (await isOurs(dir)) await removeFolder(dir);
    return [];
  }
  const ended: ServiceName[] = [];
  for (const [name, service] of Object.entries(stack.services).reverse()) {
    if (isRunning(service)) ended.push(name as ServiceName);
    await end(service, service.stopSignal);
  }
  await removeFolder(dir);
  return ended;
}
