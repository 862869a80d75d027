// The code of a thread that runs VUs as one file, compiled once per process.
//
// Node 20 starts a worker from TypeScript only with a compiler of its own in it: 200 to 400 ms
// a thread were measured, against 40 to 70 ms from one file.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { EXTENSION } from './packed.ts';

/** Code without a file has no place of its own to resolve packages from; it is given that of its source, under this name. */
const PLACE = '$place';

/** How thread.ts and everything that it imports become one text; the installed package has the result in a file. */
export const THREAD_BUILD = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // Every thread keeps the text: with less of it and no URL around it two threads took 200 MB less.
  minifyWhitespace: true,
  minifySyntax: true,
  target: 'node20',
  define: { 'import.meta.url': PLACE },
  alias: { esbuild: './thread-compiler.ts' },
  absWorkingDir: fileURLToPath(new URL('.', import.meta.url)),
  logLevel: 'silent',
  tsconfigRaw: '{}',
} as const;

let code: string | undefined;

/** What a Worker starts from. */
export function threadCode(): string {
  code ??= read();
  return code;
}

function read(): string {
  const file = new URL(`./thread.${EXTENSION}`, import.meta.url);
  const text = EXTENSION === 'js' ? readFileSync(file, 'utf8') : compile(fileURLToPath(file));
  return `"use strict";const ${PLACE}=${JSON.stringify(file.href)};${text}`;
}

function compile(file: string): string {
  const text = buildSync({ ...THREAD_BUILD, entryPoints: [file], write: false }).outputFiles[0]?.text;
  if (text === undefined) throw new Error('the code of threads could not be compiled');
  return text;
}
