// What the runner's modules export, as their files have it.
import { buildSync } from 'esbuild';
import { MODULE_NAMES, moduleFile } from '../guest-modules.ts';

/** Names that each module exports, as its files have them. */
export function moduleExports(): Record<string, string[]> {
  const { metafile } = buildSync({
    entryPoints: MODULE_NAMES.map((name) => ({ in: moduleFile(name) as string, out: name })),
    bundle: true,
    format: 'esm',
    outdir: 'out',
    metafile: true,
    write: false,
    logLevel: 'silent',
    tsconfigRaw: '{}',
  });
  const outputs = Object.entries(metafile.outputs);
  return Object.fromEntries(
    MODULE_NAMES.map((name) => [name, outputs.find(([path]) => path.endsWith(`out/${name}.js`))?.[1].exports ?? []]),
  );
}
