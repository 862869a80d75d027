// From a script to one that can be suspended: lowers what has no generator face, finds what may wait, and writes the faces.
import { changesWorld } from './changes-world.ts';
import { Colours, WAIT } from './colour.ts';
import { Edits, type Range } from './edits.ts';
import { FACE_NAMES } from './face-names.ts';
import { GLOBALS } from './natives.ts';
import { Program } from './program.ts';
import { Refusal } from './refusal.ts';
import { Rewriter } from './rewrite.ts';
import { Temporaries } from './rewriting.ts';
import { type SharedNode, sharingOf } from './shared.ts';
import type { Node, Of } from './syntax.ts';

export interface Suspendable {
  /**
   * An expression: a function of (faces, natives, given names...) that makes what VUs share, and returns a ScriptCode.
   */
  code: string;
  coloured: number;
  /** Names of the language's own objects that the code uses. */
  natives: string[];
  /** Other names that the code uses and does not declare. */
  unknownNames: string[];
  /** The script changes objects of the language in its text. */
  changesWorld: boolean;
  /** The script's own texts of functions, by the number in the code's. */
  originals: Map<string, string>;
  /** See places.ts. */
  pieces: number[];
}

/** What the code of a script is for the VUs of a world. */
export interface ScriptCode<Exports> {
  /** Evaluates the script for one more VU. */
  evaluate(): Exports;
  /** The variables of the VU whose code is running; what VUs share works on them. */
  variables(): unknown;
  /** Code of another VU is about to run. */
  use(variables: unknown): void;
}

/**
 * Makes a script suspendable. `source`: a module without imports and types, lowered as LOWERED says; `given`: free names that the
 * caller passes, the same for all VUs. Throws a SyntaxError or a Refusal.
 */
export function transform(source: string, given: readonly string[]): Suspendable {
  const program = new Program(source);
  const hasChanges = changesWorld(program);
  const colours = new Colours(program, !hasChanges);
  refuseWaits(program, colours);
  const shown = shownTexts(source, program);
  const edits = new Edits(source);
  const prefix = freePrefix(source);
  const promise = localNameOf(program.ast, 'Promise');
  const { shared, own: moving } = sharingOf(program, {
    given,
    promise,
    declaredBy: (callee) => colours.declaredBy(callee)?.node as Node | undefined,
  });
  const rewriter = new Rewriter({ source, program, colours, edits, prefix, promise, own: moving });
  const temporaries = new Temporaries();
  exportsAsResult(program.ast, edits, (name) => rewriter.placeOf(name) ?? name.name);
  rewriter.visit(program.ast, { fn: undefined, temporaries, depth: 0, names: {} });
  const { moved, rest } = edits.split(rangesOf(program.ast, shared, prefix));
  const faces = FACE_NAMES.map((name) => `${name}: ${prefix}${name}`).join(', ');
  const natives = program.freeNames.filter((name) => GLOBALS.has(name) && !LITERALS.has(name));
  // Names of the global object are slow in a world of its own: the code keeps its own.
  const own = natives.length > 0 ? `const { ${natives.join(', ')} } = ${prefix}natives; ` : '';
  const declared = program.ast.body as Node[];
  const isShared = (node: Node): boolean => (shared as ReadonlySet<Node>).has(node);
  const head = `(function (${[`${prefix}faces`, `${prefix}natives`, ...given].join(', ')}) { 'use strict'; const { ${faces} } = ${prefix}faces; let ${prefix}fuel = 0, ${prefix}v; ${own}${rewriter.registrations(declared.filter(isShared))}`;
  const keys = rewriter.keys.length > 0 ? `let ${rewriter.keys.join(', ')}; ` : '';
  const list = Array.from(moving, () => 'undefined').join(', ');
  const middle = `\nreturn { variables: () => ${prefix}v, use(variables) { ${prefix}v = variables; }, evaluate() { ${prefix}v = [${list}]; ${keys}${rewriter.registrations(declared.filter((one) => !isShared(one)))}`;
  return {
    code: `${head}${moved.text}${middle}${rest.text}\n} }; })`,
    coloured: program.functions.filter((fn) => fn.isColoured).length,
    natives,
    unknownNames: program.freeNames.filter((name) => !GLOBALS.has(name) && !given.includes(name) && name !== WAIT),
    changesWorld: hasChanges,
    originals: new Map(rewriter.originals.map(({ id, start, end }) => [String(id), shown(start, end)])),
    pieces: [...moved.piecesAfter(head.length), ...rest.piecesAfter(head.length + moved.text.length + middle.length)],
  };
}

