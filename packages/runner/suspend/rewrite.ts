// Writes the generator faces of coloured functions into the script's text.
//
// A coloured function keeps a plain face for callers that cannot wait. Its body moves into a generator next to it; the plain face
// runs that generator and reports an error if it would have to wait.

import type { Variable } from 'eslint-scope';
import { listsMembers } from './lists-members.ts';
import { ASYNC_HELPER } from './program.ts';
import { CallRewriter } from './rewrite-calls.ts';
import { ClassRewriter } from './rewrite-classes.ts';
import { FunctionRewriter } from './rewrite-functions.ts';
import { type Inside, type Rewriting, tickOf, type Visit } from './rewriting.ts';
import { childrenOf, givenName, isClass, isDirective, isFunction, type Node, type Of } from './syntax.ts';

export class Rewriter {
  readonly #on: Rewriting;
  readonly #calls: CallRewriter;
  readonly #functions: FunctionRewriter;
  readonly #classes: ClassRewriter;

  constructor(on: Rewriting) {
    this.#on = on;
    const visit: Visit = (node, inside) => this.visit(node, inside);
    this.#calls = new CallRewriter(on, visit);
    this.#functions = new FunctionRewriter(on, visit);
    this.#classes = new ClassRewriter(on, visit, this.#functions);
  }

  /** Functions whose texts are to be found again, by the number in what stands for them. */
  get originals(): FunctionRewriter['originals'] {
    return this.#functions.originals;
  }

  /** Variables that hold the computed keys of methods; declared once for the whole script. */
  get keys(): readonly string[] {
    return this.#classes.keys;
  }

  visit(node: Node, inside: Inside): void {
    if (listsMembers(node, this.#on.program)) this.#own(node);
    if (isFunction(node)) this.#functions.write(node, inside);
    else if (isClass(node)) this.#classes.class(node, inside);
    else if (node.type === 'ObjectExpression') this.#classes.object(node, inside);
    else if (node.type === 'CatchClause') this.#catch(node, inside);
    else if (node.type === 'BlockStatement' || node.type === 'SwitchCase') this.#block(node, inside);
    else if (node.type === 'ThisExpression' && inside.names.self) this.#replace(node, inside.names.self);
    else if (node.type === 'MetaProperty' && inside.names.target) this.#replace(node, inside.names.target);
    else if (node.type === 'Super' && inside.names.parent) this.#replace(node, inside.names.parent);
    else if (node.type === 'Identifier') this.#identifier(node, inside);
    else if (node.type === 'ReturnStatement' && inside.constructed && inside.fn?.role === 'constructor')
      this.#classes.return(node, inside);
    else if (this.#calls.rewrites(node, inside)) return;
    else {
      if (LOOPS.has(node.type)) this.#loop(node as Of<'WhileStatement'>);
      this.children(node, inside);
    }
  }

  children(node: Node, inside: Inside): void {
    for (const child of childrenOf(node)) this.visit(child, inside);
  }

  #own({ start, end }: Node): void {
    const { prefix: p, edits } = this.#on;
    // In parentheses: `a, b` is not two arguments.
    edits.open(start, `${p}own((`);
    edits.close(end, '))');
  }

  #replace(node: Node, text: string): void {
    this.#on.edits.replace(node.start, node.end, text);
  }

  #identifier(node: Of<'Identifier'>, { names }: Inside): void {
    const { prefix, edits, program } = this.#on;
    if (isKey(node)) return;
    if (node.name === 'arguments' && names.args) {
      const isShort = node.parent.type === 'Property' && node.parent.shorthand;
      edits.replace(node.start, node.end, isShort ? `arguments: ${names.args}` : names.args);
    } else if (node.name === 'Promise' && this.#on.promise && !program.variableOf(node))
      this.#replace(node, this.#promise(this.#on.promise));
    else if (node.name === ASYNC_HELPER && program.variableOf(node) && node.parent.type !== 'VariableDeclarator')
      edits.replace(node.start, node.end, `${prefix}async`);
    else {
      const place = this.placeOf(node);
      if (place !== undefined) this.#moved(node, place);
    }
  }

  /** What stands for a variable that is in the VU's list. */
  placeOf(name: Of<'Identifier'>): string | undefined {
    return this.#placeOf(this.#on.program.variableOf(name) ?? this.#declaredBy(name));
  }

  #placeOf(variable: Variable | undefined): string | undefined {
    const place = variable && this.#on.own.get(variable);
    return place === undefined ? undefined : `${this.#on.prefix}v[${place}]`;
  }

