// Which functions may have to wait: those that call the host's waiting calls, those that call these, and so on to a fixed point.
//
// A call whose callee cannot be known counts as one that may wait: that costs a question at run time. A call that is taken for
// one that never waits, and does, is noticed when it happens and ends the run.
import type * as ESTree from 'estree';
import { CALLING, GLOBALS, ITERATING, SILENT } from './natives.ts';
import { ASYNC_HELPER, type Fn, type Program } from './program.ts';
import { type ClassNode, isClass, isFunction, keyName, type Node, type Of } from './syntax.ts';

/** The one call that waits by itself; its argument starts what is waited for. */
export const WAIT = '__wait';
/** The host's side: nothing of it calls the script. */
const NATIVE = '__native';
/** How far a value is followed through names and objects. */
const MOST_STEPS = 6;

/** `never`: a plain call. `ask`: the callee is asked for its generator face. `direct`: the function is known and coloured. */
export type CallKind = 'never' | 'ask' | 'direct' | 'wait';

export class Colours {
  /** Iterators of the script may wait in `next`, so that for-of, spread and destructuring may. */
  hasWaitingIterators = false;
  readonly #program: Program;
  /** The language's own objects are as the language has them. */
  readonly #isPlainWorld: boolean;
  /** Answers of this round. */
  #values = new Map<Node, boolean>();
  #members = new Map<string, boolean>();

  constructor(program: Program, isPlainWorld: boolean) {
    this.#program = program;
    this.#isPlainWorld = isPlainWorld;
    while (this.#round()) {
      this.#values = new Map();
      this.#members = new Map();
    }
  }

  /** Whether this node, in a coloured function, may wait. */
  mayWait(node: Node): boolean {
    switch (node.type) {
      case 'CallExpression':
        return this.callKind(node) !== 'never';
      case 'NewExpression':
        return this.#mayConstructorWait(node);
      case 'TaggedTemplateExpression':
        return this.#mayCalleeWait(node.tag as Node, node.quasi.expressions as Node[]);
      case 'MemberExpression':
        return this.isWaitingGetter(node);
      case 'ForOfStatement':
        return this.hasWaitingIterators;
      case 'SpreadElement':
        return this.hasWaitingIterators && node.parent.type !== 'ObjectExpression';
      case 'ArrayPattern':
        return this.hasWaitingIterators && this.#isDestructured(node);
      case 'YieldExpression':
        return node.delegate && this.hasWaitingIterators;
      default:
        return false;
    }
  }

  callKind(node: Of<'CallExpression'>): CallKind {
    const callee = node.callee as Node;
    const args = node.arguments as Node[];
    if (callee.type === 'Identifier' && callee.name === WAIT && !this.#program.variableOf(callee)) return 'wait';
    if (this.declaredBy(callee)) return 'direct';
    if (callee.type === 'Super') return this.#maySuperWait(callee) ? 'ask' : 'never';
    return this.#mayCalleeWait(callee, args) ? 'ask' : 'never';
  }

  /** The coloured function that a callee always is, if it is declared as one and needs no `this`. */
  declaredBy(callee: Node): Fn | undefined {
    let value: Node | undefined;
    if (callee.type === 'Identifier') value = this.#program.valueOf(callee);
    else if (callee.type === 'MemberExpression' && callee.object.type === 'Identifier') {
      const name = keyName(callee.property, callee.computed);
      const member = name === undefined ? undefined : this.#memberOf(callee.object as Of<'Identifier'>, name);
      value = member?.type === 'Identifier' ? this.#program.valueOf(member) : undefined;
    }
    if (value?.type !== 'FunctionDeclaration') return undefined;
    const fn = this.#program.fnOf(value);
    return fn.isColoured && !fn.isGenerator && !fn.usesThis && this.#isInReach(fn, callee) ? fn : undefined;
  }

  /** Whether the generator face of a declared function can be named where a callee stands. */
  #isInReach(fn: Fn, callee: Node): boolean {
    if (callee.type === 'Identifier' || fn.outer === undefined) return fn.node.parent.type !== 'SwitchCase';
    return false;
  }

