// From a path to a script: read with all that it imports, bundled with the runner's modules, and made suspendable.
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { type BuildFailure, build, type Plugin } from 'esbuild';
import { guestFile, moduleFile } from './guest-modules.ts';
import { type Loader, loaderOf, readable, readText, shownFile, withHere, withoutTypes } from './module-source.ts';
import { lacksPackage } from './needed-packages.ts';
import { isRemote, RemoteModules } from './remote-modules.ts';
import { Script, urlOf } from './script.ts';
import { LOWERED } from './suspend/lowered.ts';
import { linesOf } from './suspend/places.ts';
import { Refusal } from './suspend/refusal.ts';
import { SHOWN, type Suspendable, transform } from './suspend/transform.ts';
import { worldCode } from './world-code.ts';

/** Names under which the host passes values to the code, in this order. */
const GIVEN_NAMES = ['__native', '__world', '__isOwn'];

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

export interface ReadSettings {
  /** The text, when it is not to be read from the file. */
  source?: string | undefined;
  /** Whether modules of the web are fetched. */
  allowsRemote: boolean;
}

/** Throws an Error for what k6 could not run either. */
export async function readScript(path: string, { source, allowsRemote }: ReadSettings): Promise<Script> {
  const absolute = resolve(path);
  const name = pathToFileURL(absolute).href;
  const reading = new Reading(name, source ?? readMain(absolute), allowsRemote);
  const { code: bundle, map } = await reading.bundle();
  const suspended = suspendable(bundle, map);
  return new Script({
    name,
    sources: reading.sources,
    modules: reading.modules,
    code: suspended.code,
    world: worldCode(reading.modules.has(HTML)),
    natives: suspended.natives,
    unknownNames: suspended.unknownNames,
    changesWorld: suspended.changesWorld,
    originals: suspended.originals,
    places: { pieces: suspended.pieces, lines: linesOf(bundle), map },
  });
}

/** The last scripts by their bundles: a run asks a script for its options first, and a suite or a drill runs some of them again. */
const made = new Map<string, Suspendable>();
/** Some 0.5 MB each. */
const MOST_MADE = 8;

/** Throws an Error with the place in the script's own file for what cannot be suspended. */
function suspendable(bundle: string, map: string): Suspendable {
  try {
    const result = made.get(bundle) ?? transform(bundle, GIVEN_NAMES);
    made.delete(bundle);
    made.set(bundle, result);
    for (const oldest of made.keys()) if (made.size > MOST_MADE) made.delete(oldest);
    return result;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const before = bundle.slice(0, error.at).split('\n');
    const column = before.at(-1)?.length ?? 0;
    const { source, line, column: at } = originalPositionFor(new TraceMap(map), { line: before.length, column });
    throw new Error(`${shownFile(source ?? '')}:${line}:${(at ?? 0) + 1}: ${error.message}`);
  }
}

/** One reading of a script: what esbuild asks for, and what it came across. */
class Reading {
  readonly sources = new Map<string, string>();
  readonly modules = new Set<string>();
  readonly #main: string;
  readonly #source: string;
  readonly #remote: RemoteModules;

  constructor(main: string, source: string, allowsRemote: boolean) {
    this.#main = main;
    this.#source = source;
    this.#remote = new RemoteModules(allowsRemote);
  }

  /** What reads pages without importing the parser's module gets it all the same: only then the rest has to pay for it. */
  async bundle(): Promise<{ code: string; map: string }> {
    const bundle = await this.#bundle('');
    if (this.modules.has(HTML) || ![...this.sources.values()].some((source) => READS_PAGE.test(source))) return bundle;
    this.modules.add(HTML);
    return this.#bundle(`import '${moduleFile(HTML)}';`);
  }

  async #bundle(more: string): Promise<{ code: string; map: string }> {
    const entry = `import { GuestPromise } from '${guestFile('promise')}';
import { abandon, adopt, loop } from '${guestFile('runtime')}';
import { globals } from '${guestFile('globals')}';
import '${guestFile('boot')}';
${more}
import * as script from 'runner:main';
adopt(script);
export { abandon, globals, loop, GuestPromise as Promise };
export { ${GIVEN_GLOBALS} } from '${guestFile('globals')}';`;
    try {
      const { outputFiles } = await build({
        stdin: { contents: entry, resolveDir: dirname(guestFile('boot')), sourcefile: 'runner:entry' },
        bundle: true,
        ...LOWERED,
        inject: [guestFile('globals')],
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

  async #resolve(specifier: string, importer: string): Promise<Resolved> {
    const file = moduleFile(specifier);
    if (file) {
      const lack = lacksPackage(specifier);
      if (lack !== undefined) return { errors: [{ text: lack }] };
      this.modules.add(specifier);
      return { path: file, namespace: 'file' };
    }
    try {
      const url = urlOf(await this.#baseOf(importer), specifier);
      if (isRemote(url)) await this.#remote.get(url);
      return { path: url, namespace: 'script' };
    } catch (error) {
      return failed(error);
    }
  }

  /** What the imports of a file are relative to. */
  async #baseOf(url: string): Promise<string> {
    return isRemote(url) ? (await this.#remote.get(url)).url : url;
  }

  async #load(url: string): Promise<{ contents: string; loader: Loader } | Failed> {
    try {
      const base = await this.#baseOf(url);
      const source = await this.#textOf(url);
      const loader = loaderOf(base);
      this.sources.set(url, loader === 'ts' ? withoutTypes(source, shownFile(url)) : source);
      return { contents: withHere(source, base, loader, url === this.#main), loader };
    } catch (error) {
      return failed(error);
    }
  }

  async #textOf(url: string): Promise<string> {
    if (url === this.#main) return this.#source;
    return isRemote(url) ? (await this.#remote.get(url)).text : readText(fileURLToPath(url));
  }
}

type Failed = { errors: { text: string }[] };
type Resolved = { path: string; namespace: string } | Failed;

function failed(error: unknown): Failed {
  return { errors: [{ text: (error as Error).message }] };
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
