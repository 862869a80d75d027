// What of k6 a script uses that the runner lacks, as far as that can be read off its text: it is refused before the run, not in it.
//
// Followed are the names of imports of a k6 module, variables that hold nothing but answers of k6/http or of a batch, and
// the parameter of a check's function. What goes through other hands ends the run when it is called.
import { parse } from 'acorn';
import { analyze, type Reference, type Variable } from 'eslint-scope';
import type * as ESTree from 'estree';
import { faultOf } from './guest/gjson/select.ts';

/** Members of modules and of globals that are refused. */
const REFUSED: Record<string, readonly string[]> = {
  'k6/browser': ['chromium'],
  'k6/crypto': ['md4'],
};
/** What to do instead; the script's own words otherwise. */
const INSTEAD: Readonly<Record<string, string>> = {
  'k6/browser chromium': 'set K6_BROWSER_WS_URL instead of chromium.connectOverCDP()',
};
/** Values of request params that are refused. */
const REFUSED_PARAMS: Record<string, RegExp> = { auth: /^ntlm$/, compression: /zstd/ };
/** Functions whose first argument names an algorithm. */
const TAKES_ALGORITHM = ['createHash', 'createHMAC', 'hmac'];
const SENDERS = ['get', 'head', 'post', 'put', 'patch', 'del', 'options', 'request', 'asyncRequest'];
/** A cheap look before the text is parsed. */
const HINT = /\b(md4|ntlm|zstd|chromium)\b|\bjson\(\s*["'][^"'\n]*[*?|@!{}[\](]/;

type Node = ESTree.Node & { start: number; end: number };

/** The first thing that is refused, by its name and where the script says it; undefined when there is none. */
export function knownRefusal(source: string): string | undefined {
  if (!HINT.test(source)) return undefined;
  const reader = new ScriptReader(source);
  return reader.firstRefusal();
}

class ScriptReader {
  readonly #source: string;
  readonly #variables = new Map<unknown, Variable | null>();
  readonly #parents = new Map<Node, Node>();
  /** Variables whose values are being looked at. */
  readonly #asked = new Set<Variable>();

  constructor(source: string) {
    this.#source = source;
    const program = parse(source, { ecmaVersion: 2022, sourceType: 'module', ranges: true }) as unknown as Node;
    const { scopes } = analyze(program as ESTree.Program, { ecmaVersion: 2022, sourceType: 'module' });
    for (const scope of scopes)
      for (const { identifier, resolved } of scope.references) this.#variables.set(identifier, resolved);
    this.#adopt(program);
  }

  firstRefusal(): string | undefined {
    for (const node of this.#parents.keys()) {
      const what = this.#refusedAt(node);
      const instead = what && (INSTEAD[what] ?? this.#source.slice(node.start, node.end).slice(0, 60));
      if (instead) return `${what} is not supported by the local runner: ${instead}`;
    }
    return undefined;
  }

  #refusedAt(node: Node): string | undefined {
    if (node.type === 'MemberExpression') return this.#refusedMember(node);
    if (node.type === 'ImportSpecifier') return this.#refusedImport(node);
    if (node.type === 'CallExpression')
      return this.#refusedAlgorithm(node) ?? this.#refusedParam(node) ?? this.#refusedSelector(node);
    return undefined;
  }

  #refusedMember(node: ESTree.MemberExpression): string | undefined {
    const member = memberName(node);
    const owner = Object.keys(REFUSED).find((name) => REFUSED[name]?.includes(member ?? ''));
    if (!owner || !member) return undefined;
    const object = node.object as ESTree.Expression;
    return this.#moduleOf(object) === owner ? `${owner} ${member}` : undefined;
  }

  #refusedImport(node: ESTree.ImportSpecifier): string | undefined {
    const declaration = this.#parents.get(node as Node) as ESTree.ImportDeclaration | undefined;
    const [module, name] = [String(declaration?.source.value), importedName(node)];
    return REFUSED[module]?.includes(name) ? `${module} ${name}` : undefined;
  }

  #refusedAlgorithm(node: ESTree.CallExpression): string | undefined {
    const [module, name] = this.#calledOf(node) ?? [];
    const [first] = node.arguments;
    if (module !== 'k6/crypto' || !TAKES_ALGORITHM.includes(name ?? '') || first?.type !== 'Literal') return undefined;
    return REFUSED['k6/crypto']?.includes(String(first.value)) ? `k6/crypto ${first.value}` : undefined;
  }

  #refusedParam(node: ESTree.CallExpression): string | undefined {
    const [module, name] = this.#calledOf(node) ?? [];
    if (module !== 'k6/http' || !SENDERS.includes(name ?? '')) return undefined;
    for (const argument of node.arguments) {
      const given = argument.type === 'Identifier' ? this.#onlyValueOf(argument) : argument;
      if (given?.type !== 'ObjectExpression') continue;
      for (const property of given.properties) {
        if (property.type !== 'Property' || property.value.type !== 'Literal') continue;
        const [key, value] = [keyName(property), String(property.value.value)];
        if (REFUSED_PARAMS[key]?.test(value)) return `params.${key} ${value}`;
      }
    }
    return undefined;
  }

  #refusedSelector({ callee, arguments: [selector] }: ESTree.CallExpression): string | undefined {
    if (callee.type !== 'MemberExpression' || memberName(callee) !== 'json' || selector?.type !== 'Literal')
      return undefined;
    const isRefused = faultOf(String(selector.value)) !== undefined && this.#isResponse(callee.object);
    return isRefused ? `Response.json(${JSON.stringify(selector.value)})` : undefined;
  }

  /** Whether an expression is an answer of k6/http, as far as its text tells. */
  #isResponse(node: ESTree.Node): boolean {
    if (node.type === 'CallExpression') {
      const [module, name] = this.#calledOf(node) ?? [];
      return module === 'k6/http' && SENDERS.includes(name ?? '');
    }
    // A yield is what an await becomes, see script.ts.
    if (node.type === 'AwaitExpression' || (node.type === 'YieldExpression' && node.argument))
      return this.#isResponse(node.argument as ESTree.Node);
    if (node.type === 'MemberExpression') return this.#isBatch(node.object);
    if (node.type !== 'Identifier') return false;
    return this.#isAlways(node, (value) => this.#isResponse(value)) || this.#isCheckedResponse(node);
  }

  /** Whether an expression is what http.batch() answers. */
  #isBatch(node: ESTree.Node): boolean {
    if (node.type === 'Identifier') return this.#isAlways(node, (value) => this.#isBatch(value));
    const [module, name] = node.type === 'CallExpression' ? (this.#calledOf(node) ?? []) : [];
    return module === 'k6/http' && name === 'batch';
  }

  /** Whether a name is the parameter of a function in the second argument of check(response, ...). */
  #isCheckedResponse(node: ESTree.Identifier): boolean {
    const [definition] = this.#variables.get(node)?.defs ?? [];
    if (definition?.type !== 'Parameter') return false;
    const property = this.#parents.get(definition.node as Node);
    const checks = property && this.#parents.get(property);
    const call = checks && this.#parents.get(checks);
    if (property?.type !== 'Property' || call?.type !== 'CallExpression' || call.arguments[1] !== checks) return false;
    const [module, name] = this.#calledOf(call) ?? [];
    return module === 'k6' && name === 'check' && this.#isResponse(call.arguments[0] as ESTree.Node);
  }

  /** What is called, if it is a function of a module: the module and the function's name there. */
  #calledOf({ callee }: ESTree.CallExpression): [module: string, name: string] | undefined {
    if (callee.type === 'MemberExpression') {
      const [module, name] = [this.#moduleOf(callee.object as ESTree.Expression), memberName(callee)];
      return module && name ? [module, name] : undefined;
    }
    if (callee.type !== 'Identifier') return undefined;
    const binding = this.#importOf(callee);
    return binding?.node.type === 'ImportSpecifier' ? [binding.module, importedName(binding.node)] : undefined;
  }

  /** The module that a name stands for as a whole. */
  #moduleOf(node: ESTree.Node): string | undefined {
    if (node.type !== 'Identifier') return undefined;
    const binding = this.#importOf(node);
    return binding && binding.node.type !== 'ImportSpecifier' ? binding.module : undefined;
  }

  #importOf(node: ESTree.Identifier): { module: string; node: ESTree.Node } | undefined {
    const [definition] = this.#variables.get(node)?.defs ?? [];
    if (definition?.type !== 'ImportBinding') return undefined;
    return { module: String((definition.parent as ESTree.ImportDeclaration).source.value), node: definition.node };
  }

  /** The value of a variable that is written once. */
  #onlyValueOf(node: ESTree.Identifier): ESTree.Node | undefined {
    const values = this.#valuesOf(node);
    return values.length === 1 ? values[0] : undefined;
  }

  /** Whether all that a variable is ever given `is` so. A value that stands for itself, as in `a = a`, says nothing. */
  #isAlways(node: ESTree.Identifier, is: (value: ESTree.Node) => boolean): boolean {
    const variable = this.#variables.get(node);
    if (!variable || this.#asked.has(variable)) return false;
    this.#asked.add(variable);
    const values = this.#valuesOf(node);
    const isSo = values.length > 0 && values.every((value) => value !== undefined && is(value));
    this.#asked.delete(variable);
    return isSo;
  }

  /** All that a variable is given; undefined for what its text does not tell. */
  #valuesOf(node: ESTree.Identifier): (ESTree.Node | undefined)[] {
    const variable = this.#variables.get(node);
    if (variable?.defs.length !== 1 || variable.defs[0]?.type !== 'Variable') return [];
    const writes = variable.references.filter((reference: Reference) => reference.isWrite());
    return writes.map(({ identifier, writeExpr }) =>
      this.#isWhole(identifier) ? (writeExpr ?? undefined) : undefined,
    );
  }

  /** Whether a name is given the whole value, and no part of it by a pattern, a loop or an operator. */
  #isWhole(name: object): boolean {
    const parent = this.#parents.get(name as Node);
    if (parent?.type === 'VariableDeclarator') return parent.id === name;
    return parent?.type === 'AssignmentExpression' && parent.operator === '=' && parent.left === name;
  }

  /** Notes whose child each node is, children first. */
  #adopt(parent: Node): void {
    const children = Object.values(parent).flatMap((value) => (Array.isArray(value) ? value : [value]));
    for (const child of children as (Node | undefined | null)[]) {
      if (typeof child !== 'object' || child === null || typeof child.type !== 'string') continue;
      this.#adopt(child);
      this.#parents.set(child, parent);
    }
  }
}

function memberName(node: ESTree.MemberExpression): string | undefined {
  if (!node.computed && node.property.type === 'Identifier') return node.property.name;
  return node.computed && node.property.type === 'Literal' ? String(node.property.value) : undefined;
}

function importedName({ imported }: ESTree.ImportSpecifier): string {
  return imported.type === 'Identifier' ? imported.name : String(imported.value);
}

function keyName({ key }: ESTree.Property): string {
  return key.type === 'Identifier' ? key.name : key.type === 'Literal' ? String(key.value) : '';
}
