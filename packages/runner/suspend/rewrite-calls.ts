// Writes what waits inside of coloured functions: calls, constructions, getters, and iterators of the script.
import type { Fn } from './program.ts';
import type { Inside, Rewriting, Visit } from './rewriting.ts';
import { childrenOf, keyName, type Node, type Of } from './syntax.ts';

export class CallRewriter {
  readonly #on: Rewriting;
  readonly #visit: Visit;

  constructor(on: Rewriting, visit: Visit) {
    this.#on = on;
    this.#visit = visit;
  }

  /** Writes the node and what is in it if it may wait here; false when it is left to others. */
  rewrites(node: Node, inside: Inside): boolean {
    if (!inside.fn?.isColoured) return false;
    // A constructor that has become a generator cannot say super(...).
    const isSuper = node.type === 'CallExpression' && node.callee.type === 'Super';
    if (!isSuper && !this.#on.colours.mayWait(node)) return false;
    switch (node.type) {
      case 'CallExpression':
        this.#call(node, inside);
        return true;
      case 'NewExpression':
        this.#construct(node, inside);
        return true;
      case 'TaggedTemplateExpression':
        this.#tagged(node, inside);
        return true;
      case 'MemberExpression':
        this.#getter(node, inside);
        return true;
      case 'ForOfStatement':
        this.#forOf(node, inside);
        return true;
      case 'SpreadElement':
        this.#wrap(node.argument as Node, inside, '(yield* $spread(', '))');
        return true;
      case 'ArrayPattern':
        this.#pattern(node, inside);
        return true;
      case 'YieldExpression':
        this.#wrap(node.argument as Node, inside, '$delegate(', ')');
        return true;
      default:
        return false;
    }
  }

  /** What a pattern takes from an iterator is read before it is taken apart. */
  #pattern(node: Of<'ArrayPattern'>, inside: Inside): void {
    const { edits, prefix: p } = this.#on;
    const { parent } = node;
    const value = (
      parent.type === 'VariableDeclarator' ? parent.init : (parent as Of<'AssignmentExpression'>).right
    ) as Node;
    const takesAll = node.elements.at(-1)?.type === 'RestElement';
    edits.open(value.start, `(yield* ${p}spread(`);
    edits.close(value.end, `${takesAll ? '' : `, ${node.elements.length}`}))`);
    this.#children([...childrenOf(node)], inside);
  }

