// Reads a PostgreSQL connection URL as the extension's driver does; no message repeats it, since it may hold a password.
import { UnsupportedError } from '../unsupported.ts';

/** What a URL says, for the client library. */
export interface PostgresSettings {
  host: string;
  port: number;
  user: string;
  password: string | undefined;
  database: string;
  ssl: false | { rejectUnauthorized: boolean; checkServerIdentity?: () => undefined };
  /** Longest time until a connection is there, milliseconds. */
  connectTimeoutMs: number;
  applicationName: string | undefined;
}

const DEFAULT_PORT = 5432;
/** The driver waits for ever unless `connect_timeout` is set; a VU that hangs longer than this tells nothing. */
const CONNECT_TIMEOUT_MS = 10_000;

const SSL_MODES: Readonly<Record<string, PostgresSettings['ssl']>> = {
  disable: false,
  require: { rejectUnauthorized: false },
  'verify-ca': { rejectUnauthorized: true, checkServerIdentity: () => undefined },
  'verify-full': { rejectUnauthorized: true },
};

const PARAMETERS = ['sslmode', 'connect_timeout', 'application_name'];

/**
 * `postgres://user:password@host:port/database?sslmode=disable`. Without `sslmode` the connection has to be encrypted, as with
 * the driver (https://pkg.go.dev/github.com/lib/pq). Throws an Error that names what is wrong.
 */
export function readPostgresUrl(text: string): PostgresSettings {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new Error(
      'sql.open: the connection string is not one that the local runner reads (not shown, it may hold a password): expected postgres://user:password@host:port/database?sslmode=disable',
    );
  }
  const { searchParams: parameters } = url;
  const unknown = [...parameters.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) {
    throw new UnsupportedError(`sql.open: the parameter "${unknown}"`, `expected some of ${PARAMETERS.join(', ')}`);
  }
  const user = decodeURIComponent(url.username) || 'postgres';
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1') || 'localhost',
    port: Number(url.port) || DEFAULT_PORT,
    user,
    password: decodeURIComponent(url.password) || undefined,
    database: decodeURIComponent(url.pathname.slice(1)) || user,
    ssl: sslOf(parameters.get('sslmode') ?? 'require'),
    connectTimeoutMs: timeoutOf(parameters.get('connect_timeout')),
    applicationName: parameters.get('application_name') ?? undefined,
  };
}

function sslOf(mode: string): PostgresSettings['ssl'] {
  const ssl = SSL_MODES[mode];
  if (ssl !== undefined) return ssl;
  throw new Error(
    `sql.open: sslmode reads ${JSON.stringify(mode)}: expected one of ${Object.keys(SSL_MODES).join(', ')}`,
  );
}

function timeoutOf(text: string | null): number {
  if (text === null) return CONNECT_TIMEOUT_MS;
  if (/^\d+$/.test(text)) return Number(text) * 1000 || CONNECT_TIMEOUT_MS;
  throw new Error(`sql.open: connect_timeout reads ${JSON.stringify(text)}: expected whole seconds`);
}
