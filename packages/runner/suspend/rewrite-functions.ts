// Writes functions: the generator face next to the plain one, which runs it for callers that cannot wait.
import type { Fn } from './program.ts';
import { type Inside, type Rewriting, Temporaries, tickOf, type Visit } from './rewriting.ts';
import {
  childrenOf,
  type FunctionNode,
  givenName,
  isDirective,
  isIdentifierName,
  type Node,
  type Of,
} from './syntax.ts';

export class FunctionRewriter {
  readonly #on: Rewriting;
  readonly #visit: Visit;
  /** Functions whose texts are to be found again, by the number in what stands for them. */
  readonly originals: { start: number; end: number; id: number }[] = [];

  constructor(on: Rewriting, visit: Visit) {
    this.#on = on;
    this.#visit = visit;
  }

  write(node: FunctionNode, inside: Inside): void {
    const fn = this.#on.program.fnOf(node);
    if (!fn.isColoured || fn.isAsyncBody) this.plain(fn, inside);
    else if (fn.role === 'arrow') this.#arrow(fn, inside);
    else if (fn.role === 'declaration') this.#declaration(fn);
    else if (fn.role === 'expression') this.#expression(fn);
    else throw new Error('methods are written with their class or object');
  }

  /** A function without a generator face: only its loops and its beginning are watched. */
  plain(fn: Fn, inside: Inside): void {
    const { node, role } = fn;
    const names = role === 'arrow' ? inside.names : {};
    const own = this.own(fn, role === 'arrow' ? { ...inside, names } : undefined);
    for (const param of node.params) this.#visit(param as Node, own);
    if (node.body.type === 'BlockStatement') {
      const at = this.#bodyStart(node.body as Of<'BlockStatement'>);
      this.#visit(node.body as Node, own);
      this.#on.edits.close(at, ` /*${this.#on.prefix}${fn.id}*/ ${tickOf(this.#on.prefix)}${this.#declared(own)}`);
    } else {
      this.#on.edits.close(this.#arrowAt(node as Of<'ArrowFunctionExpression'>) + 2, ` /*${this.#on.prefix}${fn.id}*/`);
      this.#visit(node.body as Node, own);
    }
    this.note(fn);
  }

  own(fn: Fn, around?: Inside): Inside {
    return {
      fn,
      temporaries: new Temporaries(),
      depth: 0,
      names: around?.names ?? {},
      constructed: around?.constructed,
    };
  }

  #declared({ temporaries }: Inside): string {
    const text = temporaries.declaration(this.#on.prefix);
    return text && ` ${text}`;
  }

