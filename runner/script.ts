// The script to run, made suspendable once for all VUs of all threads. See read-script.ts for how it is made.
import { moduleFile } from './guest-modules.ts';
import type { CodePlaces } from './suspend/places.ts';

/** A script as it is given to another thread. */
export interface ScriptText {
  name: string;
  folder: string;
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

  /** Folder that open() starts from. */
  get folder(): string {
    return this.text.folder;
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

/** URL of a file of the script. Throws for everything that is none. */
export function urlOf(base: string, specifier: string): string {
  if (/^k6(\/|$)/.test(specifier)) throw new Error(`${specifier} is not supported by the local runner`);
  if (/^https?:/.test(specifier))
    throw new Error(`import of ${specifier} is not supported by the local runner: bundle it with the script`);
  if (/^(\.{0,2}\/|file:)/.test(specifier)) return new URL(specifier, base).href;
  throw new Error(`import of "${specifier}": wants a k6 module, or a path that starts with ./ or ../`);
}
