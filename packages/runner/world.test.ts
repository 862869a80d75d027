// The world of a script: nothing of Node is reachable from it, by known ways out of a V8 context; traces and texts are the script's own.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runText, serve } from './testing.fixture.ts';

/** Where a function of the host's world would lead. */
const F = '.constructor("return typeof process === \'object\' ? process.pid : undefined")()';
/** Expressions whose functions, prototypes or errors may be of another world. `r` is a response. */
const WAYS: Record<string, string> = {
  'the constructor of a function': `(() => {})${F}`,
  'the constructor of a generator function': `Object.getPrototypeOf(function* () {})${F}.next().value`,
  this: 'this === undefined ? undefined : this.constructor.constructor("return process")()',
  'the global object': `globalThis.constructor?${F.replace('.constructor', '.constructor')}`,
  'prototypes of the global object': `(() => { for (let o = globalThis; o; o = Object.getPrototypeOf(o)) { const f = o.constructor; if (typeof f === 'function' && typeof f${F} !== 'undefined') return 1; } })()`,
  'a call of k6': `sleep${F}`,
  'a member of k6/http': `http.get${F}`,
  'a member of k6/execution': `exec.test.abort${F}`,
  'an object of k6/execution': `exec.scenario.constructor${F}`,
  'a proxy of tags': `Object.getPrototypeOf(exec.vu.metrics)?.constructor${F}`,
  'a class of k6/metrics': `Counter${F}`,
  'an object of k6/metrics': `counter.constructor${F}`,
  'the console': `console.log${F}`,
  'the environment': `Object.getPrototypeOf(__ENV)?.constructor${F}`,
  'a response': `r.constructor${F}`,
  'symbols of a response': `Object.getOwnPropertySymbols(r).map((s) => r[s]?.constructor?${F}).find((x) => x !== undefined)`,
  'headers of a response': `r.headers.constructor${F}`,
  'timings of a response': `r.timings.constructor${F}`,
  'a parsed body': `r.json().constructor${F}`,
  'a binary body': `binary.constructor${F}`,
  'a method that reads a page': `r.submitForm${F}`,
  'a selection of a page': `page.constructor${F}`,
  'an element of a page': `page.find('p').get(0).constructor${F}`,
  'a list of a page': `page.find('p').toArray().constructor${F}`,
  'a value of a page': `page.find('p').data('a').constructor${F}`,
  'a class of sockets': `WebSocket${F}`,
  'bytes of a blob': `new Blob(['x']).constructor${F}`,
  'an error of a socket': `(() => { try { new WebSocket('x'); } catch (e) { return e.constructor${F}; } })()`,
  'an answer without a socket': `ws.connect('ws://127.0.0.1:1', () => {}).headers.constructor${F}`,
  'an error of the parser': `(() => { try { page.find('['); } catch (e) { return e.constructor${F}; } })()`,
  'the options': `exec.test.options.constructor${F}`,
  'an error of a host call': `(() => { try { open('/etc/hostname'); } catch (e) { return e.constructor${F}; } })()`,
  'the prototype of an error of a host call': `(() => { try { http.get('not a url', { timeout: {} }); } catch (e) { return Object.getPrototypeOf(e).constructor${F}; } })()`,
  'an error of a wrong argument': `(() => { try { new Counter(); } catch (e) { return e.constructor${F}; } })()`,
  'an overflow of the stack': `(() => { const f = () => f(); try { f(); } catch (e) { return e.constructor${F}; } })()`,
  'a promise': `Promise.resolve()${'.then'}${F}`,
  'a timer': `setTimeout${F}`,
  'a shared array': `list.constructor${F}`,
  'an element of a shared array': `list[0].constructor${F}`,
  'bytes of k6/crypto': `crypto.getRandomValues(new Uint8Array(2)).buffer.constructor${F}`,
  'crypto.subtle': `globalThis.crypto.subtle.digest${F}`,
  'a key of crypto.subtle': `key.constructor${F}`,
  'a key that a script makes': `(() => { try { new key.constructor({}, { key: {}, facts: '{}' }); } catch (e) { return e.constructor${F}; } })()`,
  'what a key says of itself': `key.algorithm.constructor${F}`,
  'uses of a key': `key.usages.constructor${F}`,
  'static members of the class of keys': `Object.getOwnPropertyNames(key.constructor).map((name) => key.constructor[name]?.constructor?${F}).find((x) => x !== undefined)`,
  'symbols of a key': `Reflect.ownKeys(key).map((k) => key[k]?.constructor?${F}).find((x) => x !== undefined)`,
  'bytes of a digest': `digested.constructor${F}`,
  'an exported key': `exported.constructor${F}`,
  'an error of crypto.subtle': `refused.constructor${F}`,
  'a promise of crypto.subtle': `globalThis.crypto.subtle.digest('SHA-1', new Uint8Array(1)).constructor${F}`,
  'hooks of stack traces': `(() => { let found; Error.prepareStackTrace = (_e, frames) => { for (const f of frames) { const g = f.getFunction?.() ?? f.getThis?.(); try { if (g && typeof g.constructor.constructor('return process')().pid === 'number') found = 1; } catch {} } return ''; }; try { sleep(-1); http.get('x://', {}); void new Error('x').stack; } catch (e) { void e.stack; } delete Error.prepareStackTrace; return found; })()`,
  'a getter that the host calls': `(() => { let found; http.get(U, { headers: { get a() { const c = (function () { return arguments.callee; }); return ''; } } }); return found; })()`,
  'a proxy that the host reads': `(() => { let found; const p = new Proxy({}, { get: (_t, k, self) => { if (self && self !== p) { try { found = self.constructor.constructor('return process')().pid; } catch {} } return undefined; }, ownKeys: () => [] }); try { http.get(U, p); } catch {} return found; })()`,
  'toString of an argument': `(() => { let found; try { http.get({ toString() { return U; } }); } catch {} return found; })()`,
  'dynamic import': `(() => { try { return new Function('return import("node:fs").catch(() => {})')() && undefined; } catch { return undefined; } })()`,
};

