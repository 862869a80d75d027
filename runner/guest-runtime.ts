// The guest's own code as module text, compiled once per process, and a module text for each module that scripts may import.
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

export const RUNTIME_NAME = 'runner:runtime';
/** Makes the sandbox that of its VU; evaluated before the script. */
export const BOOT_NAME = 'runner:boot';
export const BOOT_SOURCE = `import { boot } from '${RUNTIME_NAME}'; boot();`;
export const ENTRY_NAME = 'runner:entry';
/** Throws its name: a module that imports it first is loaded with all that it imports, and nothing of that runs. */
export const STOP_NAME = 'runner:stop';

let source: string | undefined;
let moduleExports: Record<string, string[]> | undefined;

/** The text of the module RUNTIME_NAME. */
export function runtimeSource(): string {
  source ??= buildSync({
    entryPoints: [fileURLToPath(new URL('./guest/runtime.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    minify: true,
    // Names in stack traces help; the few bytes do not.
    keepNames: false,
    target: 'es2022',
    write: false,
    tsconfigRaw: '{}',
  }).outputFiles[0]?.text;
  if (source === undefined) throw new Error('the guest runtime could not be compiled');
  return source;
}

/** Takes over the names that the first sandbox reported. */
export function learnModules(exports: Record<string, string[]>): void {
  moduleExports ??= exports;
}

/** The names that have been taken over. */
export function learnedModules(): Record<string, string[]> {
  return moduleExports ?? {};
}

/** Names of the modules that a script may import. */
export function moduleNames(): string[] {
  return Object.keys(moduleExports ?? {});
}

/** The text of a module such as `k6/http`, which hands on what the runtime has. */
export function moduleSource(name: string): string {
  if (name === STOP_NAME) return `throw '${STOP_NAME}';`;
  const exports = moduleExports?.[name];
  if (!exports) throw new Error(`${name} is not supported by the local runner`);
  const names = exports.filter((member) => member !== 'default').map((member) => `${member} = members.${member}`);
  return `import { modules } from '${RUNTIME_NAME}';
const members = modules[${JSON.stringify(name)}];
${names.length > 0 ? `export const ${names.join(', ')};` : ''}
export default ${exports.includes('default') ? 'members.default' : 'members'};`;
}
