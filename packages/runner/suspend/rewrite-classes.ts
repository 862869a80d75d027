// Writes classes and objects: methods and getters that wait are written as their faces, constructors become generators.
import type { Fn } from './program.ts';
import { Refusal } from './refusal.ts';
import type { FunctionRewriter } from './rewrite-functions.ts';
import type { Inside, Rewriting, Visit } from './rewriting.ts';
import { type ClassNode, givenName, isFunction, keyName, type Node, type Of } from './syntax.ts';

export class ClassRewriter {
  readonly #on: Rewriting;
  readonly #visit: Visit;
  readonly #functions: FunctionRewriter;

  constructor(on: Rewriting, visit: Visit, functions: FunctionRewriter) {
    this.#on = on;
    this.#visit = visit;
    this.#functions = functions;
  }

  object(node: Of<'ObjectExpression'>, inside: Inside): void {
    const { edits, prefix: p } = this.#on;
    const specs = node.properties.flatMap((property) => {
      if (property.type === 'Property' && isFunction(property.value) && (property.method || property.kind !== 'init'))
        return this.#method(property as Of<'Property'>, inside, 0);
      this.#visit(property as Node, inside);
      return [];
    });
    if (specs.length === 0) return;
    edits.open(node.start, `${p}methods(`);
    edits.close(node.end, `, [${specs.join(', ')}])`);
  }

  /** Writes a method; what the runtime has to know of it when it is coloured: [kind, key, length]. */
  #method(member: Of<'Property'> | Of<'MethodDefinition'>, inside: Inside, kind: number): string[] {
    const { edits, prefix: p, source, program } = this.#on;
    const fn = program.fnOf(member.value as Node);
    const key = member.key as Node;
    if (!fn.isColoured || fn.isAsyncBody) {
      if (member.computed) this.#visit(key, inside);
      this.#functions.plain(fn, inside);
      return [];
    }
    const [from, to] = this.#functions.parentheses(fn);
    const name = keyName(key, member.computed);
    let spec = JSON.stringify(name);
    if (name === undefined) {
      spec = `${p}k${fn.id}`;
      this.#keys.push(spec);
      edits.open(key.start, `${spec} = `);
      this.#visit(key, inside);
    }
    if (fn.role === 'getter') {
      const start = source.indexOf('get', member.start);
      if (name === undefined) throw new Refusal('a getter with a computed name that waits', member.start);
      // A getter of the same name holds the place among the properties.
      const isProperty = member.type === 'Property';
      const again = isProperty ? ', ' : member.static ? ' static ' : ' ';
      const shown = source.slice(key.start, key.end);
      edits.replace(start, from, `get ${shown}() {}${again}*[${p}getKey(${spec})](`);
    } else if (!fn.isGenerator) edits.open(member.computed ? source.lastIndexOf('[', key.start) : key.start, '*');
    this.#functions.note(fn);
    this.#functions.generator(fn, from, to);
    const length = this.#functions.dummies(fn).length;
    return [`[${kind + (fn.role === 'getter' ? 2 : 0) + (fn.isGenerator ? 4 : 0)}, ${spec}, ${length}]`];
  }

  /** Variables that hold the computed keys of methods; declared once for the whole script. */
  readonly #keys: string[] = [];

  get keys(): readonly string[] {
    return this.#keys;
  }

  class(node: ClassNode, inside: Inside): void {
    const { edits, prefix: p, program } = this.#on;
    if (node.superClass) this.#visit(node.superClass as Node, inside);
    const specs: string[] = [];
    let className = node.id?.name;
    let hasColouredConstructor = false;
    for (const member of node.body.body as Node[]) {
      if (member.type !== 'MethodDefinition') {
        this.#visit(member, inside);
        continue;
      }
      const fn = program.fnOf(member.value);
      if (fn.role !== 'constructor') specs.push(...this.#method(member, inside, member.static ? 1 : 0));
      else if (!fn.isColoured) this.#functions.plain(fn, inside);
      else {
        hasColouredConstructor = true;
        if (className === undefined) {
          className = `${p}C${fn.id}`;
          edits.close(node.start + 'class'.length, ` ${className}`);
        }
        this.#maker(fn, member, className, Boolean(node.superClass));
      }
    }
    if (specs.length === 0 && !(hasColouredConstructor && !node.id)) return;
    if (node.type === 'ClassDeclaration') {
      edits.close(node.end, ` ${p}methods(${className}, [${specs.join(', ')}]);`);
      return;
    }
    const name = node.id ? '' : `, ${JSON.stringify(givenName(node))}`;
    edits.open(node.start, `${p}methods(`);
    edits.close(node.end, `, [${specs.join(', ')}]${name})`);
  }

  #maker(fn: Fn, member: Of<'MethodDefinition'>, className: string, isDerived: boolean): void {
    const { edits, prefix: p } = this.#on;
    const [from, to] = this.#functions.parentheses(fn);
    const dummies = this.#functions.dummies(fn).join(', ');
    const [self, target, args] = [`${p}this`, `${p}target`, `${p}args`];
    const plain = `constructor(${dummies}) { return ${p}run(${className}[${p}make].call(undefined, new.target, ...arguments)); }`;
    edits.replace(member.start, from, `${plain} static *[${p}make](`);
    const first = ` let ${self}${isDerived ? '' : ` = ${p}create(${target})`};${fn.usesArguments ? ` const ${args} = ${p}rest(arguments);` : ''}`;
    const own: Inside = {
      ...this.#functions.own(fn),
      names: { self, target, args, parent: `${p}parent(${className})` },
      constructed: className,
    };
    this.#functions.generator(fn, from, to, own, first, target);
    edits.close((fn.node.body as Node).end - 1, ` return ${self};`);
  }

  return(node: Of<'ReturnStatement'>, inside: Inside): void {
    const { edits, prefix: p } = this.#on;
    if (!node.argument) {
      edits.close(node.start + 'return'.length, ` ${p}this`);
      return;
    }
    const argument = node.argument as Node;
    edits.close(node.start + 'return'.length, ` ${p}made(`);
    edits.close(node.end - (this.#on.source[node.end - 1] === ';' ? 1 : 0), `, ${p}this)`);
    this.#visit(argument, inside);
  }
}
