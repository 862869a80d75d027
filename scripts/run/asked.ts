// What was asked for at the keyboard: test type, endpoints, target. Mistakes are reported in the words that were typed.

import { UserError } from 'k6-kit/user-error';
import { endpoints, journeys, type ServiceTestName, serviceTests } from '../../thresholds/baselines.ts';
import { isTask, type TaskName } from '../../thresholds/tasks.ts';
import { CONFIG_FILE, loadConfig, type PerfConfig } from '../guard/config.ts';
import type { Io } from '../io.ts';
import { RUN_TYPES, type RunType } from '../run-type.ts';

/** How a test of one service is run: its service in the stack, and the variable that names a server of one's own. */
const SERVICE_TESTS: Readonly<Record<ServiceTestName, { service: string; variable: string }>> = {
  database: { service: 'postgres', variable: 'DATABASE_URL' },
  cache: { service: 'redis', variable: 'REDIS_URL' },
  vector: { service: 'chroma', variable: 'CHROMA_URL' },
  proxy: { service: 'nginx', variable: 'BASE_URL' },
};

/** The names that `perf run` takes, checked with the lists of the tables. */
export function readType(text: string): RunType {
  const type = RUN_TYPES.find((known) => known === text);
  if (type) return type;
  if (Object.hasOwn(serviceTests, text)) {
    const { service, variable } = SERVICE_TESTS[text as ServiceTestName];
    throw new UserError(
      'E_TYPE',
      `${text} tests a single service: npm run perf -- services up, then npm run perf -- services test ${service}; on a server of yours: ${variable}=... k6 run dist/${text}.js (docs/services.md)`,
    );
  }
  throw new UserError('E_TYPE', `test type reads "${text}": expected one of ${RUN_TYPES.join(', ')}`);
}

/** One endpoint or journey, which has a bundle of its own, or several of them; neither where all endpoints are meant. */
export interface EndpointChoice {
  endpoint: TaskName | undefined;
  endpoints?: readonly TaskName[];
}

/** `--endpoint`: one name, or several with commas. */
export function readEndpoints(text: string | undefined): EndpointChoice {
  if (text === undefined) return { endpoint: undefined };
  const names = [...new Set(text.split(',').map((name) => name.trim()))];
  const unknown = names.find((name) => !isTask(name));
  if (unknown !== undefined)
    throw new UserError(
      'E_ENDPOINT',
      `--endpoint reads "${unknown}": expected one of ${Object.keys({ ...endpoints, ...journeys }).join(', ')}, or several with commas`,
    );
  const known = names as TaskName[];
  return known.length === 1 ? { endpoint: known[0] } : { endpoint: undefined, endpoints: known };
}

/** The target as asked for: `--target`, else the environment's base URL, else BASE_URL. Throws a UserError when nothing says. */
export async function targetOf(target: string | undefined, envName: string | undefined, io: Io): Promise<string> {
  const url = target ?? (await baseUrlOf(envName, io)) ?? io.env.BASE_URL;
  if (url) return url;
  throw new UserError(
    'E_TARGET',
    `no target: expected --target https://staging.example.com, --env <name> of ${CONFIG_FILE}, or BASE_URL in the environment; npm start brings a target of its own`,
  );
}

/** The environment's own base URL. Throws a UserError for an unknown name. */
async function baseUrlOf(envName: string | undefined, io: Io): Promise<string | undefined> {
  if (envName === undefined) return undefined;
  const { environments } = await loadConfig([io.cwd, io.root]);
  if (Object.hasOwn(environments, envName)) return environments[envName]?.baseUrl;
  throw new UserError(
    'E_ENVIRONMENT',
    `--env reads "${envName}": expected one of ${Object.keys(environments).join(', ') || `those in ${CONFIG_FILE}, which has none`}`,
  );
}

/** What was typed for each variable of the load scripts: they know the variable only. */
export type Typed = Readonly<Record<string, string>>;

export function typedFor(
  asked: { target: string; envName?: string | undefined; timeScale: string | undefined },
  { environments }: PerfConfig,
  env: Io['env'],
): Typed {
  const { target, envName, timeScale } = asked;
  const environment = envName === undefined ? undefined : environments[envName];
  const place = (field: string) => `${field} of ${envName} in ${CONFIG_FILE}`;
  return {
    ...(environment?.baseUrl === target
      ? { BASE_URL: place('baseUrl') }
      : target !== env.BASE_URL && { BASE_URL: '--target' }),
    ...(environment?.metricsUrls && !env.METRICS_URLS && { METRICS_URLS: place('metricsUrls') }),
    ...(timeScale !== undefined && timeScale !== env.TIME_SCALE && { TIME_SCALE: '--time-scale' }),
  };
}

/** A load script's message with the option in the variable's place, and the option that does what it suggests. */
export function inTypedWords(message: string, typed: Typed): string {
  const [variable = ''] = /^[A-Z_]+/.exec(message) ?? [];
  return `${typed[variable] ?? variable}${message.slice(variable.length)}`.replace(/ ENDPOINTS=/, ' --endpoint ');
}
