// What a service test gets from outside: which server, how compressed, where the result goes. Pure.
import type { Scale } from 'k6-format/scale';
import { SYSTEM } from '../thresholds/system.ts';
import { type Environment, readCommon, readHttpUrl, refuseProduction } from './env.ts';

export interface ServiceSettings {
  /** As it was given; a database's may hold a password. */
  url: string;
  /** The same without user, password and query: for messages and records. */
  shownUrl: string;
  timeScale: number;
  scale: Scale;
  resultFile: string | undefined;
  engine: string;
  commit: string | null;
}

/** The variable that names each service, with the schemes that it may have. */
const SCHEMES = {
  DATABASE_URL: ['postgres', 'postgresql'],
  REDIS_URL: ['redis', 'rediss'],
  CHROMA_URL: ['http', 'https'],
  BASE_URL: ['http', 'https'],
} as const;

export type ServiceVariable = keyof typeof SCHEMES;

const EXAMPLES: Readonly<Record<ServiceVariable, string>> = {
  DATABASE_URL: `postgres://user:password@127.0.0.1:5432/${SYSTEM.slug}?sslmode=disable`,
  REDIS_URL: 'redis://:password@127.0.0.1:6379/0',
  CHROMA_URL: 'http://127.0.0.1:8000',
  BASE_URL: 'http://127.0.0.1:8080',
};

/** Scheme, user and password, host or [IPv6], port, path, parameters. */
const SERVER_URL =
  /^([a-z]+):\/\/(?:[^\s/?#@]*@)?([a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(\/[\w\-.~%]*)?(\?[\w\-.~%=&]*)?$/i;

/** Reads and checks the environment. Throws an Error that names the variable and what it expects, and never repeats a password. */
export function readServiceSettings(env: Environment, variable: ServiceVariable): ServiceSettings {
  const text = env[variable];
  const isHttp = variable === 'CHROMA_URL' || variable === 'BASE_URL';
  if (!text) throw new Error(`${variable} is not set: expected the service under test, such as ${EXAMPLES[variable]}`);
  const url = isHttp ? readHttpUrl(env, variable) : text;
  return { url, shownUrl: isHttp ? url : readServerUrl(env, variable, text), ...readCommon(env) };
}

function readServerUrl(env: Environment, variable: ServiceVariable, text: string): string {
  const [, scheme = '', host = '', port = '', path = ''] = SERVER_URL.exec(text) ?? [];
  const schemes: readonly string[] = SCHEMES[variable];
  if (!schemes.includes(scheme) || Number(port || 1) > 65535 || Number(port || 1) === 0) {
    throw new Error(
      `${variable} cannot be read (not shown, it may hold a password): expected ${schemes.join(' or ')}, such as ${EXAMPLES[variable]}`,
    );
  }
  const name = host.toLowerCase().replace(/\.$/, '');
  refuseProduction(env, variable, name);
  return `${scheme}://${name}${port && `:${port}`}${path}`;
}
