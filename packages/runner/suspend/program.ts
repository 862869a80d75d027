// What the transform has to know of a script before it decides anything: its functions, who calls in them, and what names stand for.
import { parse } from 'acorn';
import { analyze, type ScopeManager, type Variable } from 'eslint-scope';
import type * as ESTree from 'estree';
import { GLOBALS } from './natives.ts';
import { Refusal } from './refusal.ts';
import { childrenOf, type FunctionNode, isFunction, keyName, type Node, type Of } from './syntax.ts';

export type Role = 'declaration' | 'expression' | 'arrow' | 'method' | 'getter' | 'setter' | 'constructor';

/** One function of the script. */
export interface Fn {
  id: number;
  node: FunctionNode;
  role: Role;
  outer: Fn | undefined;
  /** Calls, constructions and the like in its own body, not in that of a function inside. */
  sites: Node[];
  isGenerator: boolean;
  /** The generator that esbuild makes of an async function: its `yield` means `await`. */
  isAsyncBody: boolean;
  /** A setter, or the body of an async generator: who calls it cannot wait. */
  cannotWait: boolean;
  /** May have to wait, and so has a generator face. */
  isColoured: boolean;
  usesThis: boolean;
  usesArguments: boolean;
  usesSuper: boolean;
  usesNewTarget: boolean;
}

/** Name of esbuild's helper that runs the generator of an async function. */
export const ASYNC_HELPER = '__async';
const ASYNC_GENERATOR_HELPER = '__asyncGenerator';
const SITES = new Set<Node['type']>([
  'CallExpression',
  'NewExpression',
  'TaggedTemplateExpression',
  'MemberExpression',
  'ForOfStatement',
  'SpreadElement',
  'YieldExpression',
  'ArrayPattern',
]);

export class Program {
  readonly ast: Of<'Program'>;
  readonly functions: Fn[] = [];
  /** Values by the name of the property or method that they are given to, anywhere in the script. */
  readonly members = new Map<string, Node[]>();
  /** Values that are stored under a name that is computed. */
  readonly computed: Node[] = [];
  readonly getters = new Map<string, Fn[]>();
  /** Functions are stored under computed names by Object.defineProperty: any method may be one of them. */
  hasHiddenMembers = false;
  /** Variables whose object gets properties after it was made. */
  readonly changed = new Set<Variable>();
  /** Names that the script uses and does not declare. */
  readonly freeNames: string[];
  readonly #scopes: ScopeManager;
  readonly #top: ReadonlyMap<string, Variable>;
  readonly #fns = new Map<Node, Fn>();
  readonly #owners = new Map<Node, Fn | undefined>();
  readonly #variables = new Map<ESTree.Node, Variable | null>();

  /** `source`: a module without types, async functions and class fields. Throws a SyntaxError. */
  constructor(source: string) {
    const ast = parse(source, { ecmaVersion: 2022, sourceType: 'module', ranges: true }) as unknown as Of<'Program'>;
    this.ast = ast;
    const scopes = (this.#scopes = analyze(ast as ESTree.Program, { ecmaVersion: 2022, sourceType: 'module' }));
    for (const scope of scopes.scopes)
      for (const { identifier, resolved } of scope.references) this.#variables.set(identifier as ESTree.Node, resolved);
    this.#top = scopes.scopes.find(({ type }) => type === 'module')?.set ?? new Map();
    const free = scopes.scopes[0]?.through ?? [];
    this.freeNames = [...new Set(free.map(({ identifier }) => identifier.name as string))];
    this.#visit(ast, undefined);
  }

  /** The innermost function around a node; for a function itself the one around it. */
  ownerOf(node: Node): Fn | undefined {
    return this.#owners.get(node);
  }

  fnOf(node: ESTree.Node): Fn {
    return this.#fns.get(node as Node) as Fn;
  }

  /** What a name stands for at the top of the script. */
  topVariable(name: string): Variable | undefined {
    return this.#top.get(name);
  }

  /** Whether a name stands for a value; else it is a key, a label or what is declared there. */
  isReference(identifier: ESTree.Node): boolean {
    return this.#variables.has(identifier);
  }

  /** Null for a name that the script does not declare. */
  variableOf(identifier: ESTree.Node): Variable | null {
    return this.#variables.get(identifier) ?? null;
  }

  /** Where a class speaks of itself by the name that only it knows. */
  innerNames(node: Node): ESTree.Node[] {
    const [variable] = this.#scopes.getDeclaredVariables(node as ESTree.Node).slice(-1);
    return variable?.references.map(({ identifier }) => identifier as ESTree.Node) ?? [];
  }

  /** The function, class or expression that a name always stands for; undefined when that cannot be said. */
  valueOf(identifier: ESTree.Node): Node | undefined {
    const variable = this.variableOf(identifier);
    const [definition, more] = variable?.defs ?? [];
    if (!variable || !definition || more) return undefined;
    const writes = variable.references.filter((reference) => reference.isWrite()).length;
    if (definition.type === 'FunctionName' || definition.type === 'ClassName')
      return writes === 0 ? (definition.node as Node) : undefined;
    if (definition.type !== 'Variable' || definition.node.id.type !== 'Identifier' || writes > 1) return undefined;
    return (definition.node.init ?? undefined) as Node | undefined;
  }

  /** Whether a name stands for an object of the language, such as Math. */
  isNative(node: ESTree.Node): boolean {
    return node.type === 'Identifier' && GLOBALS.has(node.name) && !this.variableOf(node);
  }

  /** The argument of a call of Object.freeze; undefined for other calls. */
  frozenBy({ callee, arguments: [frozen] }: Of<'CallExpression'>): Node | undefined {
    if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return undefined;
    const isFreeze = callee.object.name === 'Object' && keyName(callee.property, callee.computed) === 'freeze';
    return isFreeze && this.isNative(callee.object) ? (frozen as Node | undefined) : undefined;
  }

  #visit(node: Node, owner: Fn | undefined): void {
    this.#owners.set(node, owner);
    this.#noteMembers(node);
    let inner = owner;
    if (isFunction(node)) {
      inner = this.#newFn(node, owner);
      this.#fns.set(node, inner);
      this.functions.push(inner);
      this.#noteGetter(inner);
    } else this.#noteUse(node, owner);
    for (const child of childrenOf(node)) {
      child.parent = node;
      this.#visit(child, inner);
    }
  }

