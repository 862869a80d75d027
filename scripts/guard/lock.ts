// One run per server at a time: a lock file for each of its addresses, with owner, process and expiry. Left-over locks are taken over.

import { createHash, randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { chmod, link, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { hostname, networkInterfaces, userInfo } from 'node:os';
import { join } from 'node:path';
import { atExit } from 'k6-kit/at-exit';
import { shaped } from 'k6-kit/shapes';
import * as v from 'valibot';
import { GuardRefusal } from './refusal.ts';
import { plainAddress, rangeOf } from './target-url.ts';

const heldSchema = v.object({
  owner: v.string(),
  machine: v.string(),
  pid: v.number(),
  /** RFC 3339, UTC. */
  expiresAt: v.string(),
  nonce: v.string(),
});
type Held = v.InferOutput<typeof heldSchema>;

export interface Lock {
  /** Says whose lock was taken over; undefined when the place was free. */
  note: string | undefined;
  release: () => Promise<void>;
}

export interface LockRequest {
  folder: string;
  /** As the user calls it, for messages. */
  host: string;
  /** All that the host resolves to, in their plain form. */
  addresses: readonly string[];
  port: number;
  now: Date;
  /** After this the lock is left over whatever its process does, minutes. */
  minutes: number;
  isAlive?: (pid: number) => boolean;
}

/** Holds every address of the server, or none. Throws a GuardRefusal where somebody has one of them. */
export async function takeLock(request: LockRequest): Promise<Lock> {
  await openFolder(request.folder);
  const locks: Lock[] = [];
  const release = async (): Promise<void> => {
    for (const lock of locks) await lock.release();
  };
  try {
    for (const key of keysOf(request)) locks.push(await takeOne(join(request.folder, `${hashed(key)}.lock`), request));
  } catch (error) {
    await release();
    throw error;
  }
  return { note: locks.find(({ note }) => note)?.note, release };
}

/** What a server is locked by: its address and port, and one name for this machine, by whichever of its addresses it is reached. */
function keysOf({ addresses, port }: LockRequest): string[] {
  const own = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).map(({ address }) => plainAddress(address)),
  );
  const isHere = (address: string) => rangeOf(address) === 'loopback' || own.includes(address);
  // In one order for all, or two runs could each hold what the other waits for.
  return [...new Set(addresses.map((address) => `${isHere(address) ? 'this machine' : address}:${port}`))].sort();
}

function hashed(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 16);
}

/** Open to all users of the machine: they load the same servers. */
async function openFolder(folder: string): Promise<void> {
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) await chmod(folder, 0o777);
}

async function takeOne(path: string, request: LockRequest): Promise<Lock> {
  const mine: Held = {
    owner: userInfo().username,
    machine: hostname(),
    pid: process.pid,
    expiresAt: new Date(request.now.getTime() + request.minutes * 60_000).toISOString(),
    nonce: randomUUID(),
  };
  const note = (await create(path, mine)) ? undefined : await takeOver(path, mine, request);
  const remove = () => {
    if (read(path)?.nonce === mine.nonce) rmSync(path, { force: true });
  };
  const keep = atExit(remove);
  return {
    note,
    release: async () => {
      keep();
      remove();
    },
  };
}

/** Puts `mine` in the place of a lock that is left over, and says whose it was. */
async function takeOver(path: string, mine: Held, request: LockRequest): Promise<string> {
  const held = read(path);
  if (held !== undefined && !isLeftOver(held, request)) throw taken(request, held);
  const aside = `${path}.${mine.nonce}`;
  // Renamed, not removed: what is in the way by now may be the lock of another who took over, and goes back then.
  await rename(path, aside).catch(() => {});
  const moved = read(aside);
  if (moved !== undefined && moved.nonce !== held?.nonce) await link(aside, path).catch(() => {});
  await rm(aside, { force: true });
  if (!(await create(path, mine))) throw taken(request, read(path));
  return `lock of ${held ? `${held.owner} (process ${held.pid} on ${held.machine})` : 'an unreadable file'} was left over: taken over`;
}

/** A lock is there as a whole or not at all: one that is half written would read as left over. */
async function create(path: string, held: Held): Promise<boolean> {
  const beside = `${path}.${held.nonce}.new`;
  await writeFile(beside, `${JSON.stringify(held)}\n`, { flag: 'wx', mode: 0o644 });
  try {
    await link(beside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(beside, { force: true });
  }
}

/** Undefined where there is none, or something else than a lock. */
function read(path: string): Held | undefined {
  try {
    return shaped(heldSchema, JSON.parse(readFileSync(path, 'utf8')));
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
    `guard: ${who} is loading ${host}:${port} already: expects one run at a time; wait for its end`,
  );
}