test('none of four dozen ways out of the world of a script reaches Node', async () => {
  const server = await serve((_request, response) => response.end('{"a":1}'));
  const attempts = Object.entries(WAYS).map(
    ([name, way]) =>
      `{ let got; try { got = ${way}; } catch { got = undefined; } if (got !== undefined) console.log('LEAK', ${JSON.stringify(name)}); else tried += 1; }`,
  );
  const { stderr, exitCode } = await runText(
    `import { sleep } from 'k6'; import http from 'k6/http'; import exec from 'k6/execution'; import { Counter } from 'k6/metrics'; import { SharedArray } from 'k6/data'; import { parseHTML } from 'k6/html'; import ws from 'k6/ws'; import { Blob, WebSocket } from 'k6/websockets';
    const counter = new Counter('c'), list = new SharedArray('l', () => [{ a: 1 }]);
    const U = __ENV.URL;
    const { subtle } = globalThis.crypto;
    export default async function () {
      const key = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign']), exported = await subtle.exportKey('jwk', key);
      const digested = await subtle.digest('SHA-256', new Uint8Array(1)), refused = await subtle.digest('nope', new Uint8Array(1)).catch((error) => error);
      const r = http.get(U), binary = http.get(U, { responseType: 'binary' }).body, page = parseHTML('<p data-a="[1]">');
      let tried = 0;
      ${attempts.join('\n')}
      console.log('TRIED ' + tried);
    }`,
    { env: { URL: server.url } },
  );
  await server.close();
  assert.doesNotMatch(stderr, /LEAK/);
  assert.match(stderr, new RegExp(`TRIED ${attempts.length}`));
  assert.equal(exitCode, 0, stderr);
});

test('a trace has the lines of the files as they were written, TypeScript too, and no frame of the runner', async () => {
  const { stderr } = await runText(
    `import { http } from './lib.ts';
import { group, sleep } from 'k6';
export default function () {
  group('g', () => {
    sleep(0.001);
    http(1);
  });
}`,
    {
      files: {
        'lib.ts': `interface Unused {
  a: string;
}
export function http(x: number): void {
  const o: { a?: { b: number } } = {};
  console.log(o.a!.b + x);
}`,
      },
    },
  );
  assert.match(
    stderr,
    /TypeError: .*undefined.*\n\s+at http \(file:\/\/\/.*\/lib\.ts:6:\d+\)\n.*script\.js:6:\d+\)\n.*script\.js:4:\d+\)\n/,
  );
  assert.doesNotMatch(stderr, /runner:|guest\/|world\.ts|\$\$/);
});

test('a script that changes built-in objects gets a world for each VU, by itself or by --own-worlds', async () => {
  const count = (change: string): string => `import exec from 'k6/execution';
    const change = () => { ${change} };
    export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 2, iterations: 2 } } };
    export default function () { change(); console.log('SAW ' + [].seen); }
    export function teardown() { console.log('TORN ' + [].seen); }`;
  const byText = 'Array.prototype.seen = ([].seen ?? 0) + 1;';
  const byOtherName = 'const list = [].constructor.prototype; list.seen = ([].seen ?? 0) + 1;';
  for (const [script, args] of [
    [count(byText), []],
    [count(byOtherName), ['--own-worlds']],
  ] as const) {
    const { stderr } = await runText(script, { args: [...args] });
    assert.deepEqual(stderr.match(/SAW \d+/g)?.sort(), ['SAW 1', 'SAW 1', 'SAW 2', 'SAW 2'], stderr);
    assert.match(stderr, /TORN undefined/);
  }
});

test('a change while the script is evaluated, and a global that is used by its bare name, are noticed', async () => {
  const lib = '(function (root) { root.Lib = { n: 0 }; })(typeof globalThis !== "undefined" ? globalThis : this);';
  const { stderr, exitCode } = await runText(
    `import './lib.js'; const list = [].constructor.prototype; list.seen = 1;
    export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 2, iterations: 2 } } };
    export default function () { Lib.n += 1; list.seen += 1; console.log('SAW ' + Lib.n + [].seen); }`,
    { files: { 'lib.js': lib } },
  );
  assert.equal(exitCode, 0, stderr);
  assert.deepEqual(stderr.match(/SAW \d+/g)?.sort(), ['SAW 12', 'SAW 12', 'SAW 23', 'SAW 23']);
});
