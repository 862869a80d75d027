// What VUs of a world share of a script: what nobody can tell apart, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { worldCode } from '../world-code.ts';
import { linesOf, Places } from './places.ts';
import { type ScriptCode, transform } from './transform.ts';
import { lower } from './world.fixture.ts';

type Exports = Record<string, unknown>;

/** What two VUs have of a script's exports; `use`: the code of one of them runs from then on. */
function twoVus(source: string): { vus: [Exports, Exports]; use(vu: 0 | 1): void } {
  const { code, natives } = transform(lower(source), ['shared']);
  const context = vm.createContext({});
  const { makeFaces } = vm.runInContext(worldCode(false), context);
  const faces = makeFaces({
    wouldWait() {},
    own: (v: unknown) => v,
    tick: () => 1e6,
    textOf: String,
    promise: () => Promise,
  });
  const given = Object.fromEntries(natives.map((name) => [name, vm.runInContext(name, context)]));
  const script = vm.runInContext(code, context)(faces, given, 'the same') as ScriptCode<Exports>;
  const [first, own] = [script.evaluate(), script.variables()];
  const [second, other] = [script.evaluate(), script.variables()];
  return { vus: [first, second], use: (vu) => script.use([own, other][vu]) };
}

const SHARED = `
export function add(a, b) { return a + b; }
export const twice = (x) => add(x, x), LIMIT = 10 * 60, RATE = -0.5, word = /^\\w+$/;
export const rows = Object.freeze({ home: Object.freeze({ p95: 85 }), list: Object.freeze([1, twice]) });
export const { p95 } = rows.home; // a pattern is not looked into
export function limitOf(name) { return rows[name].p95 + LIMIT; }
export function waits(f) { return f(limitOf('home')); }
export function given() { return shared; }
export const half = rows.home.p95 / 2, floor = Math.floor;
`;
/** Classes as bundles have them. */
const OWN = `
export const table = { a: 1 }, list = [1], map = new Map(), again = /a/g, shallow = Object.freeze({ inner: {} });
export function keeps() {} keeps.last = 1;
export function Maker() {} Maker.prototype.kind = 'made';
export function Helped() { this.a = 1; } Object.assign(Helped, { b: 2 });
export class Counted { static count = 0; }
export const Mixed = class {}; mix(Mixed); function mix(C) { C.kind = 'mixed'; }
export const Extended = class {}; Extended.prototype.kind = 'extended';
export const Numbered = class { static next() { return this.last = (this.last ?? 0) + 1; } };
export const Child = class extends Counted {};
export function named() {} export const again2 = named; again2.last = 1;
export let later = 1; later = 2;
export function elsewhere() { return somewhere; }
export function makesCounted() { return new Counted(); }
`;
/** Shared, but what it works on is of each VU. */
const WORKS_ON_OWN = `
let count = 0, last, pair = [];
const counts = { calls: 0 };
export function next() { return ++count; }
export const calls = () => next();
export function recursive(n) { return n === 0 ? next() : recursive(n - 1); }
export function remember(value) { ({ last } = { last: value }); [pair[0], count] = [last, count]; return last; }
export function recall() { return { last, pair, count: counts.calls++ }; }
let tag = (texts) => [texts[0], typeof this]; tag = tag;
export function tagged() { return tag\`x\`; }
let plain = function () { return this; }; plain = plain;
export function called() { return [plain() === undefined, new.target === undefined, plain.name].join(); }
export const Thing = class { constructor() { this.number = next(); } own() { return [this.number, last]; } static make() { return new Thing(); } };
export const Heir = class extends Thing { get twice() { return 2 * this.number; } };
export function makesThings() { return new Heir().twice; }
for (var each of [1, 2]); export function ofLoop() { return each; }
`;

test('functions and constants that reach nothing of a VU are made once', () => {
  const [one, two] = twoVus(SHARED).vus;
  for (const name of Object.keys(one)) assert.equal(one[name], two[name], name);
  assert.equal((one.limitOf as (name: string) => number)('home'), 685);
  assert.equal(
    (one.waits as (f: unknown) => unknown)((x: number) => x * 2),
    1370,
  );
  assert.equal((one.given as () => string)(), 'the same');
  assert.deepEqual([one.half, one.p95, (one.twice as (x: number) => number)(4)], [42.5, 85, 8]);
});

test('what can be changed, and what makes it, is of each VU', () => {
  const [one, two] = twoVus(OWN).vus;
  for (const name of Object.keys(one).filter((key) => key !== 'later')) assert.notEqual(one[name], two[name], name);
});

test('what works on variables of a VU is made once, and works on those of the VU that runs', () => {
  const { vus, use } = twoVus(WORKS_ON_OWN);
  const [one, two] = vus as Record<string, (given?: unknown) => unknown>[] as [
    Record<string, (given?: unknown) => unknown>,
    Record<string, (given?: unknown) => unknown>,
  ];
  const names = Object.keys(one).filter((name) => !['called', 'ofLoop', 'tagged'].includes(name));
  for (const name of names) assert.equal(one[name], two[name], name);
  use(0);
  assert.deepEqual([one.calls?.(), one.calls?.(), one.remember?.('a'), one.makesThings?.()], [1, 2, 'a', 6]);
  use(1);
  assert.deepEqual([one.calls?.(), one.recursive?.(3), one.makesThings?.()], [1, 2, 6]);
  assert.equal(JSON.stringify(one.recall?.()), '{"pair":[],"count":0}');
  use(0);
  assert.equal(
    JSON.stringify([one.recall?.(), one.recall?.()]),
    '[{"last":"a","pair":["a"],"count":0},{"last":"a","pair":["a"],"count":1}]',
  );
  const Thing = one.Thing as unknown as { make(): { own(): unknown } };
  assert.equal(
    JSON.stringify([Thing.make().own(), one.tagged?.(), one.called?.(), one.ofLoop?.()]),
    '[[4,"a"],["x","undefined"],"true,true,plain",2]',
  );
});

test('what is used before it stands in the text works as before, and names of functions stay', () => {
  const {
    vus: [{ result }],
  } = twoVus(`
    export const result = [early(2), early.name, typeof later];
    function early(x) { return x * other(); } function other() { return 3; } var later = 5;`);
  assert.equal(JSON.stringify(result), JSON.stringify([6, 'early', 'undefined']));
});

test('places of moved code are those of the script', () => {
  const source = lower(
    `const a = () => 1;\nlet n = 0;\nexport function own() { return n++; }\nexport function moved() { throw new Error('x'); }\n`,
  );
  const { code, pieces } = transform(source, []);
  const lines = linesOf(source);
  const map = JSON.stringify({
    version: 3,
    sources: ['script.js'],
    names: [],
    // Each line begins where it did; the columns of one segment go on.
    mappings: ['AAAA', ...lines.slice(1).map(() => 'AACA')].join(';'),
  });
  const places = new Places(code, { pieces, lines, map });
  for (const text of ['++', 'new Error("x")']) {
    const at = code.indexOf(text);
    const line = code.slice(0, at).split('\n').length;
    const column = at - code.lastIndexOf('\n', at);
    assert.equal(places.original(line, column)?.line, source.slice(0, source.indexOf(text)).split('\n').length, text);
  }
});
