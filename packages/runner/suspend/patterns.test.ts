// What scripts do with calls that wait, one pattern each: suspended at every call it behaves as plain JavaScript does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runNative, runSuspended } from './world.fixture.ts';

/** Bodies of main(); `h(x)` waits and returns x, `h('throw')` throws. */
const BODIES: Record<string, string> = {
  'loops with labels, break and continue': `
    outer: for (let i = 0; i < 4; i++) { for (const k in { a: 1, b: 2 }) { if (h(k + i) === 'b1') continue outer; if (i === 3) break outer; log(k, i); } }
    let n = 0; do { n += h(1); } while (n < 3); while (h(n--) > 1) log(n);`,
  'closures over loop variables':
    'const fs = []; for (let i = 0; i < 3; i++) fs.push(() => h(i)); return fs.map((f) => f());',
  'array methods, with holes and this': `
    log([1, , 3].map(function (x) { return h(x) + this.k; }, { k: 10 }), [3, 1, 2].filter((x) => h(x) > 1), [1, 2].some((x) => h(x) === 2), [1, 2].every((x) => h(x) < 2));
    log([1, 2, 3].reduce((s, x) => s + h(x)), [1, 2].reduceRight((s, x) => s + h(x), 's'), [4, 5].find((x) => h(x) === 5), [4, 5].findIndex((x) => h(x) === 5), [[1], 2].flatMap((x) => h(x)));
    try { [].reduce((a, b) => h(a)); } catch (e) { log(e.message); } return Array.from({ length: 2 }, (_, i) => h(i));`,
  'Map and Set': "new Map([['k', 1]]).forEach((v, k) => log(h(k + v))); new Set([4]).forEach((v) => log(h(v)));",
  'what looks like a Map, a Set or a function of Math': `class Waits extends Map { get(k) { return h(super.get(k)); } add(x) { return h(x); } } const w = new Waits([['k', 1]]);
    let m = new Map([['a', 2]]); const plain = new Map([['b', 3]]); log(w.get('k'), w.add(4), m.get('a'), plain.get('b')); m = { get: (k) => h(k) }; log(m.get('c'));
    const own = new Set(); own.add = (x) => h(x); log(own.add(5)); const math = { floor: (x) => h(x) }; const { floor } = math; const round = Math.round; return [floor(6.5), math.floor(7.5), round(8.4), [1.2].map(Math.floor), [9].map(math.floor), new Set([h(1)]).size];`,
  'replace with a function':
    "return 'a-b-a'.replace(/[ab]/g, (m, at) => h(m + at)) + 'x.x'.replaceAll('x', (m) => h(m));",
  classes: `class A { f = h('f'); static s = 1; constructor(x) { this.x = h(x); } get() { return h(this.x); } static make(x) { return new this(h(x)); } ['com' + 'puted']() { return h('c'); } }
    class B extends A { y = h('y'); constructor(x) { log('before'); super(h(x)); this.z = h(this.x); } get() { return 'B' + super.get(); } all() { return [1].map(() => super.get()); } }
    const b = new B('x'); log(b.get(), b.all(), b instanceof A, Object.keys(b), A.make('m').get(), b.computed(), B.name, A.name); return [B.length, b.get.name];`,
  'classes that derive from what waits not at all':
    "class E extends Error { constructor(m) { super(h(m)); this.name = 'E'; } } try { throw new E('boom'); } catch (e) { log(e.name, e.message, e instanceof E, e instanceof Error); } class L extends Array { sum() { return this.reduce((s, x) => s + h(x), 0); } } return L.from([1, 2]).sum();",
  'a constructor that returns another object':
    'class A { constructor() { return { other: h(1) }; } } function F() { this.a = h(2); } F.prototype.b = 3; const f = new F(); return [new A().other, f.a, f.b, f instanceof F];',
  'private members':
    'class A { #n = h(1); #m() { return h(this.#n++); } run() { return [this.#m(), this.#m(), #n in this]; } static #s() { return h("s"); } static t() { return A.#s(); } } return [new A().run(), A.t()];',
  getters:
    "class A { get v() { return h('v'); } } class B extends A { get v() { return 'B' + super.v; } } const o = { get w() { return h('w'); }, n: 1 }; return [new A().v, o.w + o.n, o.w.length];",
  parameters:
    "function f(a, b = h('b'), { c = h('c') } = {}, ...rest) { return [a, b, c, rest, arguments.length]; } return [f(1), f(1, 2, { c: 3 }, 4, 5), f.length, ((x, y = h(x)) => y)(7)];",
  destructuring:
    "const { a = h('a'), b: { c = h('c') } = {} } = {}; const [x = h('x'), , ...rest] = [undefined, 1, 2]; let p, q; [p, q] = [h(1), h(2)]; [p, q] = [q, p]; return [a, c, x, rest, p, q];",
  'optional chaining and assignment':
    "const o = { f() { return h(this.k); }, k: 'k', n: null }; let z = null; z ??= h('z'); o.m ||= h('m'); return [o.f?.(), o.n?.f(h('never')), o?.f(), o.g?.(h('never')), o['f']?.(), z, o.m];",
  templates:
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of the script's
    'const tag = (s, ...v) => h(s.join("|") + v); const o = { tag(s) { return h(s.raw[0] + this.k); }, k: 1 }; return [`a${h(1)}b${[2].map((x) => h(x))}`, tag`x${h(3)}y`, o.tag`z`];',
  exceptions: `const f = () => { try { log(h('t')); h('throw'); } catch ({ message }) { log(message, h('c')); return 'r'; } finally { log(h('f')); } }; log(f());
    for (const i of [1, 2]) { try { if (i === 1) continue; } finally { log(h('fin' + i)); } } try { try { h('throw'); } finally { h('x'); } } catch { log('outer'); } return 1;`,
  generators: `function* g(n) { for (let i = 0; i < n; i++) { const got = yield h(i); if (got) log('got', got); } return h('end'); } function* d() { const r = yield* g(2); yield r; yield* [8, 9]; }
    for (const x of g(5)) { if (x === 2) break; log(x); } const it = g(2); log(it.next(), it.next('in'), it.next(), it.next()); return [[...d()], Array.from(g(2)), Math.max(...g(3))];`,
  'iterators by hand': `const it = (n) => ({ [Symbol.iterator]() { let i = 0; return { next: () => (i < n ? { value: h(i++), done: false } : { done: true }), return() { log('closed'); return {}; } }; } });
    for (const x of it(3)) { if (x === 1) break; log(x); } const [a, b] = it(5); return [a, b, [...it(2)]];`,
  'call, apply, bind, arguments':
    "function f(x) { return h(this.k + x); } function g() { return [...arguments].map((x) => h(x)).concat((() => arguments.length)()); } return [f.call({ k: 1 }, 2), f.apply({ k: 3 }, [4]), f.bind({ k: 5 }, 6)(), Reflect.apply(f, { k: 7 }, [8]), g('p', 'q')];",
  'order of evaluation': `const o = {}; try { o.nope(h('argument')); } catch (e) { log(e instanceof TypeError); } try { nothing(h('a')); } catch (e) { log(e.name); } let s = 'a'; s += (() => { s = 'b'; return h('c'); })(); o[h('k')] = h('v'); const a = [h(1), h(2)]; a[h(0)] += h(5); return [s, o, a];`,
  'recursion and higher-order functions':
    'const compose = (...fs) => (x) => fs.reduceRight((v, f) => f(v), x); function walk(n) { return n === 0 ? h(0) : n + walk(n - 1); } const fact = function self(n) { return n < 2 ? h(1) : n * self(n - 1); }; return [compose((x) => h(x + 1), (x) => h(x * 2))(5), walk(4), fact(5), ((f) => f())(() => h("cb"))];',
  'hoisting and shadowing':
    'log(later("a")); { function inner(x) { return h("in" + x); } log(inner(1)); } switch (h(1)) { case h(1): log("hit"); break; default: log("miss"); } function later(x) { return h(x); } const alias = later; return alias(2);',
  'what functions tell of themselves':
    'function f(a, b) { return h(a); } const g = (x) => h(x), o = { m(a) { return h(a); }, "a-b": () => h(1), k: function () { h(1); } }; return [f.name, f.length, g.name, g.length, o.m.name, o["a-b"].name, o.k.name, typeof f, f instanceof Function, Object.keys(f), String(f).includes("return h(a)"), String(g).includes("=> h(x)"), String(o["a-b"]).includes("h(1)"), String(o.m).includes("h(a)")];',
  'operators around calls':
    "return [typeof h(1), void h(2), 'a' in h({ a: 1 }), 2 ** h(3), !h(0), -h(4), h(1) ? h(2) : h(3), h(0) || h(5), h(null) ?? h(6), (h(7), h(8)), delete h({}).x];",
};