  /** A property whose getter, wherever it is defined, may wait. */
  isWaitingGetter(node: Of<'MemberExpression'>): boolean {
    const { parent } = node;
    if ((parent.type === 'AssignmentExpression' && parent.left === node) || parent.type === 'UpdateExpression')
      return false;
    const name = keyName(node.property, node.computed);
    return name !== undefined && (this.#program.getters.get(name)?.some((fn) => fn.isColoured) ?? false);
  }

  #round(): boolean {
    let hasChanged = false;
    for (const fn of this.#program.functions) {
      if (fn.isColoured || fn.cannotWait || !fn.sites.some((site) => this.mayWait(site))) continue;
      fn.isColoured = hasChanged = true;
      if ((fn.isGenerator && !fn.isAsyncBody) || this.#isIteratorMethod(fn)) this.hasWaitingIterators = true;
    }
    return hasChanged;
  }

  #isIteratorMethod({ node: { parent } }: Fn): boolean {
    if (parent.type !== 'Property' && parent.type !== 'MethodDefinition') return false;
    return parent.computed || keyName(parent.key, false) === 'next';
  }

  #isDestructured({ parent }: Of<'ArrayPattern'>): boolean {
    return (
      (parent.type === 'VariableDeclarator' && parent.init !== null && parent.init !== undefined) ||
      (parent.type === 'AssignmentExpression' && parent.left.type === 'ArrayPattern')
    );
  }

  #mayConstructorWait({ callee, arguments: args }: Of<'NewExpression'>): boolean {
    if (callee.type !== 'Identifier') return true;
    if (this.#program.isNative(callee))
      return args.length > 0 && this.hasWaitingIterators && ITERATING.test(callee.name);
    const value = this.#program.valueOf(callee);
    return value && (isClass(value) || isFunction(value)) ? this.#mayValueWait(value) : true;
  }

  #maySuperWait(node: Node): boolean {
    for (let at: Node = node; at.parent; at = at.parent) {
      if (!isClass(at.parent) || at !== (at.parent.body as Node)) continue;
      return this.#mayValueWait(at.parent.superClass as Node | undefined);
    }
    return true;
  }

  #mayCalleeWait(callee: Node, args: Node[]): boolean {
    if (isFunction(callee)) return this.#program.fnOf(callee).isColoured;
    if (callee.type === 'Identifier') return this.#mayNamedWait(callee, args);
    if (callee.type === 'MemberExpression') return this.#mayMethodWait(callee, args);
    return callee.type !== 'ImportExpression';
  }

  #mayNamedWait(callee: Of<'Identifier'>, args: Node[]): boolean {
    if (callee.name === ASYNC_HELPER) return args.some((arg) => isFunction(arg) && this.#program.fnOf(arg).isColoured);
    if (!this.#program.variableOf(callee)) return !GLOBALS.has(callee.name);
    const value = this.#program.valueOf(callee);
    if (value && (isFunction(value) || isClass(value))) return this.#mayValueWait(value);
    return value?.type === 'MemberExpression' || value?.type === 'Identifier' ? this.#mayValueWait(value) : true;
  }

  #mayMethodWait(callee: Of<'MemberExpression'>, args: Node[]): boolean {
    const name = keyName(callee.property, callee.computed);
    if (name === undefined) return true;
    const object = callee.object as Node;
    const callsBack =
      CALLING.has(name) && (this.#mayCallBack(args) || (isCallOfFunction(name) && this.#mayValueWait(object)));
    if (object.type === 'Identifier') {
      if (!this.#program.variableOf(object) && (GLOBALS.has(object.name) || object.name === NATIVE)) return callsBack;
      const known = this.#memberOf(object, name);
      if (known) return this.#mayValueWait(known);
    }
    if (this.#isMadeByLanguage(object)) return callsBack;
    if (this.#program.members.has(name)) return callsBack || this.#mayMemberWait(name);
    if (CALLING.has(name)) return callsBack;
    return !SILENT.has(name);
  }

  /** Whether a value is always one of the language's own objects, such as a Map or a regular expression. */
  #isMadeByLanguage(value: Node): boolean {
    if (!this.#isPlainWorld) return false;
    if (value.type === 'Literal' || value.type === 'TemplateLiteral') return true;
    if (value.type === 'NewExpression')
      return value.callee.type === 'Identifier' && this.#program.isNative(value.callee);
    if (value.type !== 'Identifier') return false;
    const variable = this.#program.variableOf(value);
    const always = this.#program.valueOf(value);
    if (!variable || !always || this.#program.changed.has(variable)) return false;
    return always.type !== 'Identifier' && this.#isMadeByLanguage(always);
  }

  /** The member of an object that the script writes down whole and does not change by its name. */
  #memberOf(object: Of<'Identifier'>, name: string): Node | undefined {
    const written = this.#program.valueOf(object);
    const variable = this.#program.variableOf(object);
    const value = written?.type === 'CallExpression' ? this.#program.frozenBy(written) : written;
    if (value?.type !== 'ObjectExpression' || !variable || this.#program.changed.has(variable)) return undefined;
    const found = value.properties.find((p) => p.type === 'Property' && keyName(p.key, p.computed) === name);
    return found?.type === 'Property' && found.kind === 'init' ? (found.value as Node) : undefined;
  }

  #mayMemberWait(name: string): boolean {
    const known = this.#members.get(name);
    if (known !== undefined) return known;
    const answer =
      (this.#program.members.get(name) ?? []).some((value) => this.#mayValueWait(value)) || this.#mayComputedWait();
    this.#members.set(name, answer);
    return answer;
  }

  #mayComputedWait(): boolean {
    if (this.#program.hasHiddenMembers) return true;
    return this.#program.computed.some((value) => isFunction(value) && this.#program.fnOf(value).isColoured);
  }

  /** Whether a native function that gets these arguments may call one that waits. */
  #mayCallBack(args: Node[]): boolean {
    return args.some((arg) => {
      if (arg.type === 'SpreadElement' || arg.type === 'CallExpression') return true;
      if (arg.type === 'Identifier' && !this.#program.variableOf(arg)) return !GLOBALS.has(arg.name);
      return this.#mayValueWait(arg);
    });
  }

  /** Whether a value may be, hold or lead its caller to a coloured function. */
  #mayValueWait(value: Node | null | undefined, steps = 0): boolean {
    if (!value || steps > MOST_STEPS) return true;
    const known = this.#values.get(value);
    if (known !== undefined) return known;
    const answer = this.#judge(value, steps + 1);
    this.#values.set(value, answer);
    return answer;
  }

  #judge(value: Node, steps: number): boolean {
    const any = (values: readonly (ESTree.Node | null)[]): boolean =>
      values.some((one) => one !== null && this.#mayValueWait(one as Node, steps));
    if (isFunction(value)) return this.#program.fnOf(value).isColoured;
    if (isClass(value)) return this.#mayClassWait(value, steps);
    switch (value.type) {
      case 'Literal':
      case 'TemplateLiteral':
      case 'BinaryExpression':
      case 'UnaryExpression':
      case 'UpdateExpression':
        return false;
      case 'ObjectExpression':
        return value.properties.some(
          (p) =>
            p.type !== 'Property' ||
            // A length, as Array.from needs one, is a number.
            (p.kind === 'init' &&
              keyName(p.key, p.computed) !== 'length' &&
              this.#mayValueWait(p.value as Node, steps)),
        );
      case 'ArrayExpression':
        return any(value.elements);
      case 'ConditionalExpression':
        return any([value.consequent, value.alternate]);
      case 'LogicalExpression':
        return any([value.left, value.right]);
      case 'Identifier': {
        if (!this.#program.variableOf(value)) return !GLOBALS.has(value.name);
        return this.#mayValueWait(this.#program.valueOf(value), steps);
      }
      case 'CallExpression': {
        const frozen = this.#program.frozenBy(value);
        return frozen ? this.#mayValueWait(frozen, steps) : true;
      }
      case 'MemberExpression': {
        const name = keyName(value.property, value.computed);
        if (value.object.type !== 'Identifier' || name === undefined) return true;
        // Math.floor, Object.keys: known not to call what they are given.
        if (this.#program.isNative(value.object)) return !SILENT.has(name);
        const known = this.#memberOf(value.object as Of<'Identifier'>, name);
        return known ? this.#mayValueWait(known, steps) : true;
      }
      default:
        return true;
    }
  }

  #mayClassWait(value: ClassNode, steps: number): boolean {
    const own = value.body.body.find((member) => member.type === 'MethodDefinition' && member.kind === 'constructor');
    if (own?.type === 'MethodDefinition' && this.#program.fnOf(own.value).isColoured) return true;
    return own ? false : Boolean(value.superClass) && this.#mayValueWait(value.superClass as Node, steps);
  }
}

function isCallOfFunction(name: string): boolean {
  return name === 'call' || name === 'apply' || name === 'bind';
}
