// npm packages that only some scripts need: loaded when one does, and asked for where they are not installed.
import { createRequire } from 'node:module';

const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'k6/browser': ['playwright-core', 'web-vitals'],
  'k6/websockets': ['ws'],
  'k6/ws': ['ws'],
  'k6/x/redis': ['redis'],
  'k6/x/sql/driver/postgres': ['pg'],
};

const requirePackage = createRequire(import.meta.url);

/** The package, loaded at the first call. */
export function loadPackage<T>(name: string): T {
  return requirePackage(name) as T;
}

/** Path of the file that the package's name means. */
export function packageFile(name: string): string {
  return requirePackage.resolve(name);
}

/** Why a k6 module cannot be imported here, and what to install; undefined when all that it needs is there. */
export function lacksPackage(module: string): string | undefined {
  const lacking = (Object.hasOwn(NEEDED, module) ? (NEEDED[module] ?? []) : []).filter((name) => !isInstalled(name));
  if (lacking.length === 0) return undefined;
  const packages = lacking.length === 1 ? 'package' : 'packages';
  return `${module} needs the ${packages} ${lacking.join(' and ')}: run \`npm install ${lacking.join(' ')}\` and try again`;
}

function isInstalled(name: string): boolean {
  try {
    packageFile(name);
    return true;
  } catch {
    return false;
  }
}
