// Every bundle of the suite, made once for all tests of a process.
import { fileURLToPath } from 'node:url';
import { type Bundle, bundleAll } from './bundle.ts';

let made: Promise<Bundle[]> | undefined;

export function allBundles(): Promise<Bundle[]> {
  made ??= bundleAll(fileURLToPath(new URL('..', import.meta.url)));
  return made;
}
