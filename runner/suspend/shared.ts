// What VUs of a world can share of a script: functions and constants at its top that reach nothing which is one VU's alone.
//
// Each VU evaluates the script, and its functions and tables are most of what a VU weighs. A function whose names all stand for
// functions and constants of this kind cannot tell whose it is.
import type { Variable } from 'eslint-scope';
import type * as ESTree from 'estree';
import { WAIT } from './colour.ts';
import { GLOBALS } from './natives.ts';
import type { Program } from './program.ts';
import { childrenOf, isClass, isFunction, keyName, type Node, type Of } from './syntax.ts';

/** A declared function, or one name of a `var`, `let` or `const` with its value. */
export type SharedNode = Of<'FunctionDeclaration'> | Of<'VariableDeclarator'>;

/** `given`: free names that are the same for all VUs of a world. */
export function sharedNodes(program: Program, given: readonly string[]): ReadonlySet<SharedNode> {
  return new Sharing(program, new Set([...GLOBALS, ...given, WAIT])).nodes();
}

class Sharing {
  readonly #program: Program;
  readonly #freeNames: ReadonlySet<string>;
  /** What may yet turn out to reach something of a VU's own. */
  readonly #candidates = new Map<Variable, SharedNode>();

  constructor(program: Program, freeNames: ReadonlySet<string>) {
    this.#program = program;
    this.#freeNames = freeNames;
    for (const statement of program.ast.body as Node[]) {
      const declared = statement.type === 'VariableDeclaration' ? (statement.declarations as Node[]) : [statement];
      for (const one of declared)
        if (one.type === 'FunctionDeclaration' || one.type === 'VariableDeclarator') this.#consider(one);
    }
  }

  nodes(): ReadonlySet<SharedNode> {
    const reached = new Map<Variable, Set<Variable>>();
    for (const [variable, node] of this.#candidates) {
      const found = new Set<Variable>();
      if (this.#reaches(node, found)) reached.set(variable, found);
    }
    for (let before = -1; before !== reached.size; ) {
      before = reached.size;
      for (const [variable, names] of reached)
        if (![...names].every((name) => reached.has(name))) reached.delete(variable);
    }
    return new Set([...reached.keys()].map((variable) => this.#candidates.get(variable) as SharedNode));
  }

  #consider(node: SharedNode): void {
    if (node.id?.type !== 'Identifier') return;
    const variable = this.#program.topVariable(node.id.name);
    if (variable?.defs.length !== 1 || this.#program.changed.has(variable)) return;
    const writes = variable.references.filter((reference) => reference.isWrite()).length;
    if (writes !== (node.type === 'FunctionDeclaration' ? 0 : 1)) return;
    const names = variable.references.map(({ identifier }) => identifier as Node);
    if (names.some((name) => isPrototypeAsked(name) || this.#isTooEarly(name, node))) return;
    if (node.type === 'FunctionDeclaration' || this.#isConstant(node.init as Node | null))
      this.#candidates.set(variable, node);
  }

  /** Evaluated before the value is there: the script would see that it is there already. */
  #isTooEarly(name: Node, node: SharedNode): boolean {
    return node.type !== 'FunctionDeclaration' && name.start < node.start && !this.#program.ownerOf(name);
  }

  /** A value that nobody can change, by its text alone. */
  #isConstant(value: Node | null): boolean {
    if (value === null) return false;
    switch (value.type) {
      case 'Literal':
        return !('regex' in value) || !/[gy]/.test(value.regex.flags);
      case 'ArrowFunctionExpression':
      case 'FunctionExpression':
      case 'Identifier':
        return true;
      case 'TemplateLiteral':
        return value.expressions.every((one) => this.#isConstant(one as Node));
      case 'UnaryExpression':
        return value.operator !== 'delete' && this.#isConstant(value.argument as Node);
      case 'BinaryExpression':
        return this.#isConstant(value.left as Node) && this.#isConstant(value.right as Node);
      case 'MemberExpression':
        return this.#isOfFrozen(value);
      case 'CallExpression':
        return this.#isFrozen(value);
      default:
        return false;
    }
  }

  /** An object or array that is written down here and frozen, and so on inside of it. */
  #isFrozen(call: Of<'CallExpression'>): boolean {
    const frozen = this.#program.frozenBy(call);
    if (frozen?.type === 'ArrayExpression')
      return frozen.elements.every((one) => one !== null && this.#isConstant(one as Node));
    const isPlain = (one: ESTree.Property | ESTree.SpreadElement): boolean =>
      one.type === 'Property' &&
      one.kind === 'init' &&
      !one.computed &&
      !one.method &&
      this.#isConstant(one.value as Node);
    return frozen?.type === 'ObjectExpression' && frozen.properties.every(isPlain);
  }

  /** `table.row.cell` of something frozen, or `Math.PI`. */
  #isOfFrozen({ object, property, computed }: Of<'MemberExpression'>): boolean {
    if (keyName(property, computed) === undefined) return false;
    if (object.type === 'MemberExpression') return this.#isOfFrozen(object as Of<'MemberExpression'>);
    if (object.type !== 'Identifier') return false;
    const node = this.#candidates.get(this.#program.variableOf(object) as Variable);
    return (
      this.#program.isNative(object) || (node?.type === 'VariableDeclarator' && node.init?.type === 'CallExpression')
    );
  }

  /** Adds the names of the script's top that a node reaches; false when it reaches what is surely a VU's own. */
  #reaches(node: Node, found: Set<Variable>): boolean {
    if (isClass(node) || node.type === 'MetaProperty') return false;
    // Computed keys of methods are kept in variables of the VU's.
    if (node.type === 'Property' && node.computed && isFunction(node.value as Node)) return false;
    if (node.type === 'Identifier' && this.#program.isReference(node)) {
      const variable = this.#program.variableOf(node);
      if (!variable) return this.#freeNames.has(node.name);
      if (this.#program.topVariable(variable.name) === variable) found.add(variable);
    }
    for (const child of childrenOf(node)) if (!this.#reaches(child, found)) return false;
    return true;
  }
}

/** Whoever asks a function for its prototype may change it. */
function isPrototypeAsked({ parent, ...name }: Node): boolean {
  return (
    parent?.type === 'MemberExpression' &&
    (parent.object as Node).start === name.start &&
    keyName(parent.property, parent.computed) === 'prototype'
  );
}
