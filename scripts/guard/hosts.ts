// Which host may be loaded: allow-list, loopback, production under any of its names. Addresses come from a resolver passed in.
import { isIP } from 'node:net';
import { silenceWords } from 'k6-format/dead-target';
import { SYSTEM } from '../../thresholds/system.ts';
import type { PerfConfig, PerfEnvironment } from './config.ts';
import { CONFIG_FILE } from './config.ts';
import { GuardRefusal, TargetDown } from './refusal.ts';
import { plainAddress, rangeOf, type TargetUrl } from './target-url.ts';

/** All addresses of a name; rejects or returns none without any. */
export type Resolver = (host: string) => Promise<readonly string[]>;

export const PRODUCTION_HOST = SYSTEM.productionHost;
/** The names of production that are asked for their addresses. */
const PRODUCTION_NAMES = [PRODUCTION_HOST, `www.${PRODUCTION_HOST}`, `api.${PRODUCTION_HOST}`];
/** Ranges that load may go to, if the host is allowed. */
const LOADABLE = ['unicast', 'private', 'uniqueLocal', 'carrierGradeNat', 'loopback'];

export interface Place {
  environmentName: string;
  /** Undefined on loopback without an environment: no caps, writes allowed. */
  environment: PerfEnvironment | undefined;
  isProduction: boolean;
  isLoopback: boolean;
  addresses: readonly string[];
}

/**
 * The environment that the target belongs to, or a refusal. What the lists say is said whether the name resolves or not. Production's
 * `addresses` may be none: it has to be confirmed all the same.
 */
export async function placeOf(
  target: TargetUrl,
  config: PerfConfig,
  envName: string | undefined,
  resolve: Resolver,
): Promise<Place> {
  const { host } = target;
  const addresses = await addressesOf(host, resolve);
  const isLoopbackName = host === 'localhost' || isIP(host) !== 0;
  const isLoopback =
    isLoopbackName && addresses.length > 0 && addresses.every((address) => rangeOf(address) === 'loopback');
  const odd = addresses.find((address) => !LOADABLE.includes(rangeOf(address)));
  if (odd !== undefined) {
    throw new GuardRefusal(
      'E_TARGET_ADDRESS',
      `guard: ${host} is at ${odd}, a ${rangeOf(odd)} address: expected an ordinary one; correct the target`,
    );
  }
  // Loopback takes an environment's caps only where it is named: local work needs no leave.
  if (isLoopback && envName === undefined) {
    return { environmentName: 'loopback', environment: undefined, isProduction: false, isLoopback, addresses };
  }
  const named = environmentNameOf(host, config, envName);
  const environment = named === undefined ? undefined : config.environments[named];
  if (named === undefined || environment === undefined) {
    const isKnown = await isProductionAt(host, addresses, config, resolve).catch(() => false);
    throw notListed(host, isKnown, config, envName);
  }
  const isProduction =
    !isLoopback && (environment.production || (await isProductionAt(host, addresses, config, resolve)));
  if (isProduction && !environment.production) {
    throw new GuardRefusal(
      'E_PRODUCTION',
      `guard: ${host} (environment ${named}) is production by name or address (${addresses.join(', ')}): expected an environment with production: true; correct ${CONFIG_FILE}`,
    );
  }
  return { environmentName: named, environment, isProduction, isLoopback, addresses };
}

function notListed(host: string, isProduction: boolean, config: PerfConfig, envName: string | undefined): GuardRefusal {
  const known = Object.entries(config.environments).map(([name, { hosts }]) => `${name}: ${hosts.join(', ')}`);
  const what = isProduction ? `the production host ${host}` : host;
  const where = envName === undefined ? 'any environment' : `the environment ${envName}`;
  return new GuardRefusal(
    'E_NOT_LISTED',
    `guard: ${what} is not on the allow-list of ${where} (${known.join('; ') || 'there is none'}): expected loopback or a listed host; add it to hosts in ${CONFIG_FILE} (docs/environments.md)`,
  );
}

/** `envName`, or without it the first environment that lists the host; undefined where none does. Throws a GuardRefusal for an unknown name. */
export function environmentNameOf(host: string, config: PerfConfig, envName: string | undefined): string | undefined {
  if (envName === undefined) {
    return Object.keys(config.environments).find((name) => config.environments[name]?.hosts.includes(host));
  }
  if (!Object.hasOwn(config.environments, envName)) {
    throw new GuardRefusal(
      'E_ENVIRONMENT',
      `guard: --env reads "${envName}": expected one of ${Object.keys(config.environments).join(', ') || `those in ${CONFIG_FILE}, which has none`}`,
    );
  }
  return config.environments[envName]?.hosts.includes(host) ? envName : undefined;
}

/** None where the name does not resolve. */
async function addressesOf(host: string, resolve: Resolver): Promise<string[]> {
  if (isIP(host)) return [host];
  return (await resolve(host).catch(() => [])).map(plainAddress);
}

/** Throws TargetDown for a host without an address. */
export function refuseUnresolved(host: string, addresses: readonly string[]): void {
  if (addresses.length > 0) return;
  const { once, action } = silenceWords('unresolved');
  throw new TargetDown('E_UNRESOLVED', `guard: ${host} ${once}: expected a target with an address; ${action}`);
}

/** By its name, or by sharing an address with production. Where production's own addresses are unknown, that is a refusal. */
async function isProductionAt(
  host: string,
  addresses: readonly string[],
  config: PerfConfig,
  resolve: Resolver,
): Promise<boolean> {
  const names = [...PRODUCTION_NAMES, ...config.productionHosts];
  if (names.includes(host) || host.endsWith(`.${PRODUCTION_HOST}`)) return true;
  refuseUnresolved(host, addresses);
  const answers = await Promise.all(
    names.map((name) => (isIP(name) ? Promise.resolve([name]) : resolve(name).catch(() => []))),
  );
  const production = new Set(answers.flat().map(plainAddress));
  if (production.size === 0) {
    throw new GuardRefusal(
      'E_PRODUCTION_UNKNOWN',
      `guard: ${PRODUCTION_HOST} does not resolve here, so nothing says that ${host} is not production: expected its addresses; name them as productionHosts in ${CONFIG_FILE}`,
    );
  }
  return addresses.some((address) => production.has(address));
}
