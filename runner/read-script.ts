// From a path to a script: read with all that it imports, bundled with the runner's modules, and made suspendable.
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { type BuildFailure, build, type Message, type Plugin, transformSync } from 'esbuild';
import { guestFile, moduleFile } from './guest-modules.ts';
import { readFile } from './read-file.ts';
import { Script, urlOf } from './script.ts';
import { LOWERED } from './suspend/lowered.ts';
import { Refusal } from './suspend/refusal.ts';
import { SHOWN, type Suspendable, transform } from './suspend/transform.ts';
import { worldCode } from './world-code.ts';

/** Names that the host gives to the code of each VU, in this order. */
const GIVEN_NAMES = ['__native', '__world', '__isOwn'] as const;
/** What import.meta.resolve becomes. */
const RESOLVER = '__resolve_from_here';

/** The globals that scripts are given, under names of their own: so their names in the bundle are found again. */
const GIVEN_GLOBALS = [
  ...['clearTimeout', 'clearInterval', 'console', 'crypto', 'globalThis', 'global', 'Math.random', 'open', 'Promise'],
  ...['setInterval', 'setTimeout', 'TextDecoder', 'TextEncoder'],
]
  .map((name) => `${JSON.stringify(name)} as ${JSON.stringify(`${SHOWN}${name}`)}`)
  .join(', ');

