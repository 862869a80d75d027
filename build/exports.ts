// Rewrites the export list that esbuild puts at the end of a bundle into declarations.

/** The list of exports as the last statement; only line comments (the link to the source map) may follow it. */
const LIST = /export\s*\{([^{}]+)\}(?:\s*;)?(?=\s*(?:\/\/[^\n]*\s*)*$)/;
const SPECIFIER = /^([\w$]+)(?:\s+as\s+([\w$]+))?$/;

/**
 * `export{a as default,b as options}` -> `export default a;export const options=b;`: a host that looks an export up by its
 * local binding finds it then, too. Only the last statement changes, so the source map stays right.
 */
export function declareExports(code: string): string {
  const list = LIST.exec(code);
  if (!list) throw new Error('the bundle does not end in its list of exports: does the script export anything?');
  const specifiers = (list[1] ?? '').split(',').map((text) => text.trim());
  const declared = specifiers.filter((text) => text !== '').map(declare);
  return code.slice(0, list.index) + declared.join('') + code.slice(list.index + list[0].length);
}

function declare(specifier: string): string {
  const [, local, exported = local] = SPECIFIER.exec(specifier) ?? [];
  if (local === undefined) throw new Error(`an export has a name that is not an identifier: ${specifier}`);
  if (exported === local) return `export{${local}};`;
  return exported === 'default' ? `export default ${local};` : `export const ${exported}=${local};`;
}
