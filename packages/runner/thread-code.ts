// The code of a thread that runs VUs as one file, compiled once per process.
//
// Node 20 starts a worker from TypeScript only with a compiler of its own in it: 200 to 400 ms
// a thread were measured, against 40 to 70 ms from one file.
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

let code: string | undefined;

/** What a Worker starts from: thread.ts and everything that it imports. */
export function threadCode(): string {
  code ??= compile();
  return code;
}

function compile(): string {
  const entry = new URL('./thread.ts', import.meta.url);
  // Code without a file has no place of its own to resolve packages from; it is given that of its source.
  const here = JSON.stringify(entry.href);
  const text = buildSync({
    entryPoints: [fileURLToPath(entry)],
    bundle: true,
    platform: 'node',
    format: 'cjs',
    // Every thread keeps the text: with less of it and no URL around it two threads took 200 MB less.
    minifyWhitespace: true,
    minifySyntax: true,
    target: 'node20',
    define: { 'import.meta.url': here },
    alias: { esbuild: './thread-compiler.ts' },
    absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
    logLevel: 'silent',
    write: false,
    tsconfigRaw: '{}',
  }).outputFiles[0]?.text;
  if (text === undefined) throw new Error('the code of threads could not be compiled');
  return text;
}
