// Functions in a bundle that run in the browser's page instead of k6's engine: they have the page's globals, and nothing of the script.
import type { Scope, ScopeManager } from 'eslint-scope';
import type * as ESTree from 'estree';

/** Methods of k6/browser whose first argument travels to the page as its source text. */
const SENDING = ['evaluate', 'evaluateHandle', 'waitForFunction', 'addInitScript'];

type PageFunction = ESTree.FunctionDeclaration | ESTree.FunctionExpression | ESTree.ArrowFunctionExpression;
type Ranged = { range?: [number, number] | undefined };

/** The functions that `calls` send to the page, whether they are written there or named. */
export function pageFunctions(calls: readonly ESTree.CallExpression[], scopes: ScopeManager): PageFunction[] {
  const sent = calls.flatMap(({ callee, arguments: [argument] }) => {
    const isSending =
      callee.type === 'MemberExpression' &&
      callee.property.type === 'Identifier' &&
      SENDING.includes(callee.property.name);
    return isSending && argument ? [argument] : [];
  });
  return sent.flatMap((argument) => functionOf(argument, scopes) ?? []);
}

function functionOf(node: ESTree.Node, scopes: ScopeManager): PageFunction | undefined {
  if (node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression') return node;
  if (node.type !== 'Identifier') return undefined;
  const reference = scopes.scopes.flatMap((scope) => scope.references).find(({ identifier }) => identifier === node);
  const definition = reference?.resolved?.defs[0]?.node as ESTree.Node | undefined;
  if (definition?.type === 'FunctionDeclaration') return definition;
  return definition?.type === 'VariableDeclarator' && definition.init ? functionOf(definition.init, scopes) : undefined;
}

/** Names that a page function takes from the script around it, where the page has no such thing; each with its place. */
export function takenFromScript(fn: PageFunction, scopes: ScopeManager): ESTree.Identifier[] {
  const scope: Scope | null = scopes.acquire(fn);
  const outside = (scope?.through ?? []).filter(({ resolved }) => resolved !== null);
  return outside.map(({ identifier }) => identifier as ESTree.Identifier);
}

export function isWithin(node: Ranged, outer: Ranged): boolean {
  const [start, end] = outer.range ?? [0, -1];
  const [from, to] = node.range ?? [-1, 0];
  return from >= start && to <= end;
}
