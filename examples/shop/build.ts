// `npm run build`: dist/<type>.js, one self-contained file for each test type, for k6 and for `npm start`.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { testTypes } from './thresholds/tables.ts';

const esbuild = join(String(process.env.npm_package_config_perf), 'node_modules/esbuild/lib/main.js');
const { build } = (await import(pathToFileURL(esbuild).href)) as typeof import('esbuild');

await build({
  entryPoints: Object.keys(testTypes).map((type) => `tests/${type}.ts`),
  outdir: 'dist',
  bundle: true,
  format: 'esm',
  platform: 'neutral',
  sourcemap: true,
  external: ['k6', 'k6/*'],
  logLevel: 'warning',
});
