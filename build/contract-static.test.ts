// The contract that can be read off a bundle's text: what k6's engine lacks is refused with its place, what it has is let through.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkText, MAX_BUNDLE_BYTES } from './contract-static.ts';

const EXPORTS =
  'export const options={};export default ()=>{};export const observe=()=>{},handleSummary=()=>({}),writes=[];';
const check = (code: string, imports: string[] = []) => checkText({ code: code + EXPORTS, imports });

test('a plain script has nothing wrong with it', () => {
  assert.deepEqual(check('import http from "k6/http";http.get(__ENV.BASE_URL);', ['k6/http']), []);
});

// Name, code, what the message has to name.
const REFUSED: [string, string, RegExp][] = [
  ['a browser global', 'const u=new URL("http://x");', /global URL.*line 1, column 13/],
  ['a Node global', 'process.exit();', /global process/],
  ['a global that exists since v2.2 only', 'new TextEncoder();', /global TextEncoder/],
  ['a global behind typeof', 'typeof fetch;', /global fetch/],
  ['a global through globalThis', 'globalThis.structuredClone({});', /global structuredClone/],
  ['Intl', 'new Intl.NumberFormat();', /global Intl/],
  ['for await', 'async function f(){for await(const x of []);}', /for await/],
  ['dynamic import', 'import("k6");', /import\(\)/],
  ['grouping', 'Object.groupBy([],x=>x);', /Object\.groupBy/],
  ['grouping by a computed name', 'Object["groupBy"]([],x=>x);', /Object\.groupBy/],
  ['withResolvers', 'Promise.withResolvers();', /Promise\.withResolvers/],
  ['Symbol.asyncIterator', 'Symbol.asyncIterator;', /Symbol\.asyncIterator/],
  ['captureStackTrace', 'Error.captureStackTrace({});', /Error\.captureStackTrace/],
  ['isWellFormed', '"a".isWellFormed();', /isWellFormed/],
  ['a locale', '(1).toLocaleString("de");', /toLocaleString with a locale/],
  ['import attributes', 'import x from "k6" with {type:"json"};', /does not read/],
  ['a decorator', '@d class A{}', /does not read/],
  ['using', '{using x=null;}', /does not read/],
  ['a syntax error', 'const;', /does not read/],
];
for (const [name, code, message] of REFUSED) {
  test(`${name} is refused`, () => assert.match(check(code).join('\n'), message));
}

// What the engine was seen to have.
const ALLOWED: [string, string][] = [
  ['private members', 'class A{#x=1;static{};has(o){return #x in o}};new A();'],
  ['top-level await', 'await 1;'],
  ['async generators', 'async function*f(){yield 1}'],
  ['BigInt, named groups, dotAll, look-behind', '10n;/(?<a>.)(?<=b)/s;'],
  ['logical assignment', 'let a;a??=1;'],
  ['newer array methods', '[1].at(0);[1].toSorted();[1].findLast(x=>x);'],
  ['k6 globals', 'console.log(__VU,__ITER,__ENV.X);setTimeout(()=>{},1);crypto.randomUUID();open("x");'],
  ['toLocaleString without a locale', '(1).toLocaleString();'],
  ['a local variable that shadows a missing global', 'const URL=1;URL;'],
  ['a property with the name of a missing global', 'const o={process:1};o.process;'],
];
for (const [name, code] of ALLOWED) {
  test(`${name} is allowed`, () => assert.deepEqual(check(code), []));
}

test('what runs in the page has its globals, and nothing of the script around it', () => {
  const page = 'const page={evaluate(){}};';
  assert.deepEqual(check(`${page}page.evaluate(()=>document.title+new URL(location).host+performance.now());`), []);
  assert.deepEqual(check(`${page}function read(x){return fetch(x)}page.evaluate(read,1);`), []);
  assert.deepEqual(check(`${page}const read=async()=>{for await(const x of []);};page.evaluate(read);`), []);
  assert.match(check(`${page}const own=1;page.evaluate(()=>document.title+own);`).join(), /to the page that uses own/);
  assert.match(check(`${page}const help=()=>1;function read(){return help()}page.evaluate(read);`).join(), /uses help/);
  assert.match(check(`${page}page.evaluate(()=>1);document.title;`).join(), /global document/);
  assert.match(check(`const list={find(){}};list.find(()=>document.title);`).join(), /global document/);
});

test('imports other than k6 are refused, extensions are not', () => {
  assert.match(check('', ['node:fs']).join(), /imports "node:fs"/);
  assert.match(check('', ['k6evil']).join(), /imports "k6evil"/);
  assert.deepEqual(check('', ['k6', 'k6/http', 'k6/x/sql']), []);
});

test('a missing export is named with those that are there', () => {
  assert.deepEqual(checkText({ code: 'export const options={};export default 1;', imports: [] }), [
    'does not export handleSummary: has options, default',
    'does not export observe: has options, default',
    'does not export writes: has options, default',
  ]);
});

test('the size limit counts bytes, on both sides of the boundary', () => {
  const filler = (bytes: number) => `//${'é'.repeat((bytes - 3) >> 1)}${(bytes - 3) % 2 ? 'x' : ''}\n`;
  const room = MAX_BUNDLE_BYTES - Buffer.byteLength(EXPORTS);
  assert.deepEqual(check(filler(room)), []);
  assert.match(check(filler(room + 1)).join(), new RegExp(`is ${MAX_BUNDLE_BYTES + 1} bytes`));
});
