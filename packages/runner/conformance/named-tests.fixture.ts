// The tests of a file by their titles, read off its text: whether a test of the table exists, and whether something skips it.
import { readFileSync } from 'node:fs';
import { type Node, parse } from 'acorn';
import { transformSync } from 'esbuild';
import type * as ESTree from 'estree';

export interface NamedTest {
  /** Whether a title is that of this test; titles made from a template match any values in its holes. */
  isCalled(title: string): boolean;
  /** It, or the group around it, may be skipped. */
  maySkip: boolean;
}

const CALLS = ['test', 'it'];

/** All tests of a TypeScript file. */
export function testsOf(path: string): NamedTest[] {
  const { code } = transformSync(readFileSync(path, 'utf8'), { loader: 'ts', format: 'esm', target: 'es2022' });
  const program = parse(code, { ecmaVersion: 2022, sourceType: 'module' });
  const found: NamedTest[] = [];
  collect(program as unknown as ESTree.Node, false, found);
  return found;
}

function collect(node: ESTree.Node, isSkipping: boolean, found: NamedTest[]): void {
  let skips = isSkipping;
  if (node.type === 'CallExpression') {
    const { callee, arguments: given } = node;
    const [title] = given;
    if (given.some(hasSkip) || (callee.type === 'MemberExpression' && /skip|todo/.test(nameOf(callee.property))))
      skips = true;
    if (callee.type === 'Identifier' && CALLS.includes(callee.name) && title) {
      const isCalled = matcherOf(title);
      if (isCalled) found.push({ isCalled, maySkip: skips });
    }
  }
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value])
      if (typeof child === 'object' && child !== null && typeof (child as Node).type === 'string')
        collect(child as ESTree.Node, skips, found);
  }
}

function hasSkip(argument: ESTree.Node): boolean {
  if (argument.type !== 'ObjectExpression') return false;
  return argument.properties.some(
    (property) => property.type === 'Property' && /^(skip|todo)$/.test(nameOf(property.key)),
  );
}

function nameOf(node: ESTree.Node): string {
  return node.type === 'Identifier' ? node.name : '';
}

function matcherOf(title: ESTree.Node): NamedTest['isCalled'] | undefined {
  if (title.type === 'Literal') return (wanted) => wanted === title.value;
  if (title.type !== 'TemplateLiteral') return undefined;
  const parts = title.quasis.map(({ value }) => (value.cooked ?? '').replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const pattern = new RegExp(`^${parts.join('.+')}$`);
  return (wanted) => pattern.test(wanted);
}
