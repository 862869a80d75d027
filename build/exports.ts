// Rewrites the export list that esbuild puts at the end of a bundle into declarations.
import { type ExportNamedDeclaration, parse } from 'acorn';

/**
 * `export{a as default,b as options}` -> `export default a;export const options=b;`: a host that looks an export up by its
 * local binding finds it then, too. Only the last statement changes, so the source map stays right.
 */
export function declareExports(code: string): string {
  const program = parse(code, { ecmaVersion: 2022, sourceType: 'module' });
  const list = program.body.at(-1);
  if (list?.type !== 'ExportNamedDeclaration' || list.declaration || list.source) {
    throw new Error('the bundle does not end in its list of exports: does the script export anything?');
  }
  return code.slice(0, list.start) + list.specifiers.map(declare).join('') + code.slice(list.end);
}

function declare({ local, exported }: ExportNamedDeclaration['specifiers'][number]): string {
  if (local.type !== 'Identifier' || exported.type !== 'Identifier')
    throw new Error('an export has a name that is no identifier');
  if (exported.name === local.name) return `export{${local.name}};`;
  if (exported.name === 'default') return `export default ${local.name};`;
  return `export const ${exported.name}=${local.name};`;
}
