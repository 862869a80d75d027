// The script to run: its text, the files that it imports, and which modules it may have.
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from 'esbuild';
import { ENTRY_NAME, moduleNames, moduleSource, RUNTIME_NAME } from './guest-runtime.ts';
import type { ModuleLoader } from './quickjs.ts';
import { readFile } from './read-file.ts';

/** A script as it is given to another thread. */
export interface ScriptText {
  name: string;
  folder: string;
  sources: ReadonlyMap<string, string>;
}

/** One script, shared by all VUs: files are read and transformed once. */
export class Script implements ModuleLoader {
  /** Name of the main module: a file URL. */
  readonly name: string;
  /** Folder that open() starts from. */
  readonly folder: string;
  /** Modules of k6 that the script has imported so far. */
  readonly modules = new Set<string>();
  readonly #sources: Map<string, string>;

  /** A script that has been read before: its files may have changed since. */
  constructor({ name, folder, sources }: ScriptText) {
    this.name = name;
    this.folder = folder;
    this.#sources = new Map(sources);
  }

  /** `source`: the text, when it is not to be read from the file. */
  static read(path: string, source?: string): Script {
    const absolute = resolve(path);
    const name = pathToFileURL(absolute).href;
    const sources = new Map([[name, prepare(source ?? readText(absolute), absolute)]]);
    return new Script({ name, folder: dirname(absolute), sources });
  }

  /** All that has been read so far. */
  get text(): ScriptText {
    return { name: this.name, folder: this.folder, sources: this.#sources };
  }

  /** The text of the module that starts the script. */
  get entry(): string {
    return `import * as script from ${JSON.stringify(this.name)};
import { adopt } from '${RUNTIME_NAME}';
adopt(script);`;
  }

  resolve(base: string, specifier: string): string {
    if (!base.startsWith('file:')) return specifier;
    if (moduleNames().includes(specifier)) {
      this.modules.add(specifier);
      return specifier;
    }
    if (/^k6(\/|$)/.test(specifier)) throw new Error(`${specifier} is not supported by the local runner`);
    if (/^https?:/.test(specifier))
      throw new Error(`import of ${specifier} is not supported by the local runner: bundle it with the script`);
    if (/^(\.{0,2}\/|file:)/.test(specifier)) return new URL(specifier, base).href;
    throw new Error(`import of "${specifier}": wants a k6 module, or a path that starts with ./ or ../`);
  }

  load(name: string): string {
    if (!name.startsWith('file:') || name === ENTRY_NAME) return moduleSource(name);
    const known = this.#sources.get(name);
    if (known !== undefined) return known;
    const path = fileURLToPath(name);
    const source = prepare(readText(path), path);
    this.#sources.set(name, source);
    return source;
  }
}

function readText(path: string): string {
  try {
    return readFile(path).toString('utf8');
  } catch (error) {
    throw new Error(`${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`);
  }
}

/** What import.meta.resolve becomes: QuickJS does not know it. */
const RESOLVER = '__resolve_from_here';

/** On the line of the code that follows, so that stack traces stay right. */
function resolverOf(path: string): string {
  const here = JSON.stringify(pathToFileURL(path).href);
  return `const ${RESOLVER} = (specifier) => globalThis[Symbol.for('runner.resolve')](specifier, ${here}); `;
}

/** Async functions become generators. */
export const ASYNC_TARGET = {
  format: 'esm',
  target: 'es2022',
  supported: { 'async-await': false, 'async-generator': false, 'for-await': false },
} as const;

/** Strips types, and turns async functions into generators: their continuations then run where calls may suspend the guest. */
function prepare(source: string, path: string): string {
  const isTypeScript = path.endsWith('.ts');
  const isAsync = /\b(async|await)\b/.test(source);
  const resolves = source.includes('import.meta.resolve');
  if (!isTypeScript && !isAsync && !resolves) return source;
  try {
    const { code } = transformSync(source, {
      ...(resolves && { define: { 'import.meta.resolve': RESOLVER } }),
      loader: isTypeScript ? 'ts' : 'js',
      ...ASYNC_TARGET,
      sourcefile: path,
      logLevel: 'silent',
      tsconfigRaw: '{}',
    });
    return resolves ? resolverOf(path) + code : code;
  } catch (error) {
    const [first] =
      (error as { errors?: { text: string; location?: { line: number; column: number } }[] }).errors ?? [];
    if (!first) throw error;
    const place = first.location ? `:${first.location.line}:${first.location.column + 1}` : '';
    const text = /top-level await/i.test(first.text)
      ? 'top-level await is not supported by the local runner'
      : first.text;
    throw new Error(`${path}${place}: ${text}`);
  }
}
