// The script to run, made suspendable once for all VUs of all threads. See read-script.ts for how it is made.
import { moduleFile, refusalOf } from './guest-modules.ts';
import type { CodePlaces } from './suspend/places.ts';

/** A script as it is given to another thread. */
export interface ScriptText {
  name: string;
  /** Files of the script as JavaScript, by URL. */
  sources: ReadonlyMap<string, string>;
  /** Modules of k6 that it imports. */
  modules: ReadonlySet<string>;
  /** What a VU is made of: see suspend/transform.ts. */
  code: string;
  /** See guest/world.ts. */
  world: string;
  /** Names that the script neither declares nor has from the language or k6. */
  unknownNames: readonly string[];
  /** It changes objects that VUs would share. */
  changesWorld: boolean;
  /** Free names of the language that the code has. */
  natives: readonly string[];
  originals: ReadonlyMap<string, string>;
  places: CodePlaces;
}

/** One script, shared by all VUs. */
export class Script {
  readonly text: ScriptText;

  constructor(text: ScriptText) {
    this.text = text;
  }

  /** Name of the main module: a file URL. */
  get name(): string {
    return this.text.name;
  }

  get modules(): ReadonlySet<string> {
    return this.text.modules;
  }

  /** URL that a specifier means in a file. */
  resolve(base: string, specifier: string): string {
    if (moduleFile(specifier)) return specifier;
    return urlOf(base, specifier);
  }
}

/** URL of a file of the script, or of a module of the web. Throws for everything that is none. */
export function urlOf(base: string, specifier: string): string {
  if (/^k6(\/|$)/.test(specifier)) throw new Error(refusalOf(specifier));
  const isPath = /^\.{0,2}\//.test(specifier);
  if (!isPath && !/^(file|https?):/.test(specifier))
    throw new Error(`import of "${specifier}": expected a k6 module, a path that starts with ./ or ../, or a URL`);
  if (!URL.canParse(specifier, base)) throw new Error(`import of "${specifier}": it is not a URL`);
  const { href } = new URL(specifier, base);
  if (href.startsWith('file:') && !base.startsWith('file:'))
    throw new Error(`import of "${specifier}": a module of the web has no access to files`);
  return href;
}

/** URL of a file of the script for its name in a source map, which has lost slashes; undefined for what is none of the script's. */
export function urlOfSource(source: string): string | undefined {
  if (!source.startsWith('script:')) return undefined;
  return source
    .slice('script:'.length)
    .replace(/^(file|https?):\/*/, (_, scheme) => (scheme === 'file' ? 'file:///' : `${scheme}://`));
}
