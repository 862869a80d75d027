// The text of one file of a script: read, without types, and with what depends on where it stands.
import { fileURLToPath } from 'node:url';
import { type BuildFailure, type Message, transformSync } from 'esbuild';
import { withoutCredentials } from 'k6-kit/url-credentials';
import { readFile } from './read-file.ts';
import { urlOfSource } from './script.ts';

export type Loader = 'js' | 'ts';

/** What import.meta.resolve and open() become: functions that know their file. */
const HERE = { 'import.meta.resolve': '__resolve_from_here', open: '__open_from_here' };

export function loaderOf(url: string): Loader {
  return /\.[cm]?ts$/.test(new URL(url).pathname) ? 'ts' : 'js';
}

/** Throws an Error that names the file. */
export function readText(path: string): string {
  try {
    return readFile(path).toString('utf8');
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
}

export function withoutTypes(source: string, sourcefile: string): string {
  try {
    return transformSync(source, { loader: 'ts', format: 'esm', sourcefile, logLevel: 'silent', tsconfigRaw: '{}' })
      .code;
  } catch (error) {
    throw readable(error as BuildFailure);
  }
}

/** Makes what a file resolves relative to it. `isMain`: open() starts from the main file anyway. */
export function withHere(source: string, url: string, loader: Loader, isMain: boolean): string {
  const resolves = source.includes('import.meta.resolve');
  const opens = !isMain && /(^|[^.\w$])open\b/.test(source);
  if (!resolves && !opens) return source;
  const { code } = transformSync(source, {
    define: {
      ...(resolves && { 'import.meta.resolve': HERE['import.meta.resolve'] }),
      ...(opens && { open: HERE.open }),
    },
    loader,
    sourcemap: 'inline',
    sourcefile: url,
    logLevel: 'silent',
    tsconfigRaw: '{}',
  });
  const base = JSON.stringify(url);
  // On the line of the code that follows, so that places stay right.
  return [
    resolves ? `const ${HERE['import.meta.resolve']} = (specifier) => __resolveFrom(specifier, ${base}); ` : '',
    opens ? `const ${HERE.open} = (path, mode) => __openFrom(path, mode, ${base}); ` : '',
    code,
  ].join('');
}

/** The first of esbuild's messages as an error of one line. */
export function readable(failure: BuildFailure): Error {
  const first: Message | undefined = failure.errors?.[0];
  if (!first) return failure;
  const { location } = first;
  const place = location ? `${shownFile(location.file)}:${location.line}:${location.column + 1}: ` : '';
  const text = /top-level await/i.test(first.text)
    ? 'top-level await is not supported by the local runner'
    : first.text;
  return new Error(withoutCredentials(place) + text);
}

/** A file of the script as people name it: a path, or a URL without user and password. `source`: as source maps have it. */
export function shownFile(source: string): string {
  const url = urlOfSource(source) ?? source;
  return url.startsWith('file:') ? fileURLToPath(url) : withoutCredentials(url);
}
