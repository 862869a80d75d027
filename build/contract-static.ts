// The part of the contract that can be read off a bundle's text: syntax, globals, imports, exports, size.
import { type Node, parse } from 'acorn';
import { analyze } from 'eslint-scope';
import type * as ESTree from 'estree';
import type { Bundle } from './bundle.ts';
import { EXTENSIONS, GLOBALS, LOCALE_METHODS, MISSING_METHODS, MISSING_STATICS } from './engine.ts';
import { isWithin, pageFunctions, takenFromScript } from './page-functions.ts';

/** k6 keeps a copy of the bundle for every VU: its size counts hundreds of times. */
export const MAX_BUNDLE_BYTES = 60 * 1024;

/** What k6 looks for in a bundle of endpoints, and the names of what it writes, for the guard; ... */
export const EXPECTED_EXPORTS: readonly string[] = ['default', 'handleSummary', 'observe', 'options', 'writes'];
/** ... and in one of a service or page load test, which has no observer. */
export const PLAIN_EXPORTS: readonly string[] = ['default', 'handleSummary', 'options', 'writes'];

type Walked = ESTree.Node & { start: number; loc?: ESTree.SourceLocation | null };

/** What in the bundle breaks k6's contract, one line each; empty when nothing does. */
export function checkText(bundle: Pick<Bundle, 'code' | 'imports'>): string[] {
  return [...checkFrame(bundle), ...checkCode(bundle.code, EXPECTED_EXPORTS)];
}

/** What surrounds the code: imports and size. */
export function checkFrame({ code, imports }: Pick<Bundle, 'code' | 'imports'>): string[] {
  const bytes = Buffer.byteLength(code);
  const tooLarge = `is ${bytes} bytes, expected at most ${MAX_BUNDLE_BYTES}: each VU holds a copy`;
  return [...checkImports(imports), ...(bytes > MAX_BUNDLE_BYTES ? [tooLarge] : [])];
}

/** The code itself: syntax, exports, globals and built-ins. */
export function checkCode(code: string, wantedExports: readonly string[]): string[] {
  let program: ESTree.Program;
  try {
    program = parse(code, { ecmaVersion: 2022, sourceType: 'module', ranges: true, locations: true }) as ESTree.Program;
  } catch (error) {
    return [`has syntax that k6's engine does not read: ${error instanceof Error ? error.message : error}`];
  }
  return [...checkExports(program, wantedExports), ...checkEngine(program)];
}

function checkImports(imports: readonly string[]): string[] {
  return imports.flatMap((path) => {
    if (path !== 'k6' && !path.startsWith('k6/'))
      return [`imports "${path}": expected k6 and k6/* only, everything else inside the bundle`];
    const isUnknown = path.startsWith('k6/x/') && !EXTENSIONS.includes(path.slice('k6/x/'.length));
    return isUnknown
      ? [`imports "${path}", which k6 does not find by itself: expected an extension of ${EXTENSIONS.join(', ')}`]
      : [];
  });
}

function checkExports(program: ESTree.Program, wanted: readonly string[]): string[] {
  const found = program.body.flatMap(exportedNames);
  return wanted
    .filter((name) => !found.includes(name))
    .map((name) => `does not export ${name}: has ${found.join(', ') || 'no exports'}`);
}

function exportedNames(node: ESTree.Program['body'][number]): string[] {
  if (node.type === 'ExportDefaultDeclaration') return ['default'];
  if (node.type !== 'ExportNamedDeclaration') return [];
  const { declaration, specifiers } = node;
  const declared =
    declaration?.type === 'VariableDeclaration'
      ? declaration.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []))
      : declaration
        ? [declaration.id.name]
        : [];
  return [
    ...declared,
    ...specifiers.flatMap(({ exported }) => (exported.type === 'Identifier' ? [exported.name] : [])),
  ];
}

/** What the engine lacks, outside of what runs in a browser's page; and what that takes from outside, which the page lacks. */
function checkEngine(program: ESTree.Program): string[] {
  const scopes = analyze(program, { ecmaVersion: 2022, sourceType: 'module' });
  const nodes: Walked[] = [];
  walk(program as Walked, (node) => nodes.push(node));
  const sent = pageFunctions(
    nodes.filter((node) => node.type === 'CallExpression'),
    scopes,
  );
  const isInPage = (node: Walked) => sent.some((fn) => isWithin(node, fn));
  const unknown = new Map<string, Walked>();
  for (const { identifier } of scopes.globalScope?.through ?? []) {
    if (!('name' in identifier) || isInPage(identifier as Walked)) continue;
    if (!GLOBALS.has(identifier.name)) unknown.set(identifier.name, identifier as Walked);
  }
  const taken = new Map(sent.flatMap((fn) => takenFromScript(fn, scopes)).map((node) => [node.name, node]));
  return [
    ...[...unknown].map(([name, node]) => `uses the global ${name}, which k6's engine lacks${place(node)}`),
    ...[...taken].map(
      ([name, node]) => `sends a function to the page that uses ${name}, which is not there${place(node as Walked)}`,
    ),
    ...nodes.flatMap((node) => {
      const what = isInPage(node) ? undefined : (missingSyntax(node) ?? missingMember(node));
      return what ? [`uses ${what}, which k6's engine lacks${place(node)}`] : [];
    }),
  ];
}

function missingSyntax(node: Walked): string | undefined {
  if (node.type === 'ForOfStatement' && node.await) return 'for await';
  if (node.type === 'ImportExpression') return 'import()';
  return undefined;
}

function missingMember(node: Walked): string | undefined {
  if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
    const method = propertyName(node.callee);
    if (method && LOCALE_METHODS.has(method) && node.arguments.length > 0) return `${method} with a locale`;
  }
  if (node.type !== 'MemberExpression') return undefined;
  const name = propertyName(node);
  if (!name) return undefined;
  if (MISSING_METHODS.has(name)) return `the method ${name}`;
  if (node.object.type !== 'Identifier') return undefined;
  if (MISSING_STATICS[node.object.name]?.includes(name)) return `${node.object.name}.${name}`;
  const isGlobal =
    node.object.name === 'globalThis' &&
    !GLOBALS.has(name) &&
    /^[A-Z]|^(fetch|process|structuredClone|queueMicrotask|atob|btoa|performance)$/.test(name);
  return isGlobal ? `the global ${name}` : undefined;
}

function propertyName(node: ESTree.MemberExpression): string | undefined {
  if (!node.computed && node.property.type === 'Identifier') return node.property.name;
  return node.computed && node.property.type === 'Literal' ? String(node.property.value) : undefined;
}

function walk(node: Walked, visit: (node: Walked) => void): void {
  visit(node);
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && typeof (child as Node).type === 'string')
        walk(child as Walked, visit);
    }
  }
}

function place(node: Walked): string {
  return node.loc ? ` (line ${node.loc.start.line}, column ${node.loc.start.column + 1} of the bundle)` : '';
}