  /** Where the first statement may be put: behind `{` and directives. */
  #bodyStart(body: Of<'BlockStatement'>): number {
    const directives = body.body.filter((one) => isDirective(one as Node));
    return (directives.at(-1) as Node | undefined)?.end ?? body.start + 1;
  }

  /** Parameters of the plain face: as many as the function's `length` says. */
  dummies({ node }: Fn): string[] {
    const first = node.params.findIndex((param) => param.type === 'AssignmentPattern' || param.type === 'RestElement');
    const count = first < 0 ? node.params.length : first;
    return Array.from({ length: count }, (_, i) => `${this.#on.prefix}${i}`);
  }

  /** `yield` is not allowed among the parameters of a generator: where they call something, they become a first statement. */
  #parameters(fn: Fn, own: Inside, from: number, to: number, before = ''): string {
    const { edits, prefix: p } = this.#on;
    const { params } = fn.node;
    const isSimple = params.every(
      (param) => param.type === 'Identifier' || (param.type === 'RestElement' && param.argument.type === 'Identifier'),
    );
    if (isSimple || params.length === 0) {
      for (const param of params) this.#visit(param as Node, own);
      if (before) edits.open(from, params.length > 0 ? `${before}, ` : before);
      return '';
    }
    edits.open(from, () => `${before ? `${before}, ` : ''}...${p}p) {${this.#declared(own)} let [`);
    edits.close(to, `] = ${p}p;`);
    for (const param of params) this.#visit(param as Node, own);
    return 'moved';
  }

  /** Positions right behind the opening and at the closing parenthesis of a function's parameters. */
  parentheses(fn: Fn): [from: number, to: number] {
    const { source } = this.#on;
    const { node } = fn;
    const bodyStart = (node.body as Node).start;
    const searchFrom = node.type !== 'ArrowFunctionExpression' && node.id ? (node.id as Node).end : node.start;
    const from = source.indexOf('(', searchFrom) + 1;
    const lastEnd = (node.params.at(-1) as Node | undefined)?.end ?? from;
    const to = source.indexOf(')', lastEnd);
    if (from === 0 || to < 0 || to > bodyStart)
      throw new Error(`no parentheses around the parameters at ${node.start}`);
    return [from, to];
  }

  /** Body of a generator face: `{` is replaced where the parameters have opened it before. */
  #body(fn: Fn, own: Inside, isMoved: boolean, first = ''): void {
    const { edits } = this.#on;
    const body = fn.node.body as Of<'BlockStatement'>;
    const at = this.#bodyStart(body);
    this.#visit(body, own);
    const start = `${first} /*${this.#on.prefix}${fn.id}*/ ${tickOf(this.#on.prefix)}${isMoved ? '' : this.#declared(own)}`;
    if (isMoved) edits.replace(body.start, body.start + 1, '');
    edits.close(at, start);
  }

  #declaration(fn: Fn): void {
    const { edits, prefix: p } = this.#on;
    const { node, id, isGenerator } = fn;
    const name = (node as Of<'FunctionDeclaration'>).id as Of<'Identifier'>;
    const [from, to] = this.parentheses(fn);
    const face = isGenerator
      ? `${p}gen(${p}h${id}.apply(this, arguments))`
      : `${p}run(${p}h${id}.apply(this, arguments))`;
    edits.replace(
      node.start,
      from,
      `function ${name.name}(${this.dummies(fn).join(', ')}) { return ${face}; /*${p}${id}*/ } function* ${p}h${id}(`,
    );
    this.note(fn);
    this.generator(fn, from, to);
  }

  /** What stands between the parentheses and behind: parameters and body of a generator face. */
  generator(fn: Fn, from: number, to: number, own = this.own(fn), first = '', before = ''): void {
    const { edits } = this.#on;
    const isMoved = this.#parameters(fn, own, from, to, before) === 'moved';
    if (isMoved) edits.replace(to, (fn.node.body as Node).start, '');
    this.#body(fn, own, isMoved, first);
  }

  #expression(fn: Fn): void {
    const { edits, prefix: p } = this.#on;
    const { node, id, isGenerator } = fn;
    const [from, to] = this.parentheses(fn);
    const ownName = (node as Of<'FunctionExpression'>).id as Of<'Identifier'> | null | undefined;
    const given = ownName?.name ?? givenName(node as Node);
    const name = isIdentifierName(given) ? given : '';
    const dummies = this.dummies(fn).join(', ');
    const face = (h: string): string =>
      `${isGenerator ? `${p}gen` : `${p}run`}(${h}.apply(this, arguments)); /*${p}${id}*/`;
    const define = (f: string, h: string): string => {
      const named = given === name ? '' : `, ${JSON.stringify(given)}`;
      return isGenerator ? f : `${p}def(${f}, ${h}${named})`;
    };
    this.note(fn);
    if (ownName && this.#refersTo(fn, ownName)) {
      edits.replace(
        node.start,
        from,
        `(function () { function ${name}(${dummies}) { return ${face(`${p}h`)} } function* ${p}h(`,
      );
      this.generator(fn, from, to);
      edits.close(node.end, ` return ${define(name, `${p}h`)}; })()`);
      return;
    }
    const plain = `function ${name}(${dummies}) { return ${face(`${p}h`)} }`;
    edits.replace(node.start, from, `((${p}h) => ${define(plain, `${p}h`)})(function* (`);
    this.generator(fn, from, to);
    edits.close(node.end, ')');
  }

  #refersTo(fn: Fn, name: Of<'Identifier'>): boolean {
    const search = (node: Node): boolean =>
      (node.type === 'Identifier' && node !== name && node.name === name.name) || [...childrenOf(node)].some(search);
    return [...childrenOf(fn.node as Node)].some((child) => child !== name && search(child));
  }

  #arrow(fn: Fn, inside: Inside): void {
    const { edits, prefix: p } = this.#on;
    const node = fn.node as Of<'ArrowFunctionExpression'>;
    const own = this.own(fn, inside);
    const bindsThis = fn.usesThis && !inside.names.self;
    const needed: [name: string, value: string][] = [];
    own.names = { ...inside.names };
    const borrow = (isUsed: boolean, key: 'args' | 'parent' | 'target', value: string): void => {
      if (!isUsed || own.names[key]) return;
      const name = `${p}${key}${fn.id}`;
      own.names[key] = name;
      needed.push([name, value]);
    };
    borrow(fn.usesArguments && this.#isInFunction(fn), 'args', 'arguments');
    borrow(fn.usesNewTarget, 'target', 'new.target');
    borrow(fn.usesSuper, 'parent', `${p}super((k) => super[k])`);
    const dummies = this.dummies(fn);
    const plainParams = [...dummies, `...${p}r`].join(', ');
    const given = givenName(node);
    const plain = `(${plainParams}) => /*${p}${fn.id}*/ ${p}run(${p}h(${plainParams}))`;
    const named = given === '' ? plain : `({ ${JSON.stringify(given)}: ${plain} })[${JSON.stringify(given)}]`;
    const wrap =
      needed.length > 0
        ? [`((${needed.map(([n]) => n).join(', ')}) => `, `)(${needed.map(([, v]) => v).join(', ')})`]
        : ['', ''];
    this.note(fn);
    const open = `${wrap[0]}((${p}h) => ${p}def(${named}, ${p}h))(${bindsThis ? `${p}bind(this, ` : ''}function* (`;
    // Everything from the start to the body is written anew, around the parameters.
    const arrow = this.#arrowAt(node);
    const first = node.params[0] as Node | undefined;
    const last = node.params.at(-1) as Node | undefined;
    const from = first?.start ?? arrow;
    const to = last?.end ?? arrow;
    edits.replace(node.start, from, open);
    const isMoved = this.#parameters(fn, own, from, to) === 'moved';
    const body = node.body as Node;
    if (body.type === 'BlockStatement') {
      edits.replace(to, body.start, isMoved ? '' : ') ');
      this.#body(fn, own, isMoved);
      edits.close(node.end, `${bindsThis ? ')' : ''})${wrap[1]}`);
      return;
    }
    edits.close(node.end, `); }${bindsThis ? ')' : ''})${wrap[1]}`);
    this.#visit(body, own);
    edits.replace(to, arrow + 2, `${isMoved ? '' : `) {${this.#declared(own)}`} ${tickOf(this.#on.prefix)} return (`);
  }

  #arrowAt(node: Of<'ArrowFunctionExpression'>): number {
    const last = node.params.at(-1) as Node | undefined;
    return this.#on.source.indexOf('=>', last?.end ?? node.start);
  }

  #isInFunction(fn: Fn): boolean {
    for (let outer = fn.outer; outer; outer = outer.outer) if (outer.role !== 'arrow') return true;
    return false;
  }

  /** Remembers where a function stood, for String(function). */
  note({ node, id }: Fn): void {
    this.originals.push({ start: (node as Node).start, end: (node as Node).end, id });
  }
}
