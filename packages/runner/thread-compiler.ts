// Takes the place of esbuild in the code of threads: loaded only for a file that VU 0 has not read, which is rare.
import { createRequire } from 'node:module';
import type * as esbuild from 'esbuild';

export const transformSync: typeof esbuild.transformSync = (input, options) =>
  (createRequire(import.meta.url)('esbuild') as typeof esbuild).transformSync(input, options);
