// What VUs of a world share of a script: functions, classes and constants at its top that are the same for all.
//
// Each VU evaluates the script, and its functions and tables are most of what a VU weighs. So they are made once where nobody can
// tell whose they are, and variables that they use and that are a VU's own are in a list that is changed with the VU.
import type { Variable } from 'eslint-scope';
import type * as ESTree from 'estree';
import { WAIT } from './colour.ts';
import { GLOBALS } from './natives.ts';
import type { Program } from './program.ts';
import { type ClassNode, childrenOf, isClass, isFunction, keyName, type Node, type Of } from './syntax.ts';

/** A declared function, or one name of a `var`, `let` or `const` with its value. */
export type SharedNode = Of<'FunctionDeclaration'> | Of<'VariableDeclarator'>;

/** What becomes of the names at the top of a script. */
export interface Sharing {
  /** Made once for all VUs. */
  shared: ReadonlySet<SharedNode>;
  /** Variables of a VU that what is shared uses: their places in the VU's list. */
  own: ReadonlyMap<Variable, number>;
}

/** What sharing has to know of the rest of the transform. */
export interface SharingNames {
  /** Free names that are the same for all VUs of a world. */
  given: readonly string[];
  /** Name of the class that stands for the free name `Promise`. */
  promise: string | undefined;
  /** The declared function that a call names in another way than by its name. */
  declaredBy(callee: Node): Node | undefined;
}

/** Around a member: it may be changed. */
const CHANGES = new Set<Node['type']>([
  'UpdateExpression',
  'AssignmentExpression',
  'AssignmentPattern',
  'ArrayPattern',
  'UnaryExpression',
]);

export function sharingOf(program: Program, names: SharingNames): Sharing {
  return new Search(program, names).result();
}

/** Names of the script's top that a node reaches: at once, and when one of its functions runs. */
interface Reached {
  now: Set<Variable>;
  later: Set<Variable>;
}

class Search {
  readonly #program: Program;
  readonly #names: SharingNames;
  readonly #freeNames: ReadonlySet<string>;
  /** What may yet turn out to reach something of a VU's own. */
  readonly #candidates = new Map<Variable, SharedNode>();

  constructor(program: Program, names: SharingNames) {
    this.#program = program;
    this.#names = names;
    this.#freeNames = new Set([...GLOBALS, ...names.given, WAIT]);
    for (const statement of program.ast.body as Node[]) {
      const declared = statement.type === 'VariableDeclaration' ? (statement.declarations as Node[]) : [statement];
      for (const one of declared)
        if (one.type === 'FunctionDeclaration' || one.type === 'VariableDeclarator') this.#consider(one);
    }
    this.#dropRenamed();
  }

