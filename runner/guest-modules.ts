// The modules that a script may import, by name, and the file that each of them is in.
import { fileURLToPath } from 'node:url';

const FILES: Readonly<Record<string, string>> = {
  k6: 'k6.ts',
  'k6/http': 'http.ts',
  'k6/metrics': 'metrics.ts',
  'k6/execution': 'execution.ts',
  'k6/data': 'data.ts',
  'k6/encoding': 'encoding.ts',
  'k6/crypto': 'crypto.ts',
  'k6/html': 'html.ts',
  'k6/timers': 'timers.ts',
  'k6/browser': 'browser.ts',
  'k6/x/sql': 'sql.ts',
  'k6/x/sql/driver/postgres': 'sql-postgres.ts',
  'k6/x/redis': 'redis.ts',
};

export const MODULE_NAMES: readonly string[] = Object.keys(FILES);

/** Path of the file of a module; undefined when the runner has no such module. */
export function moduleFile(name: string): string | undefined {
  const file = Object.hasOwn(FILES, name) ? FILES[name] : undefined;
  return file && guestFile(file);
}

/** Path of a file of the guest's side. */
export function guestFile(name: string): string {
  return fileURLToPath(new URL(`./guest/${name}`, import.meta.url));
}
