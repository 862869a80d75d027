// One run per target at a time: a lock file with owner, process and expiry. Left-over locks are taken over.
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { GuardRefusal } from './refusal.ts';

interface Held {
  owner: string;
  machine: string;
  pid: number;
  /** RFC 3339, UTC. */
  expiresAt: string;
  nonce: string;
}

export interface Lock {
  /** Says whose lock was taken over; undefined when the place was free. */
  note: string | undefined;
  release: () => Promise<void>;
}

export interface LockRequest {
  folder: string;
  host: string;
  port: number;
  now: Date;
  /** After this the lock is left over whatever its process does, minutes. */
  minutes: number;
  isAlive?: (pid: number) => boolean;
}

export async function takeLock(request: LockRequest): Promise<Lock> {
  await mkdir(request.folder, { recursive: true });
  const key = createHash('sha256').update(`${request.host}:${request.port}`).digest('hex').slice(0, 16);
  const path = join(request.folder, `${key}.lock`);
  const mine: Held = {
    owner: userInfo().username,
    machine: hostname(),
    pid: process.pid,
    expiresAt: new Date(request.now.getTime() + request.minutes * 60_000).toISOString(),
    nonce: randomUUID(),
  };
  let note: string | undefined;
  if (!(await create(path, mine))) {
    const held = await read(path);
    if (held !== undefined && !isLeftOver(held, request)) throw taken(request, held);
    note = `lock of ${held ? `${held.owner} (process ${held.pid} on ${held.machine})` : 'an unreadable file'} was left over: taken over`;
    // Renamed, not removed: of two who take over, one finds the file gone and the other's lock in its place.
    await rename(path, `${path}.${mine.nonce}`).catch(() => {});
    await rm(`${path}.${mine.nonce}`, { force: true });
    if (!(await create(path, mine))) throw taken(request, await read(path));
  }
  return {
    note,
    release: async () => {
      if ((await read(path))?.nonce === mine.nonce) await rm(path, { force: true });
    },
  };
}

function create(path: string, held: Held): Promise<boolean> {
  return writeFile(path, `${JSON.stringify(held)}\n`, { flag: 'wx', mode: 0o600 }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
}

async function read(path: string): Promise<Held | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Held;
  } catch {
    return undefined;
  }
}

function isLeftOver(held: Held, { now, isAlive = processLives }: LockRequest): boolean {
  const isHere = held.machine === hostname();
  return !(Date.parse(held.expiresAt) > now.getTime()) || (isHere && !isAlive(held.pid));
}

function processLives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function taken({ host, port }: LockRequest, held: Held | undefined): GuardRefusal {
  const who = held ? `${held.owner} (process ${held.pid} on ${held.machine}, until ${held.expiresAt})` : 'somebody';
  return new GuardRefusal(
    'E_LOCKED',
    `guard: ${who} is loading ${host}:${port} already: wants one run at a time; wait for its end`,
  );
}
