// What VUs of a world share of a script: what nobody can tell apart, and nothing else.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import vm from 'node:vm';
import { worldCode } from '../world-code.ts';
import { linesOf, Places } from './places.ts';
import { lower, transform } from './transform.ts';

/** What two VUs have of a script's exports. */
function twoVus(source: string): [Record<string, unknown>, Record<string, unknown>] {
  const { code, natives } = transform(lower(source), { world: ['shared'], vu: ['own'] });
  const context = vm.createContext({});
  const { makeFaces } = vm.runInContext(worldCode(false), context);
  const faces = makeFaces({ wouldWait() {}, tick: () => 1e6, textOf: String, promise: () => Promise });
  const given = Object.fromEntries(natives.map((name) => [name, vm.runInContext(name, context)]));
  const make = vm.runInContext(code, context)(faces, given, 'the same');
  return [make('first'), make('second')];
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
const OWN = `
let count = 0;
export function next() { return ++count; }
export const calls = () => next();
export const table = { a: 1 }, list = [1], map = new Map(), again = /a/g, shallow = Object.freeze({ inner: {} });
export function keeps() {} keeps.last = 1;
export function Maker() {} Maker.prototype.kind = 'made';
export const who = () => own;
export class Thing {}
export function makesThings() { return new Thing(); }
export let later = 1; later = 2;
export function recursive(n) { return n === 0 ? next() : recursive(n - 1); }
export function elsewhere() { return somewhere; }
`;

test('functions and constants that reach nothing of a VU are made once', () => {
  const [one, two] = twoVus(SHARED);
  for (const name of Object.keys(one)) assert.equal(one[name], two[name], name);
  assert.equal((one.limitOf as (name: string) => number)('home'), 685);
  assert.equal(
    (one.waits as (f: unknown) => unknown)((x: number) => x * 2),
    1370,
  );
  assert.equal((one.given as () => string)(), 'the same');
  assert.deepEqual([one.half, one.p95, (one.twice as (x: number) => number)(4)], [42.5, 85, 8]);
});

test('state, what can be changed, and all that reaches it is of each VU', () => {
  const [one, two] = twoVus(OWN);
  for (const name of Object.keys(one).filter((key) => key !== 'later')) assert.notEqual(one[name], two[name], name);
  const next = (vu: Record<string, unknown>): unknown => (vu.calls as () => unknown)();
  assert.deepEqual([next(one), next(one), next(two), (two.recursive as (n: number) => unknown)(3)], [1, 2, 1, 2]);
  assert.deepEqual([(one.who as () => unknown)(), (two.who as () => unknown)()], ['first', 'second']);
});

test('what is used before it stands in the text works as before, and names of functions stay', () => {
  const [{ result }] = twoVus(`
    export const result = [early(2), early.name, typeof later];
    function early(x) { return x * other(); } function other() { return 3; } var later = 5;`);
  assert.equal(JSON.stringify(result), JSON.stringify([6, 'early', 'undefined']));
});

test('places of moved code are those of the script', () => {
  const source = lower(
    `const a = () => 1;\nlet n = 0;\nexport function own() { return n++; }\nexport function moved() { throw new Error('x'); }\n`,
  );
  const { code, pieces } = transform(source, { world: [], vu: [] });
  const lines = linesOf(source);
  const map = JSON.stringify({
    version: 3,
    sources: ['script.js'],
    names: [],
    // Each line begins where it did; the columns of one segment go on.
    mappings: ['AAAA', ...lines.slice(1).map(() => 'AACA')].join(';'),
  });
  const places = new Places(code, { pieces, lines, map });
  for (const text of ['n++', 'new Error("x")']) {
    const at = code.indexOf(text);
    const line = code.slice(0, at).split('\n').length;
    const column = at - code.lastIndexOf('\n', at);
    assert.equal(places.original(line, column)?.line, source.slice(0, source.indexOf(text)).split('\n').length, text);
  }
});
