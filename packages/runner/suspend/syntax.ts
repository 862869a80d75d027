// The parts of a syntax tree that the transform asks for: typed nodes with positions and parents, and a walk over them.
import type * as ESTree from 'estree';

interface Place {
  start: number;
  end: number;
  parent: Node;
}
export type Node = ESTree.Node & Place;
export type Of<T extends ESTree.Node['type']> = Extract<ESTree.Node, { type: T }> & Place;
export type FunctionNode = Of<'FunctionDeclaration'> | Of<'FunctionExpression'> | Of<'ArrowFunctionExpression'>;
export type ClassNode = Of<'ClassDeclaration'> | Of<'ClassExpression'>;

export function isFunction(node: ESTree.Node | null | undefined): node is FunctionNode {
  return (
    node?.type === 'FunctionDeclaration' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'ArrowFunctionExpression'
  );
}

export function isClass(node: ESTree.Node | null | undefined): node is ClassNode {
  return node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression';
}

/** The nodes right below one. A list and no generator: the transform asks hundreds of thousands of times. */
export function childrenOf(node: Node): Node[] {
  const children: Node[] = [];
  const fields = node as unknown as Record<string, unknown>;
  for (const key in fields) {
    const value = fields[key];
    if (typeof value !== 'object' || value === null || key === 'parent') continue;
    for (const child of Array.isArray(value) ? value : [value]) if (isNode(child)) children.push(child);
  }
  return children;
}

function isNode(value: unknown): value is Node {
  return typeof (value as Node | null)?.type === 'string';
}

/** Name of a property or method as written in the text; undefined for a computed one. */
export function keyName(key: ESTree.Node, computed: boolean): string | undefined {
  if (key.type === 'Literal') return String(key.value);
  if (computed) return undefined;
  if (key.type === 'Identifier') return key.name;
  return key.type === 'PrivateIdentifier' ? `#${key.name}` : undefined;
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;
const RESERVED = new Set(
  'arguments await break case catch class const continue debugger default delete do else enum eval export extends false finally for function if implements import in instanceof interface let new null package private protected public return static super switch this throw true try typeof var void while with yield'.split(
    ' ',
  ),
);

/** The name that an anonymous function or class gets here from JavaScript; empty if none. */
export function givenName(node: Node): string {
  const { parent } = node;
  if (parent.type === 'VariableDeclarator' && parent.init === node && parent.id.type === 'Identifier')
    return parent.id.name;
  if (parent.type === 'AssignmentExpression' && parent.right === node && parent.left.type === 'Identifier')
    return parent.left.name;
  if (parent.type === 'AssignmentPattern' && parent.right === node && parent.left.type === 'Identifier')
    return parent.left.name;
  if (parent.type === 'Property' && parent.value === node && parent.kind === 'init')
    return keyName(parent.key, parent.computed) ?? '';
  return '';
}

export function isIdentifierName(name: string): boolean {
  return IDENTIFIER.test(name) && !RESERVED.has(name);
}

/** `'use strict'` and the like. */
export function isDirective(node: Node): boolean {
  return node.type === 'ExpressionStatement' && 'directive' in node;
}