  #promise(name: string): string {
    return this.#placeOf(this.#on.program.topVariable(name)) ?? name;
  }

  #declaredBy({ parent, ...name }: Of<'Identifier'>): Variable | undefined {
    const isDeclaration = parent.type === 'VariableDeclarator' && (parent.id as Node).start === name.start;
    const variable = isDeclaration ? this.#on.program.topVariable(name.name) : undefined;
    return variable?.defs.some(({ node }) => (node as Node) === parent) ? variable : undefined;
  }

  #moved(node: Of<'Identifier'>, place: string): void {
    const { edits, prefix } = this.#on;
    const { parent } = node;
    const isFirst = (one: unknown): boolean => (one as Node).start === node.start;
    if (parent.type === 'VariableDeclarator' && isFirst(parent.id)) {
      const init = parent.init as Node | null | undefined;
      edits.replace(node.start, node.end, `${prefix}m${node.start}${init ? ` = ${place}` : ''}`);
      if (init && (isFunction(init) || isClass(init)) && givenName(init) !== '') {
        edits.open(init.start, `({ ${node.name}: `);
        edits.close(init.end, ` }).${node.name}`);
      }
      return;
    }
    const around = parent.type === 'AssignmentPattern' && isFirst(parent.left) ? parent.parent : parent;
    const isShort = around.type === 'Property' && around.shorthand;
    const isCalled =
      (parent.type === 'CallExpression' && isFirst(parent.callee)) || parent.type === 'TaggedTemplateExpression';
    edits.replace(node.start, node.end, isShort ? `${node.name}: ${place}` : isCalled ? `(0, ${place})` : place);
  }

  /** Statements that register the generator faces of the functions that are declared among others. */
  registrations(statements: readonly Node[]): string {
    const { prefix: p, program } = this.#on;
    return statements
      .filter((one) => one.type === 'FunctionDeclaration')
      .filter((one) => program.fnOf(one).isColoured && !one.generator)
      .map((one) => `${p}def(${one.id?.name}, ${p}h${program.fnOf(one).id}); `)
      .join('');
  }

  /** Registers what a block declares before its first statement. */
  #block(node: Of<'BlockStatement'> | Of<'SwitchCase'>, inside: Inside): void {
    const body = (node.type === 'SwitchCase' ? node.consequent : node.body) as Node[];
    const first = body.find((statement) => !isDirective(statement));
    const faces = this.registrations(body);
    if (first && faces) this.#on.edits.open(first.start, faces);
    this.children(node, inside);
  }

  /** What ends a run ends it whatever a script catches. */
  #catch(node: Of<'CatchClause'>, inside: Inside): void {
    const { prefix: p, edits } = this.#on;
    const param = node.param as Node | null;
    const body = node.body as Node;
    if (param === null) {
      edits.open(body.start, `(${p}e) `);
      edits.close(body.start + 1, ` ${p}pass(${p}e);`);
    } else if (param.type === 'Identifier') edits.close(body.start + 1, ` ${p}pass(${param.name});`);
    else {
      edits.open(param.start, `${p}e`);
      edits.replace(param.start, param.end, '');
      edits.close(
        body.start + 1,
        ` ${p}pass(${p}e); let ${this.#on.source.slice(param.start, param.end).replaceAll('\n', ' ')} = ${p}e;`,
      );
    }
    this.children(body, inside);
  }

  #loop({ body }: Of<'WhileStatement'>): void {
    const { edits } = this.#on;
    const block = body as Node;
    if (block.type === 'BlockStatement') edits.close(block.start + 1, ` ${tickOf(this.#on.prefix)}`);
    else {
      edits.open(block.start, `{ ${tickOf(this.#on.prefix)} `);
      edits.close(block.end, ' }');
    }
  }
}

const LOOPS = new Set(['WhileStatement', 'DoWhileStatement', 'ForStatement', 'ForInStatement', 'ForOfStatement']);

/** The name of a property, which is not a reference. */
function isKey({ parent, ...node }: Of<'Identifier'>): boolean {
  if (parent.type === 'MemberExpression') return !parent.computed && (parent.property as Node).start === node.start;
  if (parent.type === 'Property')
    return !parent.computed && !parent.shorthand && (parent.key as Node).start === node.start;
  return parent.type === 'MethodDefinition' && !parent.computed;
}
