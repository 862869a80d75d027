// Reads what `new redis.Client(...)` is given: a URL or the documented options; what the local runner lacks is rejected with a message that names it.
import { UnsupportedError } from '../unsupported.ts';

/** What the options say, for the client library. */
export interface RedisSettings {
  host: string;
  port: number;
  isEncrypted: boolean;
  username: string | undefined;
  password: string | undefined;
  database: number;
  clientName: string | undefined;
  connectTimeoutMs: number;
  /** Longest time until an answer has come, milliseconds; undefined: for ever. */
  readTimeoutMs: number | undefined;
}

const DEFAULT_PORT = 6379;
/** The documented defaults (https://grafana.com/docs/k6/latest/javascript-api/k6-x-redis/redis-options/), seconds. */
const DIAL_TIMEOUT_S = 5;
const READ_TIMEOUT_S = 3;

const OPTIONS = ['socket', 'username', 'password', 'clientName', 'database'];
const SOCKET_OPTIONS = ['host', 'port', 'dialTimeout', 'readTimeout'];

type Fields = Record<string, unknown>;

/** Throws an Error that names what is wrong and never repeats a URL or a password. */
export function readRedisOptions(given: unknown): RedisSettings {
  if (typeof given === 'string') return fromUrl(given);
  if (typeof given !== 'object' || given === null)
    throw new Error(
      `redis.Client got ${given === null ? 'nothing' : typeof given}: expected a URL such as redis://localhost:6379, or an object`,
    );
  return fromObject(given as Fields);
}

function fromUrl(text: string): RedisSettings {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const [, database] = /^\/?(\d*)$/.exec(url?.pathname ?? '') ?? [];
  if (!url || !/^rediss?:$/.test(url.protocol) || database === undefined || url.search) {
    throw new Error(
      'redis.Client: the URL cannot be read (not shown, it may hold a password): expected redis[s]://[[username][:password]@][host][:port][/db-number]',
    );
  }
  return {
    ...fromObject({}),
    host: url.hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost',
    port: Number(url.port) || DEFAULT_PORT,
    isEncrypted: url.protocol === 'rediss:',
    username: decodeURIComponent(url.username) || undefined,
    password: decodeURIComponent(url.password) || undefined,
    database: Number(database),
  };
}

function fromObject(options: Fields): RedisSettings {
  refuseOthers(options, OPTIONS, '');
  const socket = (options.socket ?? {}) as Fields;
  refuseOthers(socket, SOCKET_OPTIONS, 'socket.');
  const readTimeoutS = numberOf(socket, 'readTimeout') ?? READ_TIMEOUT_S;
  return {
    host: textOf(socket, 'host') ?? 'localhost',
    port: numberOf(socket, 'port') ?? DEFAULT_PORT,
    isEncrypted: false,
    username: textOf(options, 'username'),
    password: textOf(options, 'password'),
    database: numberOf(options, 'database') ?? 0,
    clientName: textOf(options, 'clientName'),
    connectTimeoutMs: (numberOf(socket, 'dialTimeout') ?? DIAL_TIMEOUT_S) * 1000,
    readTimeoutMs: readTimeoutS < 0 ? undefined : readTimeoutS * 1000,
  };
}

function refuseOthers(options: Fields, known: readonly string[], prefix: string): void {
  const unknown = Object.keys(options).find((name) => options[name] !== undefined && !known.includes(name));
  if (unknown === undefined) return;
  const wanted = known.map((name) => prefix + name).join(', ');
  throw new UnsupportedError(`redis.Client: the option "${prefix}${unknown}"`, `expected ${wanted}`);
}

function textOf(options: Fields, name: string): string | undefined {
  const value = options[name];
  if (value === undefined || typeof value === 'string') return value || undefined;
  throw new Error(`redis.Client: the option "${name}" is ${typeof value}: expected text`);
}

function numberOf(options: Fields, name: string): number | undefined {
  const value = options[name];
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw new Error(`redis.Client: the option "${name}" is ${typeof value}: expected a number`);
}