for (const [name, body] of Object.entries(BODIES)) {
  test(name, () => {
    const source = `export function main() { ${body} }`;
    const native = runNative(source);
    assert.doesNotMatch(native.outcome, /SyntaxError|ReferenceError/, 'the pattern itself is wrong');
    const { observed, coloured } = runSuspended(source, 3);
    assert.ok(coloured > 0);
    for (const one of observed) assert.deepEqual(one, native);
  });
}

/** What JavaScript itself calls cannot wait: the call does not go unnoticed, and no catch takes it. */
const CANNOT: Record<string, string> = {
  'a setter': 'const o = { set v(f) { f(1); } }; try { o.v = (x) => h(x); } catch { log("caught"); }',
  toJSON: 'try { JSON.stringify({ toJSON() { return h(1); } }); } catch { log("caught"); }',
  'toString and valueOf': 'try { return "" + { toString() { return h(1); } }; } catch { log("caught"); }',
  'a trap of a Proxy': 'try { return new Proxy({}, { get: () => h(1) }).x; } catch { log("caught"); }',
  'a getter of defineProperty':
    'const o = {}; Object.defineProperty(o, "v", { get() { return h(1); } }); try { return o.v; } catch { log("caught"); }',
};

for (const [name, body] of Object.entries(CANNOT)) {
  test(`${name} that waits ends the run`, () => {
    const { observed } = runSuspended(`export function main() { ${body} return 'went on'; }`);
    assert.match(observed[0]?.outcome ?? '', /^! Interruption/);
    assert.deepEqual(observed[0]?.effects, []);
  });
}

test('a setter or an async generator that surely waits is refused before the run, with its place', () => {
  const setter = `export function main() {\n  const o = { set v(x) { h(x); } };\n  o.v = 1;\n}`;
  assert.throws(() => runSuspended(setter), /a call that waits in a setter is not supported/);
  assert.throws(
    () => runSuspended('export async function* main() { yield h(1); }'),
    /a call that waits in an async generator/,
  );
  assert.throws(() => runSuspended('export function main() { eval("h(1)"); }'), /eval\(\) is not supported/);
  assert.throws(
    () => runSuspended('export function main() { return import(h(1)); }'),
    /import\(\) of a name that is computed/,
  );
});
