// Whether a script changes objects of the language: VUs that share a world would then share the change.
import type * as ESTree from 'estree';
import type { Program } from './program.ts';
import { childrenOf, type Node } from './syntax.ts';

/** Functions of Object and Reflect that change their first argument. */
const CHANGING = new Set(['defineProperty', 'defineProperties', 'assign', 'setPrototypeOf', 'set', 'deleteProperty']);

export function changesWorld(program: Program): boolean {
  const isNative = (node: ESTree.Node): boolean => {
    if (node.type === 'MemberExpression') return isNative(node.object);
    return program.isNative(node);
  };
  const isChange = (node: Node): boolean => {
    if (node.type === 'AssignmentExpression') return node.left.type === 'MemberExpression' && isNative(node.left);
    if (node.type === 'UnaryExpression' && node.operator === 'delete')
      return isNative(node.argument) && node.argument.type === 'MemberExpression';
    if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return false;
    const { object, property } = node.callee;
    const isCall = isNative(object) && property.type === 'Identifier' && CHANGING.has(property.name);
    return isCall && node.arguments[0] !== undefined && isNative(node.arguments[0]);
  };
  const search = (node: Node): boolean => isChange(node) || [...childrenOf(node)].some(search);
  return search(program.ast);
}