  #wrap(node: Node, inside: Inside, before: string, after: string): void {
    const { edits, prefix } = this.#on;
    edits.open(
      node.start,
      before.replaceAll('$', () => prefix),
    );
    edits.close(node.end, after);
    this.#visit(node, inside);
  }

  #children(nodes: readonly unknown[], inside: Inside): void {
    for (const node of nodes) if (node) this.#visit(node as Node, inside);
  }

  /** Position of the parenthesis that opens the arguments. */
  #argumentsAt(callee: Node): number {
    const { source } = this.#on;
    let at = callee.end;
    while (source[at] !== '(') {
      if (!/[\s)]/.test(source[at] ?? '')) throw new Error(`no arguments at ${at}`);
      at += 1;
    }
    return at;
  }

  #call(node: Of<'CallExpression'>, inside: Inside): void {
    const { edits, prefix: p, colours } = this.#on;
    const callee = node.callee as Node;
    const kind = colours.callKind(node);
    if (kind === 'wait') {
      edits.replace(node.start, this.#argumentsAt(callee), '(');
      edits.close(node.end, `, yield ${p}S)`);
      this.#children(node.arguments, inside);
      return;
    }
    if (kind === 'direct') {
      const { id } = colours.declaredBy(callee) as Fn;
      edits.open(node.start, '(yield* ');
      edits.replace(callee.start, callee.end, `${p}h${id}`);
      edits.close(node.end, ')');
      this.#children(node.arguments, inside);
      return;
    }
    if (callee.type === 'Super') this.#superCall(node, inside);
    else if (callee.type === 'Identifier' && callee.name === '__async') {
      edits.open(node.start, '(yield* ');
      edits.replace(callee.start, callee.end, `${p}asyncFace`);
      edits.close(node.end, ')');
      this.#children(node.arguments, inside);
    } else this.#ask(node, callee, inside);
  }

  /** Asks the callee for its generator face, calls that or else the function itself, and waits if it was the face. */
  #ask(node: Of<'CallExpression'>, callee: Node, inside: Inside): void {
    const { edits, prefix: p } = this.#on;
    const depth = inside.temporaries.need(inside.depth + 1);
    const [o, a, c] = ['o', 'a', 'c'].map((kind) => `${p}${kind}${depth}`);
    const within: Inside = { ...inside, depth };
    const open = this.#argumentsAt(callee);
    const text = JSON.stringify(this.#textOf(callee));
    if (callee.type === 'MemberExpression' && callee.object.type !== 'Super') {
      edits.open(node.start, `(${o} = `);
      const dot = this.#memberAt(callee);
      edits.close(dot, `, ${a} = ${p}g(${c} = ${this.#got(callee, o as string)}`);
      this.#visit(callee.object as Node, within);
      if (callee.computed) this.#visit(callee.property as Node, within);
      const isGot = this.#isGot(callee);
      if (isGot) edits.replace(dot, callee.end, '');
      edits.replace(
        open,
        open + 1,
        `, ${text}), ${c} = (${a} ?? ${c}).call(${o}${node.arguments.length > 0 ? ', ' : ''}`,
      );
    } else if (callee.type === 'MemberExpression') {
      edits.open(node.start, `(${a} = ${p}g(${c} = `);
      this.#visit(callee.object as Node, within);
      if (callee.computed) this.#visit(callee.property as Node, within);
      const self = inside.names.self ?? 'this';
      edits.replace(
        open,
        open + 1,
        `, ${text}), ${c} = (${a} ?? ${c}).call(${self}${node.arguments.length > 0 ? ', ' : ''}`,
      );
    } else {
      edits.open(node.start, `(${a} = ${p}g(${c} = `);
      this.#visit(callee, within);
      edits.open(open, `, ${text}), ${c} = (${a} ?? ${c})`);
    }
    this.#children(node.arguments, within);
    edits.close(node.end, `, ${a} === undefined ? ${c} : yield* ${c})`);
  }

  /** A getter that may wait is asked in the place of the property. */
  #isGot(callee: Of<'MemberExpression'>): boolean {
    return this.#on.colours.isWaitingGetter(callee);
  }

  #got(callee: Of<'MemberExpression'>, object: string): string {
    if (!this.#isGot(callee)) return object;
    return `(yield* ${this.#on.prefix}get(${object}, ${JSON.stringify(keyName(callee.property, callee.computed))}))`;
  }

  /** Position of the dot or bracket of a member. */
  #memberAt(callee: Of<'MemberExpression'>): number {
    const { source } = this.#on;
    if (!callee.computed) return source.lastIndexOf('.', (callee.property as Node).start);
    return source.indexOf('[', (callee.object as Node).end);
  }

  #textOf(callee: Node): string {
    return this.#on.source.slice(callee.start, callee.end).replace(/\s+/g, ' ').slice(0, 60);
  }

  #superCall(node: Of<'CallExpression'>, inside: Inside): void {
    const { edits, prefix: p } = this.#on;
    const open = this.#argumentsAt(node.callee as Node);
    edits.replace(
      node.start,
      open + 1,
      `(${p}this = yield* ${p}superCall(${inside.constructed}, ${p}target${node.arguments.length > 0 ? ', ' : ''}`,
    );
    this.#children(node.arguments, inside);
    edits.close(node.end, ')');
  }

  #construct(node: Of<'NewExpression'>, inside: Inside): void {
    const { edits, prefix: p, source } = this.#on;
    const callee = node.callee as Node;
    const hasParentheses =
      source[node.end - 1] === ')' && node.end > callee.end && /^[\s)]*\(/.test(source.slice(callee.end));
    edits.replace(node.start, node.start + 'new'.length, `(yield* ${p}new(`);
    edits.close(node.end, hasParentheses ? ')' : '))');
    this.#visit(callee, inside);
    if (hasParentheses) {
      const open = this.#argumentsAt(callee);
      edits.replace(open, open + 1, node.arguments.length > 0 ? ', ' : '');
    }
    this.#children(node.arguments, inside);
  }

  #tagged(node: Of<'TaggedTemplateExpression'>, inside: Inside): void {
    const { edits, prefix: p } = this.#on;
    const tag = node.tag as Node;
    const quasi = node.quasi as Node;
    if (tag.type === 'MemberExpression' && tag.object.type !== 'Super') {
      const depth = inside.temporaries.need(inside.depth + 1);
      const within: Inside = { ...inside, depth };
      edits.open(node.start, `(yield* ${p}tagged(${p}o${depth} = `);
      edits.close(this.#memberAt(tag), `, ${p}o${depth}`);
      this.#visit(tag.object as Node, within);
      if (tag.computed) this.#visit(tag.property as Node, within);
    } else {
      edits.open(node.start, `(yield* ${p}tagged(undefined, `);
      this.#visit(tag, inside);
    }
    edits.open(quasi.start, `, ${p}template`);
    this.#children(node.quasi.expressions, inside);
    edits.close(node.end, '))');
  }

  #getter(node: Of<'MemberExpression'>, inside: Inside): void {
    const { edits, prefix: p } = this.#on;
    const name = JSON.stringify(keyName(node.property, node.computed));
    if (node.object.type === 'Super') {
      const a = `${p}a${inside.temporaries.need(inside.depth + 1)}`;
      const { parent = 'super', self = 'this' } = inside.names;
      const text = `(${a} = ${parent}[${p}getKey(${name})], ${a} === undefined ? ${parent}[${name}] : yield* ${a}.call(${self}))`;
      edits.replace(node.start, node.end, text);
      return;
    }
    edits.open(node.start, `(yield* ${p}get(`);
    this.#visit(node.object as Node, inside);
    const at = this.#memberAt(node);
    edits.replace(at, node.end, `, ${name}))`);
  }

  /** for-of over an iterator that may wait: the loop is written out, and closes the iterator as for-of does. */
  #forOf(node: Of<'ForOfStatement'>, inside: Inside): void {
    const { edits, prefix: p, source } = this.#on;
    let outermost: Node = node;
    while (outermost.parent.type === 'LabeledStatement') outermost = outermost.parent;
    const it = `${p}i${node.start}`;
    const left = node.left as Node;
    const target =
      left.type === 'VariableDeclaration'
        ? `${source.slice(left.start, left.end)} = ${it}.value;`
        : `(${source.slice(left.start, left.end)} = ${it}.value);`;
    const right = node.right as Node;
    const body = node.body as Node;
    const head = Math.max(right.end, source.lastIndexOf(')', body.start - 1));
    edits.open(outermost.start, `{ let ${it}; try { `);
    edits.close(outermost.end, ` } finally { if (${it}) yield* ${it}.close(); } }`);
    edits.close(node.end, ' }');
    edits.replace(node.start, right.start, `for (${it} = ${p}iterate(`);
    this.#visit(right, inside);
    edits.replace(
      head,
      body.start,
      `); !(yield* ${it}.step()).done; ) { if (--${p}fuel < 0) ${p}fuel = ${p}tick(); ${target.replaceAll('\n', ' ')} `,
    );
    this.#visit(body, inside);
  }
}
