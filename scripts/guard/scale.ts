// The size of an environment in perf.config.ts, as load scripts read it: factors on users, rates and limits.
import { isIP } from 'node:net';
import { FACTORS, FULL_SCALE, type Scale } from 'k6-format/scale';
import { UserError } from 'k6-kit/user-error';
import { readScale, SCALE_VARIABLES } from '../../lib/env.ts';
import type { PerfConfig } from './config.ts';
import { environmentNameOf } from './hosts.ts';
import { GuardRefusal } from './refusal.ts';
import { rangeOf, readTarget } from './target-url.ts';

/** What tells a load script its scale. */
const NAMES = [...Object.values(SCALE_VARIABLES), 'PERF_ENVIRONMENT'] as const;

/** Variables for a run on `target`; none where its environment has no scale, or where the guard refuses the target anyway. */
export function scaleSettings(
  target: string,
  envName: string | undefined,
  config: PerfConfig,
): Readonly<Record<string, string>> {
  const name = nameOf(target, envName, config);
  const scale = name === undefined ? undefined : config.environments[name]?.scale;
  // A factor that the environment leaves out is 1, whatever the shell says: its runs are alike.
  return name === undefined || scale === undefined
    ? {}
    : settingsOfScale({ ...FULL_SCALE, ...scale, environment: name });
}

/** The scale that a load script reads from these variables. Throws a UserError for what is not a factor. */
export function scaleOf(env: Readonly<Record<string, string | undefined>>): Scale {
  try {
    return readScale(env);
  } catch (cause) {
    throw new UserError('E_SETTINGS', (cause as Error).message, { cause });
  }
}

/** The variables that make a script have this scale. */
export function settingsOfScale({ environment, ...factors }: Scale): Record<string, string> {
  return {
    ...Object.fromEntries(FACTORS.map((factor) => [SCALE_VARIABLES[factor], String(factors[factor])])),
    ...(environment !== undefined && { PERF_ENVIRONMENT: environment }),
  };
}

/** Those of the variables that are set, for a script that does not see this environment. */
export function scaleIn(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(NAMES.flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}

/** As the guard finds it: by its name, or by the target's host, where loopback belongs to none. */
function nameOf(target: string, envName: string | undefined, config: PerfConfig): string | undefined {
  try {
    const { host } = readTarget(target);
    const isLoopback = isIP(host) === 0 ? host === 'localhost' : rangeOf(host) === 'loopback';
    return isLoopback && envName === undefined ? undefined : environmentNameOf(host, config, envName);
  } catch (error) {
    if (error instanceof GuardRefusal) return undefined;
    throw error;
  }
}