/** What is taken out of the code of a VU. */
function rangesOf(ast: Of<'Program'>, shared: ReadonlySet<SharedNode>, prefix: string): Range[] {
  return (ast.body as Node[]).flatMap((statement) => {
    if (statement.type === 'FunctionDeclaration' && shared.has(statement)) return [rangeOf(statement)];
    if (statement.type !== 'VariableDeclaration') return [];
    const declared = statement.declarations as Of<'VariableDeclarator'>[];
    if (declared.every((one) => shared.has(one))) return [rangeOf(statement)];
    return declared
      .filter((one) => shared.has(one))
      .map((one) => ({ ...rangeOf(one), before: 'var ', after: ';', instead: `${prefix}m${one.start} = 0` }));
  });
}

function rangeOf({ start, end }: Node): Range {
  return { start, end, before: '', after: '\n', instead: '' };
}

/** Throws a Refusal for a call that surely waits where nothing can. What only might is noticed when it does. */
function refuseWaits(program: Program, colours: Colours): void {
  for (const { cannotWait, role, sites } of program.functions) {
    if (!cannotWait) continue;
    const site = sites.find(
      (one) => one.type === 'CallExpression' && ['wait', 'direct'].includes(colours.callKind(one)),
    );
    if (site)
      throw new Refusal(`a call that waits in ${role === 'setter' ? 'a setter' : 'an async generator'}`, site.start);
  }
}

/** Free names that are as good as literals. */
const LITERALS = new Set(['undefined', 'NaN', 'Infinity']);

function freePrefix(source: string): string {
  let prefix = '$$';
  while (source.includes(prefix)) prefix += '$';
  return prefix;
}

/** Start of the names under which a module exports what its functions should show by the rest of the name. */
export const SHOWN = 'shown:';

/** Texts of the source in which bundled names are those of the script again. */
function shownTexts(source: string, program: Program): (start: number, end: number) => string {
  const specifiers = (program.ast.body as Node[]).flatMap((one) =>
    one.type === 'ExportNamedDeclaration' ? one.specifiers : [],
  );
  const names = specifiers.flatMap(({ local, exported }) => {
    const name = exported.type === 'Literal' ? String(exported.value) : '';
    const places = program.variableOf(local)?.references.map(({ identifier }) => identifier as Node) ?? [];
    return name.startsWith(SHOWN)
      ? places.map(({ start, end }) => ({ start, end, text: name.slice(SHOWN.length) }))
      : [];
  });
  const sorted = names.sort((a, b) => a.start - b.start);
  return (start, end) => {
    let text = '';
    let at = start;
    for (const name of sorted) {
      if (name.start < at || name.end > end) continue;
      text += source.slice(at, name.start) + name.text;
      at = name.end;
    }
    return text + source.slice(at, end);
  };
}

/** The name in the module of what it exports. */
function localNameOf(ast: Of<'Program'>, exported: string): string | undefined {
  const specifiers = ast.body.flatMap((one) => (one.type === 'ExportNamedDeclaration' ? one.specifiers : []));
  const found = specifiers.find((one) => one.exported.type === 'Identifier' && one.exported.name === exported);
  return found?.local.type === 'Identifier' ? found.local.name : undefined;
}

/** `export { a as b }` at the end becomes what the function returns. */
function exportsAsResult(ast: Of<'Program'>, edits: Edits, placeOf: (name: Of<'Identifier'>) => string): void {
  for (const statement of ast.body as Node[]) {
    if (statement.type !== 'ExportNamedDeclaration') continue;
    const own = statement.specifiers.filter(
      ({ exported }) => !(exported.type === 'Literal' && String(exported.value).startsWith(SHOWN)),
    );
    const getters = own.map(({ exported, local }) => {
      const name = exported.type === 'Identifier' ? exported.name : String(exported.value);
      return `get ${JSON.stringify(name)}() { return ${placeOf(local as Of<'Identifier'>)}; }`;
    });
    edits.replace(statement.start, statement.end, `return { ${getters.join(', ')} };`);
  }
}