  result(): Sharing {
    const reached = new Map<Variable, Reached>();
    for (const [variable, node] of this.#candidates) {
      const found: Reached = { now: new Set(), later: new Set() };
      if (this.#reaches(node, found, 'now')) reached.set(variable, found);
    }
    const isThere = (name: Variable): boolean => reached.has(name);
    for (let before = -1; before !== reached.size; ) {
      before = reached.size;
      for (const [variable, { now, later }] of reached)
        if (![...now].every(isThere) || ![...later].every((name) => isThere(name) || this.#canMove(name)))
          reached.delete(variable);
    }
    const own = new Set([...reached.values()].flatMap(({ later }) => [...later].filter((name) => !isThere(name))));
    return {
      shared: new Set([...reached.keys()].map((variable) => this.#candidates.get(variable) as SharedNode)),
      own: new Map([...own].map((variable, place) => [variable, place])),
    };
  }

  #consider(node: SharedNode): void {
    if (node.id?.type !== 'Identifier') return;
    const variable = this.#program.topVariable(node.id.name);
    if (variable?.defs.length !== 1 || this.#program.changed.has(variable)) return;
    const writes = variable.references.filter((reference) => reference.isWrite()).length;
    if (writes !== (node.type === 'FunctionDeclaration' ? 0 : 1)) return;
    const names = variable.references.map(({ identifier }) => identifier as Node);
    if (names.some((name) => isPrototypeAsked(name) || this.#isTooEarly(name, node))) return;
    const value = node.type === 'FunctionDeclaration' ? node : (node.init as Node | null);
    if (value === null || !(isClass(value) ? this.#isPlainClass(value, names) : this.#isPlain(value, names))) return;
    this.#candidates.set(variable, node);
  }

  #isPlain(value: Node, names: readonly Node[]): boolean {
    if (!isFunction(value)) return this.#isConstant(value);
    // Helpers that get a constructor may add members to it.
    const isConstructor = value.type !== 'ArrowFunctionExpression' && this.#program.fnOf(value).usesThis;
    return !isConstructor || names.every((name) => this.#isPlainUse(name));
  }

  /** What has a second name is what is done to it by that name. */
  #dropRenamed(): void {
    for (let before = -1; before !== this.#candidates.size; ) {
      before = this.#candidates.size;
      for (const statement of this.#program.ast.body as Node[]) {
        if (statement.type !== 'VariableDeclaration') continue;
        for (const { id, init } of statement.declarations) {
          if (init?.type !== 'Identifier' || id.type !== 'Identifier') continue;
          const second = this.#program.topVariable(id.name);
          const first = this.#program.variableOf(init);
          if (first && (!second || !this.#candidates.has(second))) this.#candidates.delete(first);
        }
      }
    }
  }

  /** Whether all that is done to a class leaves it as it was written. */
  #isPlainClass(node: ClassNode, names: readonly Node[]): boolean {
    const inner = node.id ? (this.#program.innerNames(node) as Node[]) : [];
    const isPlain = [...names, ...inner].every((name) => this.#isPlainUse(name));
    const isPlainMember = (one: ESTree.Node): boolean =>
      one.type === 'MethodDefinition' && !(one.static && this.#program.fnOf(one.value).usesThis);
    return isPlain && node.body.body.every(isPlainMember);
  }

  #isPlainUse(name: Node): boolean {
    const { parent } = name;
    if (parent.type === 'CallExpression') {
      // What the host is given it does not change.
      const { callee } = parent;
      const isGiven =
        callee.type === 'MemberExpression' &&
        callee.object.type === 'Identifier' &&
        this.#names.given.includes(callee.object.name);
      return (parent.callee as Node).start === name.start || isGiven;
    }
    if (parent.type !== 'MemberExpression' || (parent.object as Node).start !== name.start) return true;
    const { parent: around } = parent;
    return !CHANGES.has(around.type) && !isPrototypeAsked(name);
  }

  /** Evaluated before the value is there: the script would see that it is there already. */
  #isTooEarly(name: Node, node: SharedNode): boolean {
    return node.type !== 'FunctionDeclaration' && name.start < node.start && !this.#program.ownerOf(name);
  }

  /** Whether a variable of a VU may be in its list. */
  #canMove(variable: Variable): boolean {
    const [definition, more] = variable.defs;
    if (definition?.type !== 'Variable' || more || definition.node.id.type !== 'Identifier') return false;
    const declaration = (definition.node as unknown as Node).parent;
    const isAtTop = declaration.type === 'VariableDeclaration' && declaration.parent.type === 'Program';
    return isAtTop && !variable.references.some(({ identifier }) => isCopied(identifier as Node));
  }

  /** A value that nobody can change, by its text alone. */
  #isConstant(value: Node): boolean {
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
        return this.#isFrozen(value) || this.#isSymbol(value);
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
      one.type === 'Property' && !one.computed && this.#isConstant(one.value as Node);
    return frozen?.type === 'ObjectExpression' && frozen.properties.every(isPlain);
  }

  #isSymbol({ callee, arguments: [name] }: Of<'CallExpression'>): boolean {
    const isNative = callee.type === 'Identifier' && callee.name === 'Symbol' && this.#program.isNative(callee);
    return isNative && (name === undefined || this.#isConstant(name as Node));
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
  #reaches(node: Node, found: Reached, when: 'now' | 'later'): boolean {
    if (node.type === 'MetaProperty') return false;
    // Computed keys of methods that wait are kept in variables of the VU's.
    const isMember = node.type === 'Property' || node.type === 'MethodDefinition';
    if (
      isMember &&
      node.computed &&
      isFunction(node.value as Node) &&
      this.#program.fnOf(node.value as Node).isColoured
    )
      return false;
    if (node.type === 'Identifier' && this.#program.isReference(node)) {
      const isPromise = node.name === 'Promise' && !this.#program.variableOf(node) && this.#names.promise !== undefined;
      const variable = isPromise
        ? this.#program.topVariable(this.#names.promise as string)
        : this.#program.variableOf(node);
      if (!variable) return this.#freeNames.has(node.name);
      if (this.#program.topVariable(variable.name) === variable) found[when].add(variable);
    }
    if (node.type === 'CallExpression') {
      const declared = this.#names.declaredBy(node.callee as Node) as Of<'FunctionDeclaration'> | undefined;
      const variable = declared && this.#program.topVariable(declared.id?.name ?? '');
      // It is called by the name of its face.
      if (variable) found.now.add(variable);
    }
    const inside = isFunction(node) ? 'later' : when;
    for (const child of childrenOf(node)) if (!this.#reaches(child, found, inside)) return false;
    return true;
  }
}

/** Code that asks a function for its prototype may change it. */
function isPrototypeAsked({ parent, ...name }: Node): boolean {
  return (
    parent?.type === 'MemberExpression' &&
    (parent.object as Node).start === name.start &&
    keyName(parent.property, parent.computed) === 'prototype'
  );
}

/** Whether a name stands where the transform copies the text as it is. */
function isCopied(name: Node): boolean {
  for (let node = name; node.parent; node = node.parent) {
    const { parent } = node;
    if (parent.type === 'CatchClause' && (parent.param as Node | null)?.start === node.start) return true;
    if (parent.type === 'ForOfStatement' && (parent.left as Node).start === node.start) return true;
  }
  return false;
}