  #newFn(node: FunctionNode, outer: Fn | undefined): Fn {
    const { parent } = node;
    const helper = parent?.type === 'CallExpression' && 'name' in parent.callee ? parent.callee.name : undefined;
    const role = roleOf(node);
    const isGenerator = node.type !== 'ArrowFunctionExpression' && node.generator === true;
    return {
      id: this.functions.length,
      node,
      role,
      outer,
      sites: [],
      isGenerator,
      isAsyncBody: isGenerator && helper === ASYNC_HELPER,
      cannotWait: role === 'setter' || (isGenerator && helper === ASYNC_GENERATOR_HELPER),
      isColoured: false,
      usesThis: false,
      usesArguments: false,
      usesSuper: false,
      usesNewTarget: false,
    };
  }

  #noteMembers(node: Node): void {
    if (node.type === 'Property' && node.parent.type === 'ObjectExpression' && node.kind === 'init')
      this.#noteMember(node.key, node.computed, node.value as Node);
    else if (node.type === 'MethodDefinition' && node.kind === 'method')
      this.#noteMember(node.key, node.computed, node.value as Node);
    else if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression')
      this.#noteAssigned(node.left as Of<'MemberExpression'>, node.right as Node);
    else if (node.type === 'CallExpression') this.#noteDefinedMember(node);
  }

  #noteAssigned(left: Of<'MemberExpression'>, right: Node): void {
    this.#noteMember(left.property, left.computed, right);
    const variable = left.object.type === 'Identifier' ? this.variableOf(left.object) : null;
    if (variable) this.changed.add(variable);
  }

  /** esbuild sets lowered fields and spread properties by helpers: (object, name, value). */
  #noteDefinedMember(node: Of<'CallExpression'>): void {
    const [, name, value] = node.arguments;
    if (!name || !value) return;
    if (node.callee.type === 'MemberExpression') {
      const isDefining = keyName(node.callee.property, node.callee.computed) === 'defineProperty';
      this.hasHiddenMembers ||= isDefining && name.type !== 'Literal' && holdsName(value);
      return;
    }
    if (node.callee.type !== 'Identifier') return;
    if (/^__(publicField|defNormalProp)$/.test(node.callee.name)) this.#noteMember(name, true, value as Node);
  }

  #noteMember(key: ESTree.Node, isComputed: boolean, value: Node): void {
    const name = keyName(key, isComputed);
    if (name === undefined) {
      if (isFunction(value) || value.type === 'Identifier') this.computed.push(value);
      return;
    }
    const known = this.members.get(name);
    if (known) known.push(value);
    else this.members.set(name, [value]);
  }

  #noteGetter(fn: Fn): void {
    const { parent } = fn.node;
    if (fn.role !== 'getter' || (parent.type !== 'Property' && parent.type !== 'MethodDefinition')) return;
    const name = keyName(parent.key, parent.computed);
    if (name !== undefined) this.getters.set(name, [...(this.getters.get(name) ?? []), fn]);
  }

  #noteUse(node: Node, owner: Fn | undefined): void {
    if (SITES.has(node.type)) owner?.sites.push(node);
    if (node.type === 'ImportExpression') throw new Refusal('import() of a name that is computed', node.start);
    const isEval = node.type === 'CallExpression' && node.callee.type === 'Identifier' && node.callee.name === 'eval';
    if (isEval && !this.variableOf(node.callee)) throw new Refusal('eval()', node.start);
    if (node.type === 'ThisExpression') mark(owner, 'usesThis');
    else if (node.type === 'Super') {
      mark(owner, 'usesSuper');
      mark(owner, 'usesThis');
    } else if (node.type === 'MetaProperty') mark(owner, 'usesNewTarget');
    else if (node.type === 'Identifier' && node.name === 'arguments') mark(owner, 'usesArguments');
  }
}

/** A property descriptor whose value is not written down in it. */
function holdsName(descriptor: ESTree.Node): boolean {
  if (descriptor.type !== 'ObjectExpression') return true;
  return descriptor.properties.some(
    (p) => p.type !== 'Property' || (keyName(p.key, p.computed) === 'value' && p.value.type === 'Identifier'),
  );
}

/** Arrow functions use what the function around them has. */
function mark(owner: Fn | undefined, use: 'usesThis' | 'usesArguments' | 'usesSuper' | 'usesNewTarget'): void {
  for (let fn = owner; fn; fn = fn.outer) {
    fn[use] = true;
    if (fn.role !== 'arrow') return;
  }
}

function roleOf(node: FunctionNode): Role {
  const { parent } = node;
  if (node.type === 'ArrowFunctionExpression') return 'arrow';
  if (node.type === 'FunctionDeclaration') return 'declaration';
  const kind = parent.type === 'MethodDefinition' || parent.type === 'Property' ? parent.kind : undefined;
  if (kind === 'get') return 'getter';
  if (kind === 'set') return 'setter';
  if (kind === 'constructor') return 'constructor';
  return kind === 'method' || (parent.type === 'Property' && parent.method) ? 'method' : 'expression';
}
