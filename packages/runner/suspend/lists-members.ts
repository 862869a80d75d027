// Where a script lists the members of an object: an object that reads them when they are asked for has to have them by then.
import type { Program } from './program.ts';
import type { Node } from './syntax.ts';

/** Methods of Object that list what their arguments have. */
const LISTING = ['assign', 'entries', 'getOwnPropertyDescriptors', 'getOwnPropertyNames', 'keys', 'values'];

/** Whether a node is what `for...in`, a spread into an object or a method of Object lists. */
export function listsMembers(node: Node, program: Program): boolean {
  const { parent } = node;
  if (parent?.type === 'ForInStatement') return parent.right === node;
  if (parent?.type === 'SpreadElement') return parent.parent.type === 'ObjectExpression';
  if (parent?.type !== 'CallExpression' || node.type === 'SpreadElement' || parent.callee === node) return false;
  const callee = parent.callee as Node;
  if (callee.type !== 'MemberExpression' || callee.computed) return false;
  const [object, property] = [callee.object as Node, callee.property as Node];
  const isObject = object.type === 'Identifier' && object.name === 'Object' && !program.variableOf(object);
  return isObject && property.type === 'Identifier' && LISTING.includes(property.name);
}