/** The module with the parser of HTML; answers need it too. */
const HTML = 'k6/html';
/** What reads the page in an answer, as scripts write it. */
const READS_PAGE = /[.?]\s*(html|submitForm|clickLink)\s*(\?\.\s*)?\(|\[\s*["'`](html|submitForm|clickLink)["'`]\s*\]/;

/** The main file itself is not there or must not be read. */
export class UnreadableScript extends Error {}

/** `source`: the text, when it is not to be read from the file. Throws an Error for what k6 could not run either. */
export async function readScript(path: string, source?: string): Promise<Script> {
  const absolute = resolve(path);
  const name = pathToFileURL(absolute).href;
  const reading = new Reading(name, source ?? readMain(absolute));
  const { code: bundle, map } = await reading.bundle();
  const made = suspendable(bundle, map);
  return new Script({
    name,
    folder: dirname(absolute),
    sources: reading.sources,
    modules: reading.modules,
    code: made.code,
    world: worldCode(reading.modules.has(HTML)),
    natives: made.natives,
    unknownNames: made.unknownNames,
    changesWorld: made.changesWorld,
    originals: made.originals,
    places: { pieces: made.pieces, map },
  });
}

/** Throws an Error with the place in the script's own file for what cannot be suspended. */
function suspendable(bundle: string, map: string): Suspendable {
  try {
    return transform(bundle, GIVEN_NAMES);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const before = bundle.slice(0, error.at).split('\n');
    const column = before.at(-1)?.length ?? 0;
    const { source, line, column: at } = originalPositionFor(new TraceMap(map), { line: before.length, column });
    throw new Error(`${pathOf(source ?? '')}:${line}:${(at ?? 0) + 1}: ${error.message}`);
  }
}

function pathOf(source: string): string {
  return source.replace(/^script:file:\/*/, '/');
}

/** One reading of a script: what esbuild asks for, and what it came across. */
class Reading {
  readonly sources = new Map<string, string>();
  readonly modules = new Set<string>();
  readonly #main: string;
  readonly #source: string;

  constructor(main: string, source: string) {
    this.#main = main;
    this.#source = source;
  }

  /** What reads pages without importing the parser's module gets it all the same: only then the rest has to pay for it. */
  async bundle(): Promise<{ code: string; map: string }> {
    const bundle = await this.#bundle('');
    if (this.modules.has(HTML) || ![...this.sources.values()].some((source) => READS_PAGE.test(source))) return bundle;
    this.modules.add(HTML);
    return this.#bundle(`import '${moduleFile(HTML)}';`);
  }

  async #bundle(more: string): Promise<{ code: string; map: string }> {
    const entry = `import { GuestPromise } from '${guestFile('promise.ts')}';
import { abandon, adopt, loop } from '${guestFile('runtime.ts')}';
import { globals } from '${guestFile('globals.ts')}';
import '${guestFile('boot.ts')}';
${more}
import * as script from 'runner:main';
adopt(script);
export { abandon, globals, loop, GuestPromise as Promise };
export { ${GIVEN_GLOBALS} } from '${guestFile('globals.ts')}';`;
    try {
      const { outputFiles } = await build({
        stdin: { contents: entry, resolveDir: guestFile('.'), sourcefile: 'runner:entry' },
        bundle: true,
        ...LOWERED,
        inject: [guestFile('globals.ts')],
        plugins: [this.#plugin()],
        sourcemap: 'external',
        sourcesContent: false,
        outfile: 'bundle.js',
        charset: 'utf8',
        treeShaking: true,
        write: false,
        logLevel: 'silent',
        tsconfigRaw: '{}',
      });
      const text = (end: string): string => outputFiles.find((file) => file.path.endsWith(end))?.text ?? '';
      return { code: text('.js'), map: text('.map') };
    } catch (error) {
      throw readable(error as BuildFailure);
    }
  }

  #plugin(): Plugin {
    return {
      name: 'script',
      setup: ({ onResolve, onLoad }) => {
        onResolve({ filter: /^runner:main$/ }, () => ({ path: this.#main, namespace: 'script' }));
        onResolve({ filter: /.*/, namespace: 'script' }, ({ path, importer, kind }) =>
          kind === 'require-call' && !isOwnName(path) ? { path, namespace: 'absent' } : this.#resolve(path, importer),
        );
        onLoad({ filter: /.*/, namespace: 'script' }, ({ path }) => this.#load(path));
        // Libraries try names of Node's modules and catch that k6 has none of them.
        onLoad({ filter: /.*/, namespace: 'absent' }, ({ path }) => ({
          contents: `throw new Error(${JSON.stringify(`require("${path}"): there is no such module`)});`,
        }));
      },
    };
  }

  #resolve(specifier: string, importer: string): { path: string; namespace: string } | { errors: { text: string }[] } {
    const file = moduleFile(specifier);
    if (file) {
      this.modules.add(specifier);
      return { path: file, namespace: 'file' };
    }
    try {
      return { path: urlOf(importer, specifier), namespace: 'script' };
    } catch (error) {
      return { errors: [{ text: (error as Error).message }] };
    }
  }

  #load(url: string): { contents: string; loader: 'js' | 'ts' } | { errors: { text: string }[] } {
    try {
      const path = fileURLToPath(url);
      const source = url === this.#main ? this.#source : readText(path);
      const loader = /\.[cm]?ts$/.test(path) ? 'ts' : 'js';
      this.sources.set(url, loader === 'ts' ? withoutTypes(source, path) : source);
      return { contents: withResolver(source, url, loader), loader };
    } catch (error) {
      return { errors: [{ text: (error as Error).message }] };
    }
  }
}

/** Names of k6's modules, of files and of the web. */
function isOwnName(name: string): boolean {
  return /^(k6(\/|$)|\.{0,2}\/|file:|https?:)/.test(name);
}

function readMain(path: string): string {
  try {
    return readText(path);
  } catch (error) {
    throw new UnreadableScript((error as Error).message);
  }
}

function readText(path: string): string {
  try {
    return readFile(path).toString('utf8');
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
}

function withoutTypes(source: string, path: string): string {
  try {
    return transformSync(source, {
      loader: 'ts',
      format: 'esm',
      sourcefile: path,
      logLevel: 'silent',
      tsconfigRaw: '{}',
    }).code;
  } catch (error) {
    throw readable(error as BuildFailure);
  }
}

/** `import.meta.resolve` is a function that knows where it stands. */
function withResolver(source: string, url: string, loader: 'js' | 'ts'): string {
  if (!source.includes('import.meta.resolve')) return source;
  const { code } = transformSync(source, {
    define: { 'import.meta.resolve': RESOLVER },
    loader,
    sourcemap: 'inline',
    sourcefile: url,
    logLevel: 'silent',
    tsconfigRaw: '{}',
  });
  // On the line of the code that follows, so that places stay right.
  return `const ${RESOLVER} = (specifier) => __resolveFrom(specifier, ${JSON.stringify(url)}); ${code}`;
}

/** The first of esbuild's messages as an error of one line. */
function readable(failure: BuildFailure): Error {
  const first: Message | undefined = failure.errors?.[0];
  if (!first) return failure;
  const { location } = first;
  const file = location?.file.replace(/^script:/, '') ?? '';
  const path = file.startsWith('file:') ? fileURLToPath(file) : file;
  const isOwn = first.pluginName !== '';
  const place = location && !isOwn ? `${path}:${location.line}:${location.column + 1}: ` : '';
  const text = /top-level await/i.test(first.text)
    ? 'top-level await is not supported by the local runner'
    : first.text;
  return new Error(place + text);
}
