// The guard: everything that is asked before load is sent to a target. Returns a permit, or throws a GuardRefusal.

import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SYSTEM } from '../../thresholds/system.ts';
import type { GuardWorld } from '../io.ts';
import { allowedEndpoints, figuresOf, type LoadFigures, refuseOverCaps } from './caps.ts';
import type { PerfConfig } from './config.ts';
import { refuseEngineArgs } from './engine-args.ts';
import { type Place, placeOf, type Resolver, refuseUnresolved } from './hosts.ts';
import { takeLock } from './lock.ts';
import { probe } from './probe.ts';
import { GuardRefusal } from './refusal.ts';
import { plainAddress, rangeOf, readTarget, type TargetUrl } from './target-url.ts';

export interface GuardRequest {
  /** An HTTP target, or the server of a service test. */
  target: string;
  /**
   * `elsewhere`: the load comes from other machines, which do not reach this one's loopback. `tool`: by a program that knows no caps,
   * so it stays on this machine. Absent: an engine here.
   */
  origin?: 'elsewhere' | 'tool';
  config: PerfConfig;
  /** `--env`; undefined: the environment whose allow-list has the host. */
  envName: string | undefined;
  /** `--confirm-production`. */
  confirmed: string | undefined;
  /** `--reason`. */
  reason: string | undefined;
  /** The load script's k6 options. */
  options: { scenarios?: unknown };
  /** Names of what is called: endpoints, or a service test. */
  endpoints: readonly string[];
  /** Those of them that write, by the load script's own word. */
  writing: readonly string[];
  /** Whether the user chose the endpoints. */
  isExplicit: boolean;
  engineArgs: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  now: Date;
  /** Asks the person at the keyboard; absent where there is none. */
  ask?: ((question: string) => Promise<string>) | undefined;
}

/** What is kept next to the result, as `<result>.guard.json`. */
export interface GuardRecord {
  environment: string;
  host: string;
  addresses: readonly string[];
  production: boolean;
  reason: string | null;
  endpoints: readonly string[];
  /** Endpoints that write, where the environment does not allow that. */
  leftOut: readonly string[];
  load: LoadFigures;
  lockNote: string | null;
}

export interface Permit {
  /** The one URL that may be loaded. */
  url: string;
  /** The checked address by its name, as k6's option `hosts` takes it; undefined where the URL has an address itself. */
  pin: Record<string, string> | undefined;
  record: GuardRecord;
  release: () => Promise<void>;
}

export const realWorld: GuardWorld = {
  resolve: async (host) => (await lookup(host, { all: true })).map(({ address }) => address),
  lockFolder: join(tmpdir(), `${SYSTEM.suite}-locks`),
};

/** A run may last this much longer than planned before its lock counts as left over, minutes. */
const LOCK_GRACE_MINUTES = 15;

/** What can be said of a target and a load without a request to either. */
export interface Examined {
  target: TargetUrl;
  place: Place;
  /** Those that may be called there. */
  endpoints: string[];
  /** Those that may not, because they write. */
  leftOut: string[];
  load: LoadFigures;
  /** The host once more and the reason, as given or as typed: so that nobody is asked twice. */
  confirmed: string | undefined;
  reason: string | undefined;
}

/** The part of the guard's questions that sends nothing to the target. Throws a GuardRefusal. */
export async function examine(request: GuardRequest, world: GuardWorld = realWorld): Promise<Examined> {
  const target = readTarget(request.target);
  const place = await placeOf(target, request.config, request.envName, world.resolve);
  const { confirmed, reason } = place.isProduction ? await byPerson(target, request) : request;
  if (place.isProduction) refuseUnconfirmed(target, { ...request, confirmed, reason });
  refuseUnresolved(target.host, place.addresses);
  refuseUnreachable(target, place, request);
  const { environment, environmentName } = place;
  const writes = environment?.writes ?? true;
  const allowed = allowedEndpoints(request.endpoints, request.writing, request.isExplicit, writes, environmentName);
  refuseEngineArgs(request.engineArgs, request.env, environment !== undefined);
  const load = figuresOf(request.options);
  if (environment !== undefined) refuseOverCaps(load, environmentName, environment.caps);
  return { target, place, ...allowed, load, confirmed, reason };
}

