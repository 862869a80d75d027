// Generated programs: functions, methods, closures, loops and exceptions around calls of `h`, which waits.
//
// A program always ends: loops have few turns, and functions call only those that were declared before them.
import fc from 'fast-check';

type Text = fc.Arbitrary<string>;

const NAMES = ['a', 'b', 'c'] as const;
const name: Text = fc.constantFrom(...NAMES);
const literal: Text = fc.oneof(
  fc.integer({ min: -3, max: 9 }).map(String),
  fc.constantFrom("'s'", "'t'", 'null', 'undefined', 'true', '[1, 2]', '({ p: 1 })'),
);

/** What can be called where a piece of program stands. */
interface Reach {
  /** Functions f0, f1, ... that have been declared. */
  functions: number;
  /** `yield` may be used. */
  isGenerator?: boolean;
  /** `this` and `super` may be used. */
  isMethod?: boolean;
}

/** An expression of at most so many levels. */
function expression(depth: number, reach: Reach): Text {
  if (depth <= 0)
    return fc.oneof(
      literal,
      name,
      name.map((n) => `h(${n})`),
    );
  const inner = expression(depth - 1, reach);
  const two = fc.tuple(inner, inner);
  const options: Text[] = [
    literal,
    name,
    inner.map((e) => `h(${e})`),
    two.map(([l, r]) => `(${l} + ${r})`),
    two.map(([l, r]) => `(${l} ?? ${r})`),
    two.map(([l, r]) => `(${l} && ${r})`),
    fc.tuple(inner, inner, inner).map(([t, y, n]) => `(${t} ? ${y} : ${n})`),
    two.map(([l, r]) => `[${l}, ...[${r}].map((x) => h(x))]`),
    two.map(([l, r]) => `({ k: ${l}, get v() { return ${r}; }, m(x) { return h(x) + 1; } })`),
    inner.map((e) => `({ m(x) { return h([x, this.k]); }, k: ${e} }).m(2)`),
    inner.map((e) => `\`t\${${e}}\``),
    inner.map((e) => `((x = h(1), [y] = [${e}]) => [x, y])()`),
    fc.tuple(inner, name).map(([e, n]) => `(${n} = ${e})`),
    inner.map((e) => `new Made(${e}).get()`),
    inner.map((e) => `new Derived(${e}).v`),
    inner.map((e) => `[...numbers(${e})]`),
    inner.map((e) => `(function () { return [arguments.length, h(arguments[0])]; })(${e}, 1)`),
    inner.map((e) => `given?.(${e})`),
    inner.map((e) => `tag\`x\${${e}}\``),
  ];
  if (reach.functions > 0) {
    const callee = fc.integer({ min: 0, max: reach.functions - 1 });
    options.push(fc.tuple(callee, inner, inner).map(([f, x, y]) => `f${f}(${x}, ${y})`));
    options.push(fc.tuple(callee, inner).map(([f, x]) => `[${x}].map(f${f})`));
    options.push(fc.tuple(callee, inner).map(([f, x]) => `f${f}.call({ k: 1 }, ${x})`));
    options.push(fc.tuple(callee, inner).map(([f, x]) => `f${f}.bind(null, ${x})()`));
  }
  if (reach.isGenerator) options.push(inner.map((e) => `(yield ${e})`));
  return fc.oneof(...options);
}

/** A list of statements. */
function statements(depth: number, reach: Reach): Text {
  return fc.array(statement(depth, reach), { minLength: 1, maxLength: 2 }).map((all) => all.join('\n'));
}

function statement(depth: number, reach: Reach): Text {
  const e = expression(2, reach);
  const simple: Text[] = [
    e.map((x) => `log(${x});`),
    fc.tuple(name, e).map(([n, x]) => `${n} = ${x};`),
    e.map((x) => `h(${x});`),
    fc.tuple(name, name, e).map(([n, m, x]) => `[${n}, ${m} = h('d')] = [${x}];`),
  ];
  if (depth <= 0) return fc.oneof(...simple);
  const inner = statements(depth - 1, reach);
  return fc.oneof(
    ...simple,
    fc.tuple(e, inner, inner).map(([t, y, n]) => `if (${t}) { ${y} } else { ${n} }`),
    fc
      .tuple(inner, e)
      .map(
        ([body, t]) =>
          `{ l${depth}: for (let i = 0; i < 3; i++) { if (${t}) { ${body} } else if (i) continue l${depth}; else break l${depth}; } }`,
      ),
    inner.map((body) => `for (const x of [1, 2]) { const y = () => h(x); ${body} log(y()); }`),
    inner.map((body) => `for (const x of numbers(2)) { ${body} if (x) break; }`),
    fc
      .tuple(inner, inner, inner)
      .map(
        ([t, c, f]) =>
          `try { ${t} if (h(a)) throw new Error('own'); ${t} } catch (e) { log(e instanceof TypeError ? e.name : e.message); ${c} } finally { ${f} }`,
      ),
    fc
      .tuple(e, inner)
      .map(([x, body]) => `switch (${x}) { case h(1): ${body} break; case 's': log('s'); default: ${body} }`),
    fc
      .tuple(e, inner)
      .map(([x, body]) => `{ function inner(p = ${x}) { return h(p); } ${body} log(inner(), inner.name); }`),
    fc.tuple(inner, e).map(([body, x]) => `try { ${body} log(nothing.at(${x})); } catch (e) { log(e.name); }`),
    fc.tuple(e, inner).map(([x, body]) => `{ let n = 0; do { ${body} n += 1; } while (n < 2 && ${x}); }`),
  );
}

const PARAMETERS = ['p, q', 'p, q = h(p)', 'p, { q } = { q: h(2) }', 'p, ...rest'];

/** Function number `at`. */
function declaration(at: number): Text {
  const reach = { functions: at };
  const body = statements(1, reach);
  const result = expression(2, reach);
  const params = fc.constantFrom(...PARAMETERS);
  return fc
    .tuple(fc.constantFrom('function', 'arrow', 'method', 'expression'), params, body, result)
    .map(([kind, given, text, value]) => {
      const block = `{ let a = p, b = 1, c; ${text}\n return [${value}, p]; }`;
      if (kind === 'function') return `function f${at}(${given}) ${block}`;
      if (kind === 'arrow') return `const f${at} = (${given}) => ${block};`;
      if (kind === 'expression') return `const f${at} = function own(${given}) ${block};`;
      return `const { f${at} } = { f${at}(${given}) ${block} };`;
    });
}

const HEAD = `const tag = (texts, ...values) => h(texts.join('|') + values);
const given = (x) => h(x), nothing = undefined;
class Made { constructor(x) { this.x = h(x); } get v() { return h(this.x); } get() { return [this.x, this.v]; } }
class Derived extends Made { own = h('own'); constructor(x) { super(h(x)); this.y = this.own; } get v() { return [super.v, this.y]; } get() { return [1].map(() => super.get()); } }
function* numbers(n) { try { for (let i = 0; i < 2; i++) yield h(i); return n; } finally { h('closed'); } }
`;

/** Source of a module that exports main(). */
export const program: Text = fc
  .tuple(
    declaration(0),
    declaration(1),
    declaration(2),
    statements(1, { functions: 3 }),
    expression(2, { functions: 3 }),
  )
  .map(
    ([f, g, i, body, result]) =>
      `${HEAD}${f}\n${g}\n${i}\nexport function main() { let a = 1, b = 's', c = [2];\n${body}\n return ${result}; }`,
  );
