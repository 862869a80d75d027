// What the runner compiles when it runs from its sources: its side of a script, file by file, and the code of threads as one file.
import { readdirSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { build, type Plugin } from 'esbuild';
import { THREAD_BUILD } from 'k6-local/thread-code';

const RUNNER = 'packages/runner';
const SHARED = { bundle: true, format: 'esm', metafile: true, tsconfigRaw: '{}', logLevel: 'silent' } as const;

/** Writes them into `folder`; returns the files that went into them, relative to `root`. */
export async function runnerParts(root: string, folder: string): Promise<string[]> {
  const runner = join(root, RUNNER);
  const files = readdirSync(join(runner, 'guest'), { recursive: true, encoding: 'utf8' });
  const guest = files.filter((file) => file.endsWith('.ts')).map((file) => join(runner, 'guest', file));
  const reached = await build({ ...SHARED, absWorkingDir: runner, entryPoints: guest, outdir: folder, write: false });
  const own = Object.keys(reached.metafile.inputs).filter((file) => !file.includes('node_modules'));
  const [, thread] = await Promise.all([
    build({
      ...SHARED,
      absWorkingDir: runner,
      entryPoints: own,
      outbase: '.',
      outdir: folder,
      plugins: [fileByFile()],
    }),
    build({ ...THREAD_BUILD, entryPoints: ['thread.ts'], outfile: join(folder, 'thread.js'), metafile: true }),
  ]);
  return [reached, thread].flatMap(({ metafile }) =>
    Object.keys(metafile.inputs).map((file) => relative(root, resolve(runner, file))),
  );
}

/** Keeps a file for each of our own, since scripts are bundled with those that they need; packages become part of the file. */
function fileByFile(): Plugin {
  return {
    name: 'file-by-file',
    setup({ onResolve }) {
      onResolve({ filter: /^\..*\.ts$/ }, ({ path, kind }) =>
        kind === 'entry-point' ? undefined : { path: path.replace(/\.ts$/, '.js'), external: true },
      );
    },
  };
}
