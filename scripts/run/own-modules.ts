// Which of k6's modules a script asks for, itself or by a file that it imports.
import { build } from 'esbuild';

/** Names such as `k6/http` and `k6/x/sql`, and remote modules by their address. Throws esbuild's error for a script that is wrong. */
export async function modulesOf(script: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [script],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    platform: 'neutral',
    logLevel: 'silent',
    external: ['k6', 'k6/*', 'http://*', 'https://*'],
  });
  const imports = Object.values(metafile.inputs).flatMap((input) => input.imports);
  return [...new Set(imports.filter(({ external }) => external).map(({ path }) => path))];
}
