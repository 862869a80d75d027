// The names of the modules that a script may import, and the file that each of them is in.
import { fileURLToPath } from 'node:url';
import { EXTENSION } from './packed.ts';

const FILES: Readonly<Record<string, string>> = {
  k6: 'k6',
  'k6/http': 'http',
  'k6/metrics': 'metrics',
  'k6/execution': 'execution',
  'k6/data': 'data',
  'k6/encoding': 'encoding',
  'k6/crypto': 'crypto',
  'k6/html': 'html',
  'k6/timers': 'timers',
  'k6/websockets': 'websockets',
  'k6/ws': 'ws',
  'k6/browser': 'browser',
  'k6/x/sql': 'sql',
  'k6/x/sql/driver/postgres': 'sql-postgres',
  'k6/x/redis': 'redis',
};

/** Modules that k6 had: what has taken their place. */
const DROPPED: Readonly<Record<string, string>> = {
  'k6/experimental/browser': 'import k6/browser, whose functions are asynchronous',
  'k6/experimental/grpc': 'it is k6/net/grpc; run the script with k6',
  'k6/experimental/redis': 'import k6/x/redis',
  'k6/experimental/timers': 'leave the import out, timers are global, or import k6/timers',
  'k6/experimental/tracing': 'import https://jslib.k6.io/http-instrumentation-tempo/1.0.0/index.js',
  'k6/experimental/webcrypto': 'leave the import out, crypto is global',
  'k6/experimental/websockets': 'import k6/websockets',
};
/** Modules that k6 has and the runner lacks: what to do. */
const INSTEAD: Readonly<Record<string, string>> = {
  'k6/experimental/csv': 'read the file with open() and parse it in a SharedArray, or run the script with k6',
  'k6/experimental/fs': 'read the file with open(), or run the script with k6',
};

/** Why a module of k6 cannot be imported, and what to do. */
export function refusalOf(name: string): string {
  const dropped = Object.hasOwn(DROPPED, name) ? DROPPED[name] : undefined;
  if (dropped) return `${name} is not supported by the local runner, and k6 has dropped it: ${dropped}`;
  const instead = Object.hasOwn(INSTEAD, name) ? INSTEAD[name] : undefined;
  const ofOthers = name.startsWith('k6/x/') ? 'of the extensions it has k6/x/sql and k6/x/redis; ' : '';
  return `${name} is not supported by the local runner: ${ofOthers}${instead ?? 'run the script with k6'}`;
}

export const MODULE_NAMES: readonly string[] = Object.keys(FILES);

/** Path of the file of a module; undefined when the runner has no such module. */
export function moduleFile(name: string): string | undefined {
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  return file && guestFile(file);
}

/** Path of a file of the guest's side; `name` is without its ending. */
export function guestFile(name: string): string {
  return fileURLToPath(new URL(`./guest/${name}.${EXTENSION}`, import.meta.url));
}