/** Asks everything, the target included, and takes its lock. Throws a GuardRefusal. */
export async function guard(request: GuardRequest, world: GuardWorld = realWorld): Promise<Permit> {
  const examined = await examine(request, world);
  const { target, place, load } = examined;
  if (target.url.startsWith('http')) await probe(target, place);
  if (place.environment !== undefined) await refuseMoved(target, place, request, world.resolve);
  const lock = await takeLock({
    folder: world.lockFolder,
    host: target.host,
    addresses: place.addresses,
    port: target.port,
    now: request.now,
    minutes: load.minutes + LOCK_GRACE_MINUTES,
  });
  const record = { ...recordOf(examined), lockNote: lock.note ?? null };
  return { url: target.url, pin: pinOf(target, place), record, release: lock.release };
}

/** What is kept of an answer. */
export function recordOf({ target, place, endpoints, leftOut, load, reason }: Examined): GuardRecord {
  return {
    environment: place.environmentName,
    host: target.host,
    addresses: place.addresses,
    production: place.isProduction,
    reason: reason ?? null,
    endpoints,
    leftOut,
    load,
    lockNote: null,
  };
}

/** Load from elsewhere does not reach this machine's loopback, and tools without caps stay on it. */
function refuseUnreachable({ host }: TargetUrl, { addresses, isLoopback }: Place, { origin }: GuardRequest): void {
  if (origin === 'elsewhere' && addresses.some((address) => rangeOf(plainAddress(address)) === 'loopback')) {
    throw new GuardRefusal(
      'E_TARGET_LOOPBACK',
      `guard: ${host} is this machine's loopback (${addresses.join(', ')}), which other machines do not reach: expects the target as they reach it; name that, or load from here with perf run`,
    );
  }
  if (origin !== 'tool' || isLoopback) return;
  throw new GuardRefusal(
    'E_TARGET_FAR',
    `guard: ${host} is not this machine (${addresses.join(', ')}), and the tools of a probe know no caps: expects 127.0.0.1, ::1 or localhost; run the probe there`,
  );
}

/** The engine asks for the name again, and the answer may be another: it gets the one that was checked. */
function pinOf({ host }: TargetUrl, { addresses, isLoopback }: Place): Record<string, string> | undefined {
  const [address] = addresses;
  return isIP(host) || isLoopback || address === undefined ? undefined : { [host]: address };
}

/** A person who has leave may type what is missing. Leave itself is given beforehand, in the environment. */
async function byPerson(
  { host }: TargetUrl,
  request: GuardRequest,
): Promise<Pick<GuardRequest, 'confirmed' | 'reason'>> {
  const { ask, env } = request;
  let { confirmed, reason } = request;
  if (ask === undefined || env.ALLOW_PRODUCTION !== 'yes') return { confirmed, reason };
  confirmed ??= await ask(`${host} is PRODUCTION. Type its name to load it, or nothing to stop: `);
  if (confirmed === host && !reason?.trim()) reason = await ask('Why? It is kept with the result: ');
  return { confirmed, reason };
}

function refuseUnconfirmed({ host }: TargetUrl, { env, confirmed, reason }: GuardRequest): void {
  const missing = [
    env.ALLOW_PRODUCTION !== 'yes' && 'ALLOW_PRODUCTION=yes in the environment',
    confirmed !== host && `--confirm-production ${host}`,
    !reason?.trim() && '--reason <why>',
  ].filter(Boolean);
  if (missing.length === 0) return;
  throw new GuardRefusal(
    'E_PRODUCTION',
    `guard: ${host} is production: expected ${missing.join(', ')}; add what is missing, or load another host`,
  );
}

/** The name is asked again after the target has answered: an answer that changes may be on its way to production. */
async function refuseMoved(target: TargetUrl, before: Place, request: GuardRequest, resolve: Resolver): Promise<void> {
  const after = await placeOf(target, request.config, request.envName, resolve);
  if (after.isProduction === before.isProduction && after.isLoopback === before.isLoopback) return;
  throw new GuardRefusal(
    'E_TARGET_MOVED',
    `guard: ${target.host} was at ${before.addresses.join(', ')} and is now at ${after.addresses.join(', ')}: expected answers that stay; see who changes the name`,
  );
}
